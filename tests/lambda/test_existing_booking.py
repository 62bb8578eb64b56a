"""Finding a booking and cancelling it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Hotel
    from function_folder import FunctionFolder

STAY = {
    "City": "Seattle",
    "CheckInDate": "2026-12-02",
    "Nights": "3",
    "RoomType": "queen",
    "PhoneNumber": "2065550132",
}
UNKNOWN = {"BookingReference": "ABCD2345"}


@pytest.fixture
def reference(hotel: Hotel) -> str:
    """The reference of a booking."""
    return hotel.guest(session="somebody").books(STAY).attributes["bookingReference"]


def test_a_booking_is_read_back(hotel: Hotel, reference: str) -> None:
    guest = hotel.guest()

    assert guest.says("FindBooking", {"BookingReference": reference}).action == "Delegate"
    reply = guest.wants("FindBooking", {"BookingReference": reference})
    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    assert reply.says == (
        f"Booking {reference} is confirmed: 3 nights in Seattle from Wednesday, December 2, 2026, "
        "a queen room, $420."
    )


def test_a_booking_is_read_back_in_the_language_of_who_asks(hotel: Hotel, reference: str) -> None:
    reply = hotel.guest(locale="ko_KR").wants("FindBooking", {"BookingReference": reference})

    assert reply.says == (
        f"{reference} 예약은 확정됐어요. "
        "시애틀, 2026년 12월 2일 수요일부터 3박, 퀸 객실, 420달러예요."
    )


def test_a_reference_is_found_as_people_type_it(hotel: Hotel, reference: str) -> None:
    typed = f" {reference[:4].lower()}-{reference[4:].lower()} "

    assert hotel.guest().wants("FindBooking", {"BookingReference": typed}).state == "Fulfilled"


def test_what_was_found_can_be_cancelled_without_saying_the_reference_again(
    hotel: Hotel, reference: str
) -> None:
    guest = hotel.guest()
    guest.wants("FindBooking", {"BookingReference": reference})

    assert guest.attributes["bookingReference"] == reference


@pytest.mark.parametrize("intent", ["FindBooking", "CancelBooking"])
@pytest.mark.parametrize("said", ["ABCD2345", "AB", "my booking", "../../etc"])
def test_an_unknown_reference_is_asked_for_again(hotel: Hotel, intent: str, said: str) -> None:
    guest = hotel.guest()
    for reply in (
        guest.says(intent, {"BookingReference": said}),
        guest.wants(intent, {"BookingReference": said}),
    ):
        assert (reply.action, reply.asks_for) == ("ElicitSlot", "BookingReference")
        assert "I find no booking with that reference." in reply.says


@pytest.mark.parametrize("intent", ["FindBooking", "CancelBooking"])
def test_a_missing_reference_is_asked_for(hotel: Hotel, intent: str) -> None:
    guest = hotel.guest(locale="ko_KR")

    assert guest.says(intent, {"BookingReference": None}).action == "Delegate"
    assert guest.wants(intent, {"BookingReference": None}).asks_for == "BookingReference"


def test_who_guesses_references_is_sent_away_after_three(hotel: Hotel) -> None:
    guest = hotel.guest()
    replies = [guest.says("FindBooking", UNKNOWN) for _ in range(4)]

    assert [reply.action for reply in replies] == ["ElicitSlot"] * 3 + ["Close"]
    assert replies[-1].state == "Failed"


def test_a_booking_is_read_back_before_it_is_cancelled(hotel: Hotel, reference: str) -> None:
    reply = hotel.guest().says("CancelBooking", {"BookingReference": reference})

    assert reply.action == "ConfirmIntent"
    assert reply.says == (
        f"Booking {reference}: 3 nights in Seattle from Wednesday, December 2, 2026, "
        "a queen room, $420. Shall I cancel it?"
    )
    assert hotel.table.bookings()[0]["status"] == "CONFIRMED"


@pytest.mark.parametrize("confirmation", ["Confirmed", "Denied"])
def test_yes_and_no_to_cancelling_are_left_to_lex(
    hotel: Hotel, reference: str, confirmation: str
) -> None:
    slots = {"BookingReference": reference}
    reply = hotel.guest().says("CancelBooking", slots, confirmation=confirmation)

    assert reply.action == "Delegate"
    assert hotel.table.bookings()[0]["status"] == "CONFIRMED"


def test_cancelling_gives_the_nights_back(hotel: Hotel, reference: str) -> None:
    guest = hotel.guest()
    reply = guest.wants("CancelBooking", {"BookingReference": reference})

    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    assert reply.says.startswith(f"Booking {reference} is cancelled.")
    assert set(hotel.table.free("seattle", "queen").values()) == {2}
    (booking,) = hotel.table.bookings()
    assert booking["status"] == "CANCELLED"
    assert booking["cancelled_at"] == "2026-11-23T18:00:00+00:00"
    assert "bookingReference" not in guest.attributes


def test_cancelling_twice_gives_the_nights_back_once(hotel: Hotel, reference: str) -> None:
    replies = [
        hotel.guest(session=session).wants("CancelBooking", {"BookingReference": reference})
        for session in ("one", "two")
    ]

    assert [reply.state for reply in replies] == ["Fulfilled", "Fulfilled"]
    assert "already cancelled" in replies[1].says
    assert set(hotel.table.free("seattle", "queen").values()) == {2}
    assert hotel.counted.count("BookingsCancelled") == 1


def test_two_who_cancel_at_once_give_the_nights_back_once(
    hotel: Hotel, hotel_booking: FunctionFolder, reference: str
) -> None:
    bookings = hotel_booking.handler.desk.bookings
    events = hotel.table.client.meta.events
    name = "before-call.dynamodb.TransactWriteItems"

    def another_cancels(**_: object) -> None:
        events.unregister(name, unique_id="another")
        bookings.cancel(bookings.find(reference))

    events.register(name, another_cancels, unique_id="another")
    reply = hotel.guest().wants("CancelBooking", {"BookingReference": reference})

    assert "already cancelled" in reply.says
    assert set(hotel.table.free("seattle", "queen").values()) == {2}


def test_a_booking_cancelled_before_is_not_asked_about(hotel: Hotel, reference: str) -> None:
    guest = hotel.guest()
    guest.wants("CancelBooking", {"BookingReference": reference})

    reply = guest.says("CancelBooking", {"BookingReference": reference})
    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    assert "already cancelled" in reply.says
    found = guest.wants("FindBooking", {"BookingReference": reference})
    assert f"Booking {reference} was cancelled" in found.says


def test_a_stay_that_has_begun_cannot_be_cancelled(hotel: Hotel, reference: str) -> None:
    hotel.now = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)  # midnight in Seattle
    guest = hotel.guest()

    for reply in (
        guest.says("CancelBooking", {"BookingReference": reference}),
        guest.wants("CancelBooking", {"BookingReference": reference}),
    ):
        assert (reply.action, reply.state) == ("Close", "Failed")
        assert "Please call us" in reply.says
    assert hotel.table.bookings()[0]["status"] == "CONFIRMED"


def test_on_the_day_of_check_in_it_still_can(hotel: Hotel, reference: str) -> None:
    hotel.now = datetime(2026, 12, 3, 7, 59, tzinfo=UTC)

    reply = hotel.guest().wants("CancelBooking", {"BookingReference": reference})
    assert reply.state == "Fulfilled"
