"""What becomes of a booking when DynamoDB cancels its transaction, by the reason it gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Hotel
    from function_folder import FunctionFolder

STAY = {
    "City": "Seattle",
    "CheckInDate": "2026-12-02",
    "Nights": "3",
    "RoomType": "queen",
    "PhoneNumber": "(206) 555-0132",
}


def cancel_transactions(hotel: Hotel, times: int, *reasons: str) -> list[int]:
    """DynamoDB cancels the next transactions for these reasons, one for each item."""
    calls: list[int] = []

    def answer(**_: object) -> Any:
        calls.append(1)
        if len(calls) > times:
            return None
        response = type("Response", (), {"status_code": 400})()
        return response, {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": reason} for reason in reasons],
            "ResponseMetadata": {},
        }

    hotel.table.client.meta.events.register(
        "before-call.dynamodb.TransactWriteItems", answer, unique_id="cancel"
    )
    return calls


@pytest.fixture(autouse=True)
def _transactions_work_again(hotel: Hotel) -> Any:
    yield
    hotel.table.client.meta.events.unregister(
        "before-call.dynamodb.TransactWriteItems", unique_id="cancel"
    )


def test_a_room_lost_in_the_transaction_itself_is_answered_with_the_others(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)

    def another_takes_it(**_: object) -> None:
        for night in (2, 3, 4):
            hotel.table.set_free("seattle", "queen", date(2026, 12, night), 0)

    hotel.table.client.meta.events.register(
        "before-call.dynamodb.TransactWriteItems", another_takes_it, unique_id="cancel"
    )
    reply = guest.wants("BookHotel", STAY)

    assert reply.asks_for == "RoomType"
    assert "someone has just taken the last one" in reply.says
    assert hotel.table.bookings() == []
    assert "RoomsJustTaken" in hotel.counted


def test_a_room_given_back_in_the_meantime_is_quoted_again(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    cancel_transactions(hotel, 1, "None", "ConditionalCheckFailed", "None", "None")

    assert guest.wants("BookHotel", STAY).action == "ConfirmIntent"
    assert guest.wants("BookHotel", STAY).state == "Fulfilled"


def test_a_transaction_that_met_another_is_tried_again_after_growing_waits(hotel: Hotel) -> None:
    calls = cancel_transactions(hotel, 3, "None", "TransactionConflict", "None", "None")

    assert hotel.guest().books(STAY).state == "Fulfilled"
    assert len(calls) == 4
    assert len(hotel.table.bookings()) == 1
    for wait, most in zip(hotel.waits, (0.05, 0.1, 0.2), strict=True):
        assert most / 2 <= wait <= most


def test_a_table_too_busy_for_five_tries_is_said_to_be_and_a_yes_tries_again(hotel: Hotel) -> None:
    calls = cancel_transactions(hotel, 5, "TransactionConflict")
    guest = hotel.guest()
    reply = guest.books(STAY)

    assert reply.action == "ConfirmIntent"
    assert "Shall I try again?" in reply.says
    assert len(calls) == 5
    assert sum(hotel.waits) < 1
    assert guest.wants("BookHotel", STAY).state == "Fulfilled"
    assert len(hotel.table.bookings()) == 1


def test_a_condition_that_failed_beside_a_conflict_is_not_tried_again(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    calls = cancel_transactions(hotel, 1, "None", "ConditionalCheckFailed", "TransactionConflict")
    guest.wants("BookHotel", STAY)

    assert len(calls) == 1
    assert hotel.waits == []


def test_a_transaction_refused_for_another_reason_is_an_error_that_says_so(hotel: Hotel) -> None:
    cancel_transactions(hotel, 9, "None", "ValidationError")

    with pytest.raises(hotel.table.client.exceptions.TransactionCanceledException):
        hotel.guest().books(STAY)


def test_a_reference_that_belongs_to_another_is_not_given_twice(
    hotel: Hotel, hotel_booking: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        hotel_booking.bookings,
        "reference_for",
        lambda request, *, attempt: "TAKEN234" if attempt == 0 else f"{request[:4].upper()}2345",
    )
    hotel.guest(session="one").books(STAY)
    hotel.guest(session="two").books(STAY)

    references = {booking["reference"] for booking in hotel.table.bookings()}
    assert len(references) == 2
    assert "TAKEN234" in references
