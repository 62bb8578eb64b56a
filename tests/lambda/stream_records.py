"""Records of the hotel table's stream, as a pipe puts them into the queue."""

from __future__ import annotations

import json
from typing import Any

_NUMBERS = ("nights", "price")


def image(**changes: str) -> dict[str, Any]:
    """A booking as the stream shows it."""
    values = {
        "pk": "BOOKING#ABCD2345",
        "sk": "BOOKING",
        "reference": "ABCD2345",
        "request": "r1",
        "session": "s1",
        "status": "CONFIRMED",
        "city": "seattle",
        "city_name": "Seattle",
        "room_type": "queen",
        "room_type_name": "queen",
        "check_in": "2026-12-02",
        "nights": "3",
        "price": "420",
        "currency": "USD",
        "phone": "+12065550132",
        "locale": "en_US",
        "made_at": "2026-11-23T18:00:00+00:00",
        **changes,
    }
    return {name: {"N" if name in _NUMBERS else "S": value} for name, value in values.items()}


def record(
    event_id: str, *, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A record of the stream; without ``old`` the item is new, without ``new`` it is gone."""
    images = {"OldImage": old, "NewImage": new}
    return {
        "eventID": event_id,
        "eventName": "MODIFY" if old and new else "INSERT" if new else "REMOVE",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1795450000,
            "Keys": {"pk": {"S": "BOOKING#ABCD2345"}, "sk": {"S": "BOOKING"}},
            "SequenceNumber": "1",
            "SizeBytes": 100,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **{name: value for name, value in images.items() if value},
        },
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/hotel/stream/1",
    }


def message(message_id: str, body: object, *, group: str = "BOOKING#ABCD2345") -> dict[str, Any]:
    """A message of the queue; ``body`` is sent as it is if it is a string, else as JSON."""
    return {
        "messageId": message_id,
        "receiptHandle": "handle",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "MessageGroupId": group,
            "SequenceNumber": "1",
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:changes.fifo",
        "awsRegion": "us-east-1",
    }
