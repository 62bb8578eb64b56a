"""The hotel's table on moto: stocked, looked into, and safe for many threads."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

TABLE_NAME = "hotel"


class HotelTable:
    """The table of rooms, nights and bookings."""

    def __init__(self, client: DynamoDBClient) -> None:
        self.client = client
        client.create_table(
            TableName=TABLE_NAME,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
        )

    def stock(self, city: str, room_type: str, *, capacity: int, rate: int) -> None:
        """The hotel in the city has so many rooms of the type, at so many USD a night."""
        self.client.put_item(
            TableName=TABLE_NAME,
            Item={
                "pk": {"S": f"ROOMS#{city}"},
                "sk": {"S": f"TYPE#{room_type}"},
                "capacity": {"N": str(capacity)},
                "rate": {"N": str(rate)},
            },
        )

    def set_free(self, city: str, room_type: str, night: date, free: int) -> None:
        """So many rooms of the type are free in the night."""
        self.client.put_item(
            TableName=TABLE_NAME,
            Item={
                "pk": {"S": f"NIGHTS#{city}#{room_type}"},
                "sk": {"S": night.isoformat()},
                "free": {"N": str(free)},
            },
        )

    def free(self, city: str, room_type: str) -> dict[str, int]:
        """Free rooms by night, of the nights that somebody has booked."""
        pk = f"NIGHTS#{city}#{room_type}"
        return {i["sk"]["S"]: int(i["free"]["N"]) for i in self._items() if i["pk"]["S"] == pk}

    def bookings(self) -> list[dict[str, Any]]:
        """The bookings, each a map of its attributes."""
        return [
            {name: next(iter(value.values())) for name, value in item.items()}
            for item in self._items()
            if item["pk"]["S"].startswith("BOOKING#")
        ]

    def _items(self) -> list[dict[str, Any]]:
        return list(self.client.scan(TableName=TABLE_NAME)["Items"])


def one_call_at_a_time(client: DynamoDBClient) -> None:
    """Makes calls of the client wait for one another.

    DynamoDB's transactions are atomic; moto checks and writes in plain Python, so that two threads
    come between each other. What races here is our code between its calls, as it would there.
    """
    lock = threading.RLock()

    def acquire(**_: object) -> None:
        lock.acquire()

    def release(**_: object) -> None:
        with suppress(RuntimeError):  # a stub has answered before the call was let in
            lock.release()

    client.meta.events.register("before-call.dynamodb", acquire)
    client.meta.events.register("after-call.dynamodb", release)
    client.meta.events.register("after-call-error.dynamodb", release)
