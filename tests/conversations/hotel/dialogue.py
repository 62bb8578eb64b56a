"""What a dialogue file says of the hotel, as data. How it is written: README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.conversations.dialogue import Given, Happening, Outcome


@dataclass(frozen=True)
class Stay:
    """A type of room in a city for some nights; ids of the catalog."""

    city: str
    room_type: str
    check_in: date
    nights: int

    def dates(self) -> list[date]:
        """The nights slept there, by the day on which each begins."""
        return [self.check_in + timedelta(days=number) for number in range(self.nights)]


@dataclass(frozen=True)
class Rooms:
    """What the hotel has: so many rooms of a type in a city, at whole USD a night."""

    city: str
    room_type: str
    capacity: int
    rate: int


@dataclass(frozen=True)
class ExistingBooking:
    """A booking made before the dialogue begins."""

    reference: str
    stay: Stay
    status: str
    phone: str


@dataclass(frozen=True)
class HotelBefore(Given):
    """The hotel before. Without ``rooms`` it has some of everything."""

    rooms: tuple[Rooms, ...] = ()
    full: tuple[Stay, ...] = ()
    bookings: tuple[ExistingBooking, ...] = ()


@dataclass(frozen=True)
class Full(Happening):
    """Other guests take every room left of these nights."""

    stays: tuple[Stay, ...]


@dataclass(frozen=True)
class Free:
    """How many rooms of a type are free in a city for one night."""

    city: str
    room_type: str
    night: date
    free: int


@dataclass(frozen=True)
class HotelAfter(Outcome):
    """The hotel after: every booking there is, and rooms free.

    A booking is the attributes to compare, as text; None for bookings is "not checked".
    """

    bookings: tuple[Mapping[str, str], ...] | None = None
    free: tuple[Free, ...] = ()
