"""A record of a table's stream, as an EventBridge pipe passes it: the body of a message.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Image = Mapping[str, Any]
Read = TypeVar("Read")

_IMAGES = {"INSERT": (False, True), "MODIFY": (True, True), "REMOVE": (True, False)}


class MalformedRecordError(ValueError):
    """A message that is not a record of the table; the text says what is wrong with it."""


@dataclass(frozen=True)
class Change:
    """An item before and after; ``None`` where it was not, or is no more.

    ``event_id`` names the change; a record that comes again has the same.
    """

    event_id: str
    before: Image | None
    after: Image | None


def read_record(body: str, read: Callable[[Change], Read]) -> Read:
    """What ``read`` makes of the change in a message's body.

    Raises:
        MalformedRecordError: the body is no record, or ``read`` does not find in it what it needs.
    """
    try:
        record = json.loads(body)
    except json.JSONDecodeError as error:
        raise MalformedRecordError(f"the message is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise MalformedRecordError(f"the message is a {type(record).__name__}, not a record")
    try:
        return read(_change(record))
    except KeyError as error:
        raise MalformedRecordError(f"the record of the stream has no {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise MalformedRecordError(f"the record of the stream cannot be read: {error}") from error


def _change(record: Mapping[str, Any]) -> Change:
    name, images = record["eventName"], record["dynamodb"]
    before, after = images.get("OldImage"), images.get("NewImage")
    if (bool(before), bool(after)) != _IMAGES.get(name):
        # A stream of another view type would pass for changes that never were.
        raise ValueError(f"{name} lacks an image; the stream has to be NEW_AND_OLD_IMAGES")
    return Change(record["eventID"], before, after)
