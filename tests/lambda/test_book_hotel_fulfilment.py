"""Booking a room: all of it or nothing, once, and never the room of another guest."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

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
NIGHTS = ("2026-12-02", "2026-12-03", "2026-12-04")


def test_a_confirmed_quote_is_booked_and_its_reference_told(hotel: Hotel) -> None:
    guest = hotel.guest()
    reply = guest.books(STAY)

    (booking,) = hotel.table.bookings()
    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    assert reply.says == (
        "It is booked: 3 nights in Seattle from Wednesday, December 2, 2026, a queen room, $420. "
        f"Your reference is {booking['reference']}. We will text you the confirmation."
    )
    assert guest.attributes == {"bookingReference": booking["reference"]}
    assert "RoomsBooked" in hotel.counted


def test_a_booking_keeps_what_the_guest_agreed_to(hotel: Hotel) -> None:
    hotel.guest(session="session-7").books(STAY)

    (booking,) = hotel.table.bookings()
    assert booking["pk"] == f"BOOKING#{booking['reference']}"
    assert {name: booking[name] for name in booking if name not in ("pk", "reference")} == {
        "sk": "BOOKING",
        "request": booking["request"],
        "session": "session-7",
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
    }


def test_a_korean_guest_is_told_in_korean_and_kept_as_korean(hotel: Hotel) -> None:
    stay = {**STAY, "City": "시애틀", "RoomType": "퀸", "PhoneNumber": "010-1234-5678"}
    reply = hotel.guest(locale="ko_KR").books(stay)

    (booking,) = hotel.table.bookings()
    assert reply.says == (
        "예약됐어요. 시애틀, 2026년 12월 2일 수요일부터 3박, 퀸 객실, 420달러예요. "
        f"예약 번호는 {booking['reference']}, 확인 문자로도 보내 드릴게요."
    )
    assert (booking["locale"], booking["phone"], booking["city_name"], booking["city"]) == (
        "ko_KR",
        "+821012345678",
        "시애틀",
        "seattle",
    )


def test_a_booking_takes_one_room_of_each_of_its_nights(hotel: Hotel) -> None:
    hotel.guest().books(STAY)

    assert hotel.table.free("seattle", "queen") == dict.fromkeys(NIGHTS, 1)
    assert hotel.table.free("seattle", "king") == {}


def test_a_stay_of_thirty_nights_fits_one_transaction(hotel: Hotel) -> None:
    hotel.guest().books({**STAY, "Nights": "30"})

    assert len(hotel.table.free("seattle", "queen")) == 30


def test_the_same_fulfilment_sent_again_books_once_and_answers_alike(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    event = guest.event("BookHotel", STAY, source="FulfillmentCodeHook", confirmation="Confirmed")

    replies = [guest.send(event) for _ in range(3)]

    assert replies[0].answer == replies[1].answer == replies[2].answer
    assert len(hotel.table.bookings()) == 1
    assert hotel.table.free("seattle", "queen") == dict.fromkeys(NIGHTS, 1)
    assert hotel.counted.count("RoomsBooked") == 1


def test_a_retry_gets_its_booking_though_it_took_the_last_room_itself(hotel: Hotel) -> None:
    hotel.table.stock("seattle", "queen", capacity=1, rate=140)
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    event = guest.event("BookHotel", STAY, source="FulfillmentCodeHook", confirmation="Confirmed")

    first, again = guest.send(event), guest.send(event)

    assert again.state == "Fulfilled"
    assert again.says == first.says


def test_a_retry_that_comes_after_the_cancellation_books_nothing(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    event = guest.event("BookHotel", STAY, source="FulfillmentCodeHook", confirmation="Confirmed")
    reference = guest.send(event).attributes["bookingReference"]
    guest.wants("CancelBooking", {"BookingReference": reference})

    assert f"Booking {reference} was cancelled" in guest.send(event).says
    assert hotel.table.free("seattle", "queen") == dict.fromkeys(NIGHTS, 2)


def test_the_same_stay_wanted_twice_in_one_session_is_two_bookings(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.books(STAY)
    guest.books(STAY)

    first, second = hotel.table.bookings()
    assert first["reference"] != second["reference"]
    assert hotel.table.free("seattle", "queen") == dict.fromkeys(NIGHTS, 0)


def test_another_session_with_a_copied_request_gets_a_booking_of_its_own(hotel: Hotel) -> None:
    guest, other = hotel.guest(session="one"), hotel.guest(session="two")
    guest.says("BookHotel", STAY)
    other.attributes = dict(guest.attributes)
    guest.wants("BookHotel", STAY)
    other.wants("BookHotel", STAY)

    assert len(hotel.table.bookings()) == 2


def test_nothing_is_booked_that_was_not_quoted(hotel: Hotel) -> None:
    reply = hotel.guest().wants("BookHotel", STAY)

    assert (reply.action, reply.confirmation) == ("ConfirmIntent", "None")
    assert hotel.table.bookings() == []


def test_a_price_that_changed_after_the_quote_is_quoted_again(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    hotel.table.stock("seattle", "queen", capacity=2, rate=150)

    reply = guest.wants("BookHotel", STAY)

    assert reply.action == "ConfirmIntent"
    assert reply.says.startswith("The price has just changed. 3 nights in Seattle")
    assert "$450 in all" in reply.says
    assert hotel.table.bookings() == []
    assert guest.wants("BookHotel", STAY).state == "Fulfilled"


def test_a_price_that_the_channel_made_up_is_not_the_price(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    guest.attributes["quotedPrice"] = "1"

    assert "$420 in all" in guest.wants("BookHotel", STAY).says


def test_a_stay_changed_on_its_way_to_fulfilment_is_checked_again(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)

    assert guest.wants("BookHotel", {**STAY, "Nights": "31"}).asks_for == "Nights"
    assert guest.wants("BookHotel", {**STAY, "City": None}).asks_for == "City"
    assert guest.wants("BookHotel", {**STAY, "PhoneNumber": None}).asks_for == "PhoneNumber"
    assert guest.wants("BookHotel", {**STAY, "PhoneNumber": "12"}).asks_for == "PhoneNumber"
    assert hotel.table.bookings() == []


def test_a_room_lost_between_quote_and_yes_is_answered_with_the_others(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", STAY)
    hotel.table.set_free("seattle", "queen", date(2026, 12, 3), 0)

    reply = guest.wants("BookHotel", STAY)

    assert (reply.action, reply.asks_for) == ("ElicitSlot", "RoomType")
    assert reply.confirmation == "None"
    assert reply.says.startswith("I am sorry, someone has just taken the last one.")
    assert "a king room for $540" in reply.says
    assert hotel.table.bookings() == []
    assert hotel.table.free("seattle", "queen") == {"2026-12-03": 0}


def test_no_number_of_a_guest_is_logged(hotel: Hotel, hotel_booking: FunctionFolder) -> None:
    logged = StringIO()
    hotel_booking.handler.logger.registered_handler.setStream(logged)

    hotel.guest(session="+12065550132").books(STAY)

    assert "Answered a turn" in logged.getvalue()
    assert "5550132" not in logged.getvalue()
    assert "555-0132" not in logged.getvalue()
