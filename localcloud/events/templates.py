"""JSON paths and input templates: how rules and pipes make a target's input from an event.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_STEP = re.compile(r"\.([\w-]+)|\[(?:'([^']+)'|\"([^\"]+)\"|(\d+|\*))\]")

MISSING = object()
"""What a path leads to where the event has nothing."""


def follow(path: str, document: Any) -> Any:
    """What a path such as ``$.detail.items[0].id`` leads to; ``MISSING`` where it leads nowhere.

    Raises:
        ValueError: ``path`` is no JSON path of the kind that EventBridge takes.
    """
    if not path.startswith("$"):
        raise ValueError(f"{path!r} is no JSON path: it must begin with $")
    steps = list(_STEP.finditer(path, 1))
    if "".join(step.group() for step in steps) != path[1:]:
        raise ValueError(f"{path!r} is no JSON path of names, [n] and [*]")
    return _walk([_step(each) for each in steps], document)


def _step(found: re.Match[str]) -> str | int | None:
    if found[4] is None:
        return found[1] or found[2] or found[3]
    return None if found[4] == "*" else int(found[4])


def _walk(steps: list[str | int | None], value: Any) -> Any:
    for index, step in enumerate(steps):
        if step is None:
            each = value if isinstance(value, list) else []
            found = [_walk(steps[index + 1 :], item) for item in each]
            return [item for item in found if item is not MISSING]
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                return MISSING
        elif not isinstance(value, dict) or step not in value:
            return MISSING
        value = value[step]
    return value


def literal_or_path(text: str, document: Any) -> str:
    """A parameter that may be a path into the event: its value as text, or the text itself.

    Raises:
        ValueError: The path leads nowhere.
    """
    if not text.startswith("$"):
        return text
    found = follow(text, document)
    if found is MISSING:
        raise ValueError(f"The event has nothing at {text}")
    return found if isinstance(found, str) else json.dumps(found)


def render(template: str, resolve: Callable[[str], Any]) -> str:
    """Fills the ``<names>`` of an input template.

    Within a string a value is inserted as text, elsewhere as JSON. A name that is ``MISSING``
    becomes an empty string.

    Args:
        resolve: The value of a name. It raises LookupError for what is not a name, which stays.
    """
    parts: list[str] = []
    inside = False
    for part in re.split(r'(\\.|"|<[^<>"]+>)', template):
        if part == '"':
            inside = not inside
        if not (part.startswith("<") and part.endswith(">") and len(part) > 2):
            parts.append(part)
            continue
        try:
            value = resolve(part[1:-1])
        except LookupError:
            parts.append(part)
            continue
        parts.append(_inserted("" if value is MISSING else value, inside=inside))
    return "".join(parts)


def _inserted(value: Any, *, inside: bool) -> str:
    if not inside:
        return json.dumps(value, ensure_ascii=False)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return json.dumps(text, ensure_ascii=False)[1:-1]
