"""A thousand people who book the same day at the same moment."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from appointment_book import AppointmentBook, BookBusyError, BookStore, Person, TimeTakenError
from appointment_book.items import stamp, times_partition
from clinic_world import CHEN, NOW, TABLE_NAME, TOM

from tests.dynamodb.answered import client_of
from tests.dynamodb.memory_table import MemoryTable

PEOPLE = 1000
DAY = date(2026, 12, 3)


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads that come between each other at every step."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("eager_threads")
def test_as_many_get_a_time_as_there_are_and_everybody_else_is_told_that_it_is_taken() -> None:
    table = MemoryTable()
    store = BookStore(client=client_of(table), table_name=TABLE_NAME, wait=lambda _: None)
    book = AppointmentBook(store=store, clock=lambda: NOW)
    times = list(CHEN.times(DAY, DAY))
    at_once = Barrier(PEOPLE)
    busy: list[str] = []

    def books(number: int) -> datetime | None:
        person = Person(f"p{number}", "P", TOM.phone, TOM.birth_date, "en_US")
        wished = times[number % len(times)]
        at_once.wait(timeout=120)
        while True:
            try:
                return book.book(person, CHEN, wished, request=person.id).starts_at
            except TimeTakenError:
                return None
            except BookBusyError:
                # Nothing was written, so the same is asked again: nobody is left without an answer.
                busy.append(person.id)

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(books, range(PEOPLE)))

    winners = {f"p{number}": got for number, got in enumerate(answers) if got}
    assert Counter(winners.values()) == dict.fromkeys(times, 1)
    kept = list(table.items())
    taken = {item["sk"]["S"]: item["person"]["S"] for item in kept if item["pk"]["S"] == TIMES}
    assert taken == {stamp(at): person for person, at in winners.items()}
    assert len(kept) == 2 * len(times)


TIMES = times_partition(CHEN.id)
