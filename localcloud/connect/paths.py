"""Attributes of a contact in texts and parameters: ``$.External.name``, ``$.Lex.Slots.Date``.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.connect.gaps import PATH

_PART = re.compile(r"""\.([^.\[\]]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\]""")


def is_path(value: Any) -> bool:
    """Whether a value is a single reference to an attribute."""
    return isinstance(value, str) and PATH.fullmatch(value) is not None


def value_at(path: str, data: Mapping[str, Any]) -> str:
    """The attribute that a path names; empty where the contact does not have it."""
    value: Any = data
    for match in _PART.finditer(path):
        name = next(part for part in match.groups() if part is not None)
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, Sequence) and not isinstance(value, str) and name.isdigit():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return ""
    return as_text(value)


def filled(text: str, data: Mapping[str, Any]) -> str:
    """A text with every reference replaced by the attribute's value."""
    return PATH.sub(lambda match: value_at(match[0], data), text)


def filled_map(values: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    """A map of texts with the references in its keys and values replaced."""
    return {filled(str(key), data): filled(as_text(value), data) for key, value in values.items()}


def as_text(value: Any) -> str:
    """A value as an attribute holds it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False)
