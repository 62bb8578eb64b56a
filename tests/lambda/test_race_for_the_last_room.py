"""Fifty guests say yes to the same last room at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import boto3
from hotel_table import TABLE_NAME, one_call_at_a_time
from lex_dialog import LexEvent

if TYPE_CHECKING:
    import pytest
    from conftest import Hotel
    from function_folder import FunctionFolder
    from lex_guest import Reply

GUESTS = 50
STAY = {
    "City": "Seattle",
    "CheckInDate": "2026-12-02",
    "Nights": "2",
    "RoomType": "king",
    "PhoneNumber": "2065550132",
}


def test_of_fifty_guests_one_gets_the_last_room_and_the_others_are_offered_another(
    hotel: Hotel, hotel_booking: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = boto3.client("dynamodb")
    one_call_at_a_time(client)
    desk = hotel_booking.handler.desk
    store = hotel_booking.store.BookingStore(client=client, table_name=TABLE_NAME)
    monkeypatch.setattr(desk.bookings, "_store", store)
    # Below the handler: Lambda never runs that in two threads of one process.
    hotel.handle = lambda event, _: hotel_booking.intents.answer(LexEvent.parse(event), desk)
    at_once = Barrier(GUESTS)

    def race(number: int) -> Reply:
        guest = hotel.guest(session=f"guest-{number}")
        quote = guest.says("BookHotel", STAY)
        assert quote.action == "ConfirmIntent"
        at_once.wait(timeout=60)
        return guest.wants("BookHotel", STAY)

    with ThreadPoolExecutor(GUESTS) as pool:
        replies = list(pool.map(race, range(GUESTS)))

    assert Counter((reply.action, reply.asks_for) for reply in replies) == {
        ("Close", None): 1,
        ("ElicitSlot", "RoomType"): GUESTS - 1,
    }
    assert all("a queen room" in reply.says for reply in replies if reply.asks_for)
    assert len(hotel.table.bookings()) == 1
    assert set(hotel.table.free("seattle", "king").values()) == {0}
