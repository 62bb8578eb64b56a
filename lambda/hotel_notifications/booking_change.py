"""What happened to a booking, read from the record of the table's stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from stream_effects import Change


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


def read_change(change: Change) -> BookingChange | None:
    """What happened; ``None`` for a change of which nobody is told."""
    happened = _happened(_status(change.before), _status(change.after))
    if happened is None or change.after is None:
        return None
    return _change(change.event_id, happened, change.after)


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
