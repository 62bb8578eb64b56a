"""A guest who says "cancel" while booking: the booking begun is dropped, no other is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Hotel
    from lex_guest import Guest

STAY = {
    "City": "Seattle",
    "CheckInDate": "2026-12-02",
    "Nights": "3",
    "RoomType": "queen",
    "PhoneNumber": "+12065550132",
}
BEGUN = {**dict.fromkeys(STAY), "City": "Seattle"}
NO_REFERENCE = {"BookingReference": None}


def asked_which(guest: Guest) -> bool:
    """Whether "cancel" leads on to the reference, for which Lex asks."""
    return guest.says("CancelBooking", NO_REFERENCE).action == "Delegate"


@pytest.mark.parametrize("slots", [BEGUN, STAY], ids=["at a slot", "at the confirmation"])
@pytest.mark.parametrize(
    ("locale", "words"),
    [("en_US", "that one is not booked"), ("ko_KR", "이번 예약은 하지 않았어요")],
)
def test_cancel_in_the_middle_of_booking_drops_it(
    hotel: Hotel, slots: dict[str, str | None], locale: str, words: str
) -> None:
    guest = hotel.guest(locale=locale)
    guest.says("BookHotel", slots)

    reply = guest.says("CancelBooking", NO_REFERENCE)

    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    assert words in reply.says
    assert guest.attributes == {}
    assert hotel.table.bookings() == []


def test_a_booking_that_was_dropped_leaves_no_refusals_behind(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", {**BEGUN, "City": "Paris"})
    guest.says("BookHotel", {**STAY, "PhoneNumber": "911"})
    guest.says("CancelBooking", NO_REFERENCE)

    assert guest.attributes == {}


def test_cancel_after_a_no_to_the_price_is_told_what_is_true(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)  # and Lex takes the "no" by itself

    assert "that one is not booked" in guest.says("CancelBooking", NO_REFERENCE).says
    assert asked_which(guest)


def test_who_says_cancel_again_is_asked_which_booking(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    guest.says("CancelBooking", NO_REFERENCE)

    assert asked_which(guest)


def test_the_booking_made_before_in_the_conversation_is_not_meant(hotel: Hotel) -> None:
    guest = hotel.guest()
    reference = guest.books(STAY).attributes["bookingReference"]
    guest.says("BookHotel", BEGUN)

    # Lex fills the slot with the reference that the session remembers.
    reply = guest.says("CancelBooking", {"BookingReference": reference})

    assert "that one is not booked" in reply.says
    assert [booking["status"] for booking in hotel.table.bookings()] == ["CONFIRMED"]
    assert guest.attributes == {"bookingReference": reference}


@pytest.mark.parametrize("session", ["session-1", "another"])
def test_a_booking_that_is_named_is_meant(hotel: Hotel, session: str) -> None:
    reference = hotel.guest().books(STAY).attributes["bookingReference"]
    guest = hotel.guest(session=session)
    guest.attributes = {"bookingReference": reference} if session == "session-1" else {}
    guest.says("BookHotel", BEGUN)

    event = guest.event("CancelBooking", {"BookingReference": reference})
    reply = guest.send({**event, "inputTranscript": f"cancel {reference}"})

    assert reply.action == "ConfirmIntent"
    assert "Shall I cancel it?" in reply.says
    assert "bookingBegun" not in guest.attributes


def test_after_booking_cancel_means_what_was_booked(hotel: Hotel) -> None:
    guest = hotel.guest()
    reference = guest.books(STAY).attributes["bookingReference"]

    reply = guest.says("CancelBooking", {"BookingReference": reference})

    assert reply.action == "ConfirmIntent"


@pytest.mark.parametrize("intent", ["Help", "FindBooking", "FallbackIntent"])
def test_a_guest_who_has_turned_to_something_else_is_no_longer_booking(
    hotel: Hotel, intent: str
) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", BEGUN)
    guest.wants(intent, NO_REFERENCE if intent == "FindBooking" else {})

    assert asked_which(guest)


def test_a_guest_who_was_handed_over_is_no_longer_booking(hotel: Hotel) -> None:
    guest = hotel.guest()
    for _ in range(4):
        guest.says("BookHotel", {**BEGUN, "City": "Paris"})

    assert asked_which(guest)
