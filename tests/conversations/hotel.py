"""The hotel of a dialogue: its rooms and bookings, in a table of moto's DynamoDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tests.conversations.dialogue import ExistingBooking, Free, Given, Outcome, Rooms, Stay

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

CAPACITY = 5
RATES = {"queen": 120, "king": 180, "deluxe": 260}
"""The rooms of each type in each city, and USD a night, where a dialogue says nothing."""


class Hotel:
    """Rooms and bookings, made as a dialogue wants them.

    Args:
        client: Where the table is.
        table_name: The table; made anew by each ``open``.
        function: The function's modules: its store makes the bookings that exist before.
    """

    def __init__(
        self, *, client: DynamoDBClient, table_name: str, function: Mapping[str, ModuleType]
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._function = function
        self._capacity: dict[tuple[str, str], int] = {}
        self._is_open = False
        self._catalog = function["catalog"].load_catalog()
        self._some_of_everything = tuple(
            Rooms(city.id, room_type, CAPACITY, rate)
            for city in self._catalog.cities
            for room_type, rate in RATES.items()
        )

    def open(self, given: Given, *, locale: str) -> None:
        """A hotel with these rooms and bookings and no others; ``locale`` is its guests'."""
        if self._is_open:
            self._client.delete_table(TableName=self._table_name)
        self._client.create_table(
            TableName=self._table_name,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        self._is_open = True
        rooms = given.rooms or self._some_of_everything
        self._capacity = {(room.city, room.room_type): room.capacity for room in rooms}
        self._client.batch_write_item(
            RequestItems={
                self._table_name: [{"PutRequest": {"Item": _inventory(room)}} for room in rooms]
            }
        )
        for booking in given.bookings:
            self._book(booking, locale)
        self.fill(given.full)

    def fill(self, stays: Iterable[Stay]) -> None:
        """Others take every room left of these nights."""
        for stay in stays:
            for night in stay.dates():
                self._client.put_item(
                    TableName=self._table_name,
                    Item={
                        "pk": {"S": f"NIGHTS#{stay.city}#{stay.room_type}"},
                        "sk": {"S": night.isoformat()},
                        "free": {"N": "0"},
                    },
                )

    def mismatches(self, then: Outcome) -> list[str]:
        """Each way in which the hotel is not what was expected, as a sentence."""
        found = []
        if then.bookings is not None:
            bookings = self.bookings()
            left = list(bookings)
            for expected in then.bookings:
                match = next((one for one in left if expected.items() <= one.items()), None)
                if match is None:
                    found.append(f"expected a booking of {dict(expected)}, there are {bookings}")
                else:
                    left.remove(match)
            if left and not found:
                found.append(f"expected no booking but {len(then.bookings)}, there is also {left}")
        for free in then.free:
            actual = self._free(free)
            if actual != free.free:
                found.append(
                    f"expected {free.free} free {free.room_type} rooms in {free.city} on "
                    f"{free.night}, there are {actual}"
                )
        return found

    def bookings(self) -> list[dict[str, str]]:
        """Every booking, its attributes as text."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table_name,
            FilterExpression="sk = :booking",
            ExpressionAttributeValues={":booking": {"S": "BOOKING"}},
        )
        return [
            {name: str(next(iter(value.values()))) for name, value in item.items()}
            for page in pages
            for item in page["Items"]
        ]

    def _free(self, free: Free) -> int:
        answer = self._client.get_item(
            TableName=self._table_name,
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
            client=self._client, table_name=self._table_name
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
