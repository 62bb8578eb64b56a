"""Callers who say yes to the same time at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import boto3
from appointment_book import AppointmentBook, BookStore, Person
from caller import Caller
from clinic_world import CHEN, NOW, TABLE_NAME, TOM, Clinic, at
from hotel_table import one_call_at_a_time
from lex_dialog import LexEvent

if TYPE_CHECKING:
    from function_folder import FunctionFolder
    from lex_guest import Reply

CALLERS = 20


def test_of_all_who_want_a_time_one_gets_it_and_the_others_keep_theirs_and_are_offered_another(
    clinic: Clinic, dialog: FunctionFolder
) -> None:
    client = boto3.client("dynamodb")
    one_call_at_a_time(client)
    store = BookStore(client=client, table_name=TABLE_NAME)
    book = AppointmentBook(store=store, clock=lambda: NOW)
    desk = dialog.desk.Desk(book=book, count=lambda _: None)
    times = list(CHEN.times(at("2026-12-07 09:00").date(), at("2026-12-08 09:00").date()))
    people = [Person(f"p{n}", "P", TOM.phone, TOM.birth_date, "en_US") for n in range(CALLERS)]
    theirs = [
        clinic.book.book(person, CHEN, time, request=person.id)
        for person, time in zip(people, times, strict=False)
    ]
    before = clinic.taken()
    at_once = Barrier(CALLERS)

    def race(number: int) -> Reply:
        # Below the handler: Lambda never runs that in two threads of one process.
        caller = Caller.about(
            theirs[number],
            lambda event, _: dialog.intents.answer(LexEvent.parse(event), desk),
            None,
        )
        slots = caller.wishes(Date="2026-12-03", Time="15:00").slots
        at_once.wait(timeout=60)
        return caller.agrees(slots)

    with ThreadPoolExecutor(CALLERS) as pool:
        replies = list(pool.map(race, range(CALLERS)))

    assert Counter((reply.action, reply.asks_for) for reply in replies) == {
        ("Close", None): 1,
        ("ElicitSlot", "Offer"): CALLERS - 1,
    }
    after = clinic.taken()
    assert len(after) == len(before)
    assert set(after) - set(before) == {"12-03 15:00"}
