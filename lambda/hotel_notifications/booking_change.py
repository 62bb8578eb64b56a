"""What happened to a booking, read from the record of the table's stream.

An EventBridge pipe passes each record as the body of a message.
Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class MalformedRecordError(ValueError):
    """A message that is not the record of a booking; the text says what is wrong with it."""


class Happened(StrEnum):
    """What happened: also the ``detail-type`` of the event on the bus."""

    CONFIRMED = "BookingConfirmed"
    CANCELLED = "BookingCancelled"


@dataclass(frozen=True)
class BookingChange:
    """Something that happened to a booking.

    Args:
        event_id: Names the change; a record that comes again has the same.
        city_name: As the guest knows it, in ``locale``, and so is ``room_type_name``.
        price: For the whole stay, in whole units of ``currency``.
        phone: The guest's number, E.164.
        locale: The guest's language: en_US or ko_KR.
    """

    event_id: str
    happened: Happened
    reference: str
    city: str
    city_name: str
    room_type: str
    room_type_name: str
    check_in: date
    nights: int
    price: int
    currency: str
    phone: str
    locale: str


def read_change(body: str) -> BookingChange | None:
    """Reads a message's body; ``None`` for a change of which nobody is told.

    Raises:
        MalformedRecordError: the body is not the record of a booking.
    """
    try:
        record = json.loads(body)
    except json.JSONDecodeError as error:
        raise MalformedRecordError(f"the message is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise MalformedRecordError(f"the message is a {type(record).__name__}, not a record")
    try:
        old, new = _images(record["eventName"], record["dynamodb"])
        happened = _happened(_status(old), _status(new))
        return _change(record["eventID"], happened, new) if happened and new else None
    except KeyError as error:
        raise MalformedRecordError(f"the record of the stream has no {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise MalformedRecordError(f"the record of the stream cannot be read: {error}") from error


def _images(name: str, images: Mapping[str, Any]) -> tuple[Any, Any]:
    """The booking before and after the change."""
    old, new = images.get("OldImage"), images.get("NewImage")
    expected = {"INSERT": (False, True), "MODIFY": (True, True), "REMOVE": (True, False)}
    if (bool(old), bool(new)) != expected.get(name):
        # A stream of another view type would pass for changes that never were.
        raise ValueError(f"{name} lacks an image; the stream has to be NEW_AND_OLD_IMAGES")
    return old, new


def _status(image: Mapping[str, Any] | None) -> str | None:
    return image["status"]["S"] if image else None


def _happened(before: str | None, after: str | None) -> Happened | None:
    if before == after:
        return None
    if after == "CONFIRMED":
        return Happened.CONFIRMED
    return Happened.CANCELLED if after == "CANCELLED" else None


def _change(event_id: str, happened: Happened, image: Mapping[str, Any]) -> BookingChange:
    return BookingChange(
        event_id=event_id,
        happened=happened,
        reference=image["reference"]["S"],
        city=image["city"]["S"],
        city_name=image["city_name"]["S"],
        room_type=image["room_type"]["S"],
        room_type_name=image["room_type_name"]["S"],
        check_in=date.fromisoformat(image["check_in"]["S"]),
        nights=int(image["nights"]["N"]),
        price=int(image["price"]["N"]),
        currency=image["currency"]["S"],
        phone=image["phone"]["S"],
        locale=image["locale"]["S"],
    )
