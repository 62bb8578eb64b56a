"""What the code hook says while a guest is booking: refusals, quotes, alternatives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Hotel

STAY = {
    "City": "Seattle",
    "CheckInDate": "2026-12-02",
    "Nights": "3",
    "RoomType": "queen",
    "PhoneNumber": "2065550132",
}
KOREAN_STAY = {
    "City": "시애틀",
    "CheckInDate": "2026-12-02",
    "Nights": "3",
    "RoomType": "퀸",
    "PhoneNumber": "010-1234-5678",
}


def sell_out(hotel: Hotel, room_type: str, first: date, nights: int) -> None:
    for night in range(nights):
        hotel.table.set_free("seattle", room_type, first + timedelta(days=night), 0)


def test_what_is_still_to_be_asked_is_left_to_lex(hotel: Hotel) -> None:
    reply = hotel.guest().says("BookHotel", dict.fromkeys(STAY))

    assert reply.action == "Delegate"
    assert reply.slots == dict.fromkeys(STAY)


@pytest.mark.parametrize(
    ("locale", "stay", "words"),
    [
        ("en_US", STAY, "3 nights in Seattle, from Wednesday, December 2, 2026 to Saturday, "
         "December 5, 2026, in a queen room: $420 in all, $140 a night. Shall I book it?"),
        ("ko_KR", KOREAN_STAY, "시애틀, 2026년 12월 2일 수요일부터 2026년 12월 5일 토요일까지 3박, "
         "퀸 객실, 1박에 140달러, 모두 420달러예요. 예약해 드릴까요?"),
    ],
)  # fmt: skip
def test_the_price_is_quoted_before_anything_is_booked(
    hotel: Hotel, locale: str, stay: dict[str, str], words: str
) -> None:
    reply = hotel.guest(locale=locale).says("BookHotel", stay)

    assert reply.action == "ConfirmIntent"
    assert reply.says == words
    assert reply.slots == stay
    assert hotel.table.bookings() == []


@pytest.mark.parametrize(
    ("slot", "value", "reason"),
    [
        ("City", "Paris", "Sorry, we have no hotel there. We are in Seattle, New York, "
         "San Francisco, Seoul, Busan and Jeju. Which city would you like?"),
        ("CheckInDate", "2026-11-22", "That day is over; today is Monday, November 23, 2026."),
        ("CheckInDate", "2027-11-24", "We take bookings up to Tuesday, November 23, 2027."),
        ("CheckInDate", "2026-W49", "I did not get that day"),
        ("Nights", "0", "A stay is 1 to 30 nights."),
        ("Nights", "31", "A stay is 1 to 30 nights."),
        ("Nights", "2.5", "A stay is 1 to 30 nights."),
        ("Nights", "a few", "A stay is 1 to 30 nights."),
        ("Nights", "inf", "A stay is 1 to 30 nights."),
        ("RoomType", "igloo", "Would you like a queen, a king or a deluxe?"),
        ("PhoneNumber", "911", "That does not look like a phone number we can text."),
    ],
)  # fmt: skip
def test_a_wrong_wish_is_refused_with_its_reason_and_the_others_are_kept(
    hotel: Hotel, slot: str, value: str, reason: str
) -> None:
    reply = hotel.guest().says("BookHotel", {**STAY, slot: value})

    assert (reply.action, reply.asks_for) == ("ElicitSlot", slot)
    assert reason in reply.says
    assert reply.slots == {**STAY, slot: None}


@pytest.mark.parametrize(
    ("slot", "value", "reason"),
    [
        ("City", "파리", "시애틀, 뉴욕, 샌프란시스코, 서울, 부산, 제주에 있어요."),
        ("CheckInDate", "2026-11-22", "오늘은 2026년 11월 23일 월요일이에요."),
        ("CheckInDate", "2027-11-24", "예약은 2027년 11월 23일 화요일까지 받아요."),
        ("CheckInDate", "언젠가", "날짜를 알아듣지 못했어요."),
        ("Nights", "31", "1박부터 30박까지"),
        ("RoomType", "이글루", "퀸, 킹, 디럭스 중에서"),
        ("PhoneNumber", "112", "전화번호가 어떻게 되세요?"),
    ],
)
def test_a_refusal_is_in_the_guests_language(
    hotel: Hotel, slot: str, value: str, reason: str
) -> None:
    reply = hotel.guest(locale="ko_KR").says("BookHotel", {**KOREAN_STAY, slot: value})

    assert reply.asks_for == slot
    assert reason in reply.says


def test_a_wrong_wish_is_refused_before_the_next_is_asked_for(hotel: Hotel) -> None:
    reply = hotel.guest().says("BookHotel", {**dict.fromkeys(STAY), "Nights": "99"})

    assert reply.asks_for == "Nights"


def test_what_a_guest_types_is_never_read_back_before_it_is_understood(hotel: Hotel) -> None:
    reply = hotel.guest().says("BookHotel", {**STAY, "City": "<script>alert(1)</script>"})

    assert "script" not in reply.says


@pytest.mark.parametrize("number", ["1", "30", "30.0"])
def test_one_night_and_thirty_are_allowed(hotel: Hotel, number: str) -> None:
    assert hotel.guest().says("BookHotel", {**STAY, "Nights": number}).action == "ConfirmIntent"


@pytest.mark.parametrize("day", ["2026-11-23", "2027-11-23"])
def test_today_and_the_same_day_next_year_are_allowed(hotel: Hotel, day: str) -> None:
    reply = hotel.guest().says("BookHotel", {**STAY, "CheckInDate": day})

    assert reply.action == "ConfirmIntent"


def test_which_day_it_is_depends_on_where_the_hotel_is(hotel: Hotel) -> None:
    yesterday_in_seoul = {**STAY, "CheckInDate": "2026-11-23", "City": "Seoul"}

    assert hotel.guest().says("BookHotel", yesterday_in_seoul).asks_for == "CheckInDate"

    hotel.now = datetime(2026, 11, 23, 14, 59, tzinfo=UTC)
    assert hotel.guest().says("BookHotel", yesterday_in_seoul).action == "ConfirmIntent"


def test_a_date_without_a_city_is_refused_only_if_it_is_past_everywhere(hotel: Hotel) -> None:
    guest = hotel.guest()
    asked = {**dict.fromkeys(STAY), "CheckInDate": "2026-11-23"}

    assert guest.says("BookHotel", asked).action == "Delegate"
    assert guest.says("BookHotel", {**asked, "City": "Seoul"}).asks_for == "CheckInDate"


def test_after_three_refusals_of_a_slot_the_guest_is_shown_the_way_out(hotel: Hotel) -> None:
    guest = hotel.guest()
    replies = [guest.says("BookHotel", {**STAY, "City": "Paris"}) for _ in range(4)]

    assert [reply.action for reply in replies] == ["ElicitSlot"] * 3 + ["Close"]
    assert replies[-1].state == "Failed"
    assert "call us" in replies[-1].says
    assert guest.attributes == {}


def test_refusals_of_different_slots_are_counted_apart(hotel: Hotel) -> None:
    guest = hotel.guest()
    for slot in ("City", "CheckInDate", "Nights", "RoomType"):
        assert guest.says("BookHotel", {**STAY, slot: "nonsense"}).asks_for == slot


def test_refusals_are_forgotten_once_all_is_well(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.says("BookHotel", {**STAY, "City": "Paris"})
    guest.says("BookHotel", STAY)

    assert not [name for name in guest.attributes if name.startswith("refusals")]


def test_a_count_that_a_channel_has_broken_reads_as_none(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.attributes = {"refusals.City": "-7 or so"}

    assert guest.says("BookHotel", {**STAY, "City": "Paris"}).asks_for == "City"


def test_what_the_channel_remembers_of_the_session_is_kept(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.attributes = {"channel": "web"}
    guest.says("BookHotel", {**STAY, "City": "Paris"})
    guest.books(STAY)

    assert guest.attributes["channel"] == "web"


def test_a_full_room_type_is_answered_with_the_others_and_their_price(hotel: Hotel) -> None:
    sell_out(hotel, "queen", date(2026, 12, 4), 1)

    reply = hotel.guest().says("BookHotel", STAY)

    assert reply.asks_for == "RoomType"
    assert "We have a king room for $540. Which room would you like?" in reply.says
    assert reply.slots == {**STAY, "RoomType": None}


def test_alternatives_are_offered_in_korean_too(hotel: Hotel) -> None:
    sell_out(hotel, "queen", date(2026, 12, 2), 3)

    reply = hotel.guest(locale="ko_KR").says("BookHotel", KOREAN_STAY)

    assert "시애틀의 퀸 객실은 모두 찼어요. 540달러에 킹 객실이 있어요." in reply.says


def test_a_full_hotel_is_answered_with_the_nearest_days(hotel: Hotel) -> None:
    sell_out(hotel, "queen", date(2026, 12, 2), 3)
    sell_out(hotel, "king", date(2026, 12, 2), 3)

    reply = hotel.guest().says("BookHotel", STAY)

    assert reply.asks_for == "CheckInDate"
    assert (
        "A queen room is free from Saturday, November 28, 2026, Sunday, November 29, 2026 or "
        "Saturday, December 5, 2026."
    ) in reply.says
    assert reply.slots == {**STAY, "CheckInDate": None}


def test_no_other_day_is_offered_that_is_past_or_not_free_to_the_last_night(hotel: Hotel) -> None:
    for room_type in ("queen", "king"):
        sell_out(hotel, room_type, date(2026, 11, 26), 14)

    reply = hotel.guest().says("BookHotel", {**STAY, "CheckInDate": "2026-11-26"})

    assert "free from Monday, November 23, 2026, Thursday, December 10, 2026" not in reply.says
    assert "free from Monday, November 23, 2026 or Thursday, December 10, 2026." in reply.says


def test_a_hotel_full_for_weeks_is_said_to_be_and_another_day_asked_for(hotel: Hotel) -> None:
    for room_type in ("queen", "king"):
        sell_out(hotel, room_type, date(2026, 11, 23), 60)

    reply = hotel.guest().says("BookHotel", STAY)

    assert reply.asks_for == "CheckInDate"
    assert "fully booked around Wednesday, December 2, 2026" in reply.says


def test_a_room_type_that_a_hotel_does_not_have_is_answered_with_those_it_has(
    hotel: Hotel,
) -> None:
    reply = hotel.guest().says("BookHotel", {**STAY, "City": "Seoul", "RoomType": "deluxe"})

    assert reply.asks_for == "RoomType"
    assert "a queen room for $360" in reply.says


def test_a_full_room_is_found_out_before_the_number_is_asked_for(hotel: Hotel) -> None:
    sell_out(hotel, "queen", date(2026, 12, 2), 3)

    assert hotel.guest().says("BookHotel", {**STAY, "PhoneNumber": None}).asks_for == "RoomType"


def test_the_number_is_asked_for_by_lex_when_the_room_is_free(hotel: Hotel) -> None:
    assert hotel.guest().says("BookHotel", {**STAY, "PhoneNumber": None}).action == "Delegate"


def test_the_number_that_the_channel_knows_is_taken(hotel: Hotel) -> None:
    guest = hotel.guest()
    guest.attributes = {"phoneNumber": "+12065550132"}

    reply = guest.says("BookHotel", {**STAY, "PhoneNumber": None})

    assert reply.action == "ConfirmIntent"
    assert reply.slots["PhoneNumber"] == "+12065550132"


@pytest.mark.parametrize("confirmation", ["Confirmed", "Denied"])
def test_yes_and_no_are_left_to_lex(hotel: Hotel, confirmation: str) -> None:
    reply = hotel.guest().says("BookHotel", STAY, confirmation=confirmation)

    assert reply.action == "Delegate"
    assert reply.confirmation == confirmation


def test_each_quote_is_another_request(hotel: Hotel) -> None:
    guest = hotel.guest()
    first = guest.says("BookHotel", STAY).attributes["bookingRequest"]

    assert guest.says("BookHotel", STAY).attributes["bookingRequest"] != first
