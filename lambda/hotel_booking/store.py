"""Rooms, nights and bookings in DynamoDB: all that is said to DynamoDB is said here.

One table, string keys ``pk`` and ``sk``:

=========  ========================  ==================  ==========================================
item       pk                        sk                  attributes
=========  ========================  ==================  ==========================================
inventory  ROOMS#city                TYPE#room_type      capacity, rate (whole USD a night)
night      NIGHTS#city#room_type     YYYY-MM-DD          free; made by the first booking
booking    BOOKING#reference         BOOKING             status, city, ..., see ``Booking``
=========  ========================  ==================  ==========================================
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from booking import Booking, BookingStatus
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_CONFLICTS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
_FIRST_DELAY = 0.05
_ATTEMPTS = 5
"""Waits of 0.05, 0.1, 0.2 and 0.4 s at most: well within the time for which Lex waits."""

Result = TypeVar("Result")


class RoomsGoneError(Exception):
    """Another guest took the last room of one of the nights."""


class ReferenceTakenError(Exception):
    """There already is a booking with this reference."""


class NotConfirmedError(Exception):
    """The booking is not confirmed any more, or never was there."""


class StoreBusyError(Exception):
    """Others kept writing the same items; nothing was written. It is safe to try again."""


@dataclass(frozen=True)
class Rooms:
    """How many rooms of a type a hotel has, and what one costs: whole USD a night."""

    capacity: int
    rate: int


class BookingStore:
    """Rooms and bookings, kept in a table of DynamoDB.

    Args:
        client: Where to send requests.
        table_name: The table.
        wait: Waits for so many seconds before a transaction is tried again.
    """

    def __init__(
        self,
        *,
        client: DynamoDBClient,
        table_name: str,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._wait = wait

    def rooms(self, *, city: str) -> Mapping[str, Rooms]:
        """The rooms of the hotel in the city, by room type."""
        items = self._query(f"ROOMS#{city}", "TYPE#", "TYPE#~")
        return {
            item["sk"]["S"].removeprefix("TYPE#"): Rooms(
                capacity=int(item["capacity"]["N"]), rate=int(item["rate"]["N"])
            )
            for item in items
        }

    def free(self, *, city: str, room_type: str, first: date, last: date) -> Mapping[date, int]:
        """Free rooms by night, both ends included. A night nobody has booked yet is left out."""
        items = self._query(f"NIGHTS#{city}#{room_type}", first.isoformat(), last.isoformat())
        return {date.fromisoformat(item["sk"]["S"]): int(item["free"]["N"]) for item in items}

    def find(self, reference: str) -> Booking | None:
        """The booking with the reference, as of now; ``None`` if there is none."""
        answer = self._client.get_item(
            TableName=self._table_name, Key=_booking_key(reference), ConsistentRead=True
        )
        item = answer.get("Item")
        return _read_booking(item) if item else None

    def book(self, booking: Booking, *, capacity: int) -> None:
        """Takes a room for each night and keeps the booking: all of it or nothing.

        Args:
            capacity: How many rooms of the type there are on a night that nobody has booked yet.

        Raises:
            ReferenceTakenError: the reference belongs to a booking already.
            RoomsGoneError: a night has no free room.
            StoreBusyError: others kept writing the same nights.
        """
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table_name,
                "Item": _write_booking(booking),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        take: list[TransactWriteItemTypeDef] = [
            {
                "Update": {
                    "TableName": self._table_name,
                    "Key": _night_key(booking, night),
                    "UpdateExpression": "SET #free = if_not_exists(#free, :capacity) - :one",
                    "ConditionExpression": "attribute_not_exists(#free) OR #free >= :one",
                    "ExpressionAttributeNames": {"#free": "free"},
                    "ExpressionAttributeValues": {
                        ":capacity": {"N": str(capacity)},
                        ":one": {"N": "1"},
                    },
                }
            }
            for night in booking.dates
        ]
        failed = self._write([put, *take])
        if failed[0]:
            raise ReferenceTakenError(f"booking {booking.reference} exists already")
        if any(failed):
            raise RoomsGoneError(
                f"no {booking.room_type} room is free in {booking.city} for every night of "
                f"{booking.check_in} and the {booking.nights} nights from then"
            )

    def cancel(self, booking: Booking, *, now: datetime) -> None:
        """Cancels the booking and gives its nights back: all of it or nothing.

        Raises:
            NotConfirmedError: it was cancelled already.
            StoreBusyError: others kept writing the same nights.
        """
        cancel: TransactWriteItemTypeDef = {
            "Update": {
                "TableName": self._table_name,
                "Key": _booking_key(booking.reference),
                "UpdateExpression": "SET #status = :cancelled, cancelled_at = :now",
                "ConditionExpression": "#status = :confirmed",
                "ExpressionAttributeNames": {"#status": "status"},
                "ExpressionAttributeValues": {
                    ":cancelled": {"S": BookingStatus.CANCELLED},
                    ":confirmed": {"S": BookingStatus.CONFIRMED},
                    ":now": {"S": now.isoformat()},
                },
            }
        }
        give_back: list[TransactWriteItemTypeDef] = [
            {
                "Update": {
                    "TableName": self._table_name,
                    "Key": _night_key(booking, night),
                    "UpdateExpression": "SET #free = #free + :one",
                    "ExpressionAttributeNames": {"#free": "free"},
                    "ExpressionAttributeValues": {":one": {"N": "1"}},
                }
            }
            for night in booking.dates
        ]
        if any(self._write([cancel, *give_back])):
            raise NotConfirmedError(f"booking {booking.reference} is not confirmed")

    def _query(self, pk: str, first: str, last: str) -> Sequence[Mapping[str, Any]]:
        # Consistent, so that a room just lost is not offered again at once.
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": {"S": pk},
                ":first": {"S": first},
                ":last": {"S": last},
            },
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]

    def _write(self, items: Sequence[TransactWriteItemTypeDef]) -> Sequence[bool]:
        """Writes all the items or none; says of each whether its condition failed."""
        for attempt in range(_ATTEMPTS):
            try:
                self._client.transact_write_items(TransactItems=items)
            except ClientError as error:
                # By its code: a client makes its classes of errors when first asked, each
                # thread anew.
                if error.response["Error"]["Code"] != "TransactionCanceledException":
                    raise
                reasons = [
                    reason.get("Code", "None")
                    for reason in error.response.get("CancellationReasons", [])
                ]
                # A failed condition is an answer, whoever else was writing at the time.
                if "ConditionalCheckFailed" in reasons:
                    return [reason == "ConditionalCheckFailed" for reason in reasons]
                if not _CONFLICTS.intersection(reasons):
                    raise
            else:
                return [False] * len(items)
            if attempt < _ATTEMPTS - 1:
                jitter = random.uniform(0.5, 1)  # noqa: S311 - it parts rivals, it hides nothing
                self._wait(jitter * _FIRST_DELAY * 2**attempt)
        raise StoreBusyError(
            f"{self._table_name} refused a transaction {_ATTEMPTS} times: others wrote its items"
        )


def _booking_key(reference: str) -> dict[str, Any]:
    return {"pk": {"S": f"BOOKING#{reference}"}, "sk": {"S": "BOOKING"}}


def _night_key(booking: Booking, night: date) -> dict[str, Any]:
    return {
        "pk": {"S": f"NIGHTS#{booking.city}#{booking.room_type}"},
        "sk": {"S": night.isoformat()},
    }


def _write_booking(booking: Booking) -> dict[str, Any]:
    return {
        **_booking_key(booking.reference),
        "reference": {"S": booking.reference},
        "request": {"S": booking.request},
        "session": {"S": booking.session},
        "status": {"S": booking.status},
        "city": {"S": booking.city},
        "city_name": {"S": booking.city_name},
        "room_type": {"S": booking.room_type},
        "room_type_name": {"S": booking.room_type_name},
        "check_in": {"S": booking.check_in.isoformat()},
        "nights": {"N": str(booking.nights)},
        "price": {"N": str(booking.price)},
        "currency": {"S": booking.currency},
        "phone": {"S": booking.phone},
        "locale": {"S": booking.locale},
        "made_at": {"S": booking.made_at.isoformat()},
    }


def _read_booking(item: Mapping[str, Any]) -> Booking:
    return Booking(
        reference=item["reference"]["S"],
        request=item["request"]["S"],
        session=item["session"]["S"],
        status=BookingStatus(item["status"]["S"]),
        city=item["city"]["S"],
        city_name=item["city_name"]["S"],
        room_type=item["room_type"]["S"],
        room_type_name=item["room_type_name"]["S"],
        check_in=date.fromisoformat(item["check_in"]["S"]),
        nights=int(item["nights"]["N"]),
        price=int(item["price"]["N"]),
        currency=item["currency"]["S"],
        phone=item["phone"]["S"],
        locale=item["locale"]["S"],
        made_at=datetime.fromisoformat(item["made_at"]["S"]),
    )
