"""Whether a change of properties makes a new resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.cloudformation import schema


def replaced_by(
    type: str,  # noqa: A002 - what AWS calls it
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> tuple[str, ...]:
    """The create-only properties that differ, as dotted paths; empty where none does."""
    known = schema.of(type)
    if known is None:
        return ()
    return tuple(p for p in known.create_only if _at(old, p.split(".")) != _at(new, p.split(".")))


def _at(value: Any, path: list[str]) -> Any:
    """What is at a path; ``*`` stands for every item of a list."""
    for index, part in enumerate(path):
        if part == "*" and isinstance(value, list):
            return [_at(item, path[index + 1 :]) for item in value]
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
