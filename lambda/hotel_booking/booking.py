"""A booking, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class BookingStatus(StrEnum):
    """Whether the room is the guest's."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Booking:
    """A room for a guest.

    Args:
        reference: What the guest knows it by.
        request: The request that made it; a request makes one booking, however often it comes.
        session: The conversation in which it was made.
        city: An id of the catalog, and so is ``room_type``.
        city_name: As the guest was told it, in ``locale``, and so is ``room_type_name``: what a
            guest booked does not change with the catalog.
        price: For the whole stay, in whole units of ``currency``.
        phone: The guest's number, E.164.
        locale: The language in which the guest is written to.
        made_at: When it was made, UTC.
    """

    reference: str
    request: str
    session: str
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
    made_at: datetime
    status: BookingStatus = BookingStatus.CONFIRMED

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the nights."""
        return tuple(self.check_in + timedelta(days=night) for night in range(self.nights))
