"""Which changes of a table are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_EVENTS: Final = ("INSERT", "MODIFY", "REMOVE")


def changes_of(
    *sort_keys: str,
    attribute: str = "sk",
    events: Sequence[str] = ("INSERT", "MODIFY"),
) -> dict[str, Any]:
    """A filter for the changes of items with one of these sort keys.

    Args:
        sort_keys: The values of the sort key that are wanted.
        attribute: The name of the table's sort key, a string.
        events: Which changes: INSERT, MODIFY, REMOVE.

    Raises:
        ValueError: No sort key is given, or an event does not exist.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html
    """
    if not sort_keys:
        raise ValueError("sort_keys: name at least one; without a filter every change is delivered")
    unknown = [event for event in events if event not in _EVENTS]
    if unknown or not events:
        raise ValueError(
            f"events: {', '.join(unknown) or 'none'} is not among {', '.join(_EVENTS)}"
        )
    return {
        "eventName": list(events),
        "dynamodb": {"Keys": {attribute: {"S": list(sort_keys)}}},
    }
