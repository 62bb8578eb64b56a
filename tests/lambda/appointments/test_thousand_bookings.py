"""A thousand people who book the same day at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier, Semaphore
from typing import Any

from appointment_book import AppointmentBook, BookBusyError, BookStore, Person, TimeTakenError
from appointment_book.items import stamp, times_partition
from clinic_world import CHEN, NOW, TABLE_NAME, TOM

from tests.dynamodb.direct import direct_client
from tests.dynamodb.memory_table import Answer, MemoryTable, TableError

PEOPLE = 1000
DAY = date(2026, 12, 3)
TIMES = list(CHEN.times(DAY, DAY))
HELD_FOR = 300
"""More conflicts for each time than all who want it have before somebody is told that the book is
busy, which is the fourth of one person."""


class ContestedTable:
    """A table whose transactions each lay hold of their items until others have come for them."""

    def __init__(self) -> None:
        self.table = MemoryTable(between_steps=self._await_rivals)
        self._conflicts = Semaphore(0)

    def answer(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """Answers a request, and counts conflicts."""
        try:
            return self.table.answer(operation, request)
        except TableError as error:
            if "TransactionConflict" in str(error):
                self._conflicts.release()
            raise

    def _await_rivals(self) -> None:
        for _ in range(HELD_FOR):
            if not self._conflicts.acquire(timeout=60):
                raise TimeoutError("nobody else wants the time")


def test_as_many_get_a_time_as_there_are_and_everybody_else_is_told_that_it_is_taken() -> None:
    contested = ContestedTable()
    client = direct_client(contested.answer)
    store = BookStore(client=client, table_name=TABLE_NAME, wait=lambda _: None)
    book = AppointmentBook(store=store, clock=lambda: NOW)
    at_once = Barrier(PEOPLE)
    busy: list[str] = []

    def books(number: int) -> datetime | None:
        person = Person(f"p{number}", "P", TOM.phone, TOM.birth_date, "en_US")
        wished = TIMES[number % len(TIMES)]
        at_once.wait(timeout=60)
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
    assert Counter(winners.values()) == dict.fromkeys(TIMES, 1)
    kept = list(contested.table.items())
    taken = {
        item["sk"]["S"]: item["person"]["S"]
        for item in kept
        if item["pk"]["S"] == times_partition(CHEN.id)
    }
    assert taken == {stamp(at): person for person, at in winners.items()}
    assert len(kept) == 2 * len(TIMES)
    assert busy
