"""Reading what happened to a booking from the table's stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from stream_effects import read_record
from stream_records import image, record

if TYPE_CHECKING:
    from function_folder import FunctionFolder


def read(function: FunctionFolder, raw: object) -> Any:
    return read_record(json.dumps(raw), function.booking_change.read_change)


def test_a_new_booking_is_confirmed(hotel_notifications: FunctionFolder) -> None:
    change = read(hotel_notifications, record("e1", new=image()))

    assert change.happened == "BookingConfirmed"
    assert (change.event_id, change.reference, change.price) == ("e1", "ABCD2345", 420)


def test_a_booking_that_becomes_cancelled_is_cancelled(hotel_notifications: FunctionFolder) -> None:
    change = read(hotel_notifications, record("e2", old=image(), new=image(status="CANCELLED")))

    assert change.happened == "BookingCancelled"


@pytest.mark.parametrize(
    "raw",
    [
        record("e", old=image(), new=image(price="500")),
        record("e", old=image(status="CANCELLED"), new=image(status="CANCELLED", price="1")),
        record("e", old=image()),
        record("e", new=image(status="DRAFT")),
    ],
    ids=["a price mended", "a cancelled one mended", "one deleted", "a status unheard of"],
)
def test_nobody_is_told_of_other_changes(
    hotel_notifications: FunctionFolder, raw: dict[str, Any]
) -> None:
    assert read(hotel_notifications, raw) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "the message is not JSON"),
        ("[]", "the message is a list, not a record"),
        ("{}", "has no 'eventName'"),
        ('{"eventName": "INSERT"}', "has no 'dynamodb'"),
        ('{"eventName": "MODIFY", "dynamodb": {}}', "MODIFY lacks an image"),
        ('{"eventName": "RENAME", "dynamodb": {}}', "RENAME lacks an image"),
        (json.dumps(record("e", new={"pk": {"S": "BOOKING#A"}})), "has no 'status'"),
        (json.dumps(record("e", new=image(nights="three"))), "cannot be read: invalid literal"),
        (json.dumps(record("e", new=image(check_in="soon"))), "cannot be read: Invalid isoformat"),
        ('{"eventName": "INSERT", "dynamodb": null}', "cannot be read"),
    ],
)
def test_what_is_no_record_of_a_booking_is_refused_with_what_is_wrong(
    hotel_notifications: FunctionFolder, body: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read_record(body, hotel_notifications.booking_change.read_change)
