"""The hotel of a dialogue: its rooms and bookings, in a table of moto's DynamoDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from tests.conversations.hotel.dialogue import (
    ExistingBooking,
    Free,
    Full,
    HotelAfter,
    HotelBefore,
    Rooms,
    Stay,
)
from tests.conversations.table import Table, differences

CAPACITY = 5
RATES = {"queen": 120, "king": 180, "deluxe": 260}
"""The rooms of each type in each city, and USD a night, where a dialogue says nothing."""


class Hotel:
    """Rooms and bookings, made as a dialogue wants them.

    Args:
        table: Where it is kept; made anew by each ``open``.
        function: The function's modules: its store makes the bookings that exist before.
    """

    def __init__(self, *, table: Table, function: Mapping[str, ModuleType]) -> None:
        self._table = table
        self._function = function
        self._capacity: dict[tuple[str, str], int] = {}
        self._catalog = function["catalog"].load_catalog()
        self._some_of_everything = tuple(
            Rooms(city.id, room_type, CAPACITY, rate)
            for city in self._catalog.cities
            for room_type, rate in RATES.items()
        )

    def open(self, given: HotelBefore, *, locale: str) -> None:
        """A hotel with these rooms and bookings and no others; ``locale`` is its guests'."""
        self._table.renew()
        rooms = given.rooms or self._some_of_everything
        self._capacity = {(room.city, room.room_type): room.capacity for room in rooms}
        self._table.client.batch_write_item(
            RequestItems={
                self._table.name: [{"PutRequest": {"Item": _inventory(room)}} for room in rooms]
            }
        )
        for booking in given.bookings:
            self._book(booking, locale)
        self._fill(given.full)

    def happen(self, what: Full) -> None:
        """Others take every room left of these nights."""
        self._fill(what.stays)

    def _fill(self, stays: Iterable[Stay]) -> None:
        for stay in stays:
            for night in stay.dates():
                self._table.client.put_item(
                    TableName=self._table.name,
                    Item={
                        "pk": {"S": f"NIGHTS#{stay.city}#{stay.room_type}"},
                        "sk": {"S": night.isoformat()},
                        "free": {"N": "0"},
                    },
                )

    def mismatches(self, then: HotelAfter) -> list[str]:
        """Each way in which the hotel is not what was expected, as a sentence."""
        found = []
        if then.bookings is not None:
            bookings = self._table.where("sk = :value", "BOOKING")
            found += differences(then.bookings, bookings, of="a booking")
        for free in then.free:
            actual = self._free(free)
            if actual != free.free:
                found.append(
                    f"expected {free.free} free {free.room_type} rooms in {free.city} on "
                    f"{free.night}, there are {actual}"
                )
        return found

    def _free(self, free: Free) -> int:
        answer = self._table.client.get_item(
            TableName=self._table.name,
            Key={
                "pk": {"S": f"NIGHTS#{free.city}#{free.room_type}"},
                "sk": {"S": free.night.isoformat()},
            },
        )
        if "Item" not in answer:
            return self._capacity.get((free.city, free.room_type), 0)
        return int(answer["Item"]["free"]["N"])

    def _book(self, existing: ExistingBooking, locale: str) -> None:
        module = self._function["booking"]
        stay = existing.stay
        booking = module.Booking(
            reference=existing.reference,
            request=f"before the dialogue: {existing.reference}",
            session="before-the-dialogue",
            city=stay.city,
            city_name=self._catalog.city(stay.city).name(locale),
            room_type=stay.room_type,
            room_type_name=self._catalog.room_type(stay.room_type).name(locale),
            check_in=stay.check_in,
            nights=stay.nights,
            price=RATES[stay.room_type] * stay.nights,
            currency="USD",
            phone=existing.phone,
            locale=locale,
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        store = self._function["store"].BookingStore(
            client=self._table.client, table_name=self._table.name
        )
        store.book(booking, capacity=self._capacity[stay.city, stay.room_type])
        if existing.status == module.BookingStatus.CANCELLED:
            store.cancel(booking, now=booking.made_at)


def _inventory(room: Rooms) -> dict[str, Any]:
    return {
        "pk": {"S": f"ROOMS#{room.city}"},
        "sk": {"S": f"TYPE#{room.room_type}"},
        "capacity": {"N": str(room.capacity)},
        "rate": {"N": str(room.rate)},
    }
