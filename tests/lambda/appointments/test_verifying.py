"""Who somebody is: certain by the date of birth, which nobody may guess for long."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from appointment_book import AppointmentBook, BookStore, TooManyAttemptsError
from appointment_book.items import attempts_key
from clinic_world import ANA, MARIA, NOW, TABLE_NAME, TOM, Clinic

from tests.dynamodb.answered import client_of
from tests.dynamodb.memory_table import MemoryTable

WRONG = date(1990, 1, 1)
AT_ONCE = 40


def guess(clinic: Clinic, times: int) -> None:
    """Says a wrong date of birth for Maria's number."""
    for _ in range(times):
        assert clinic.book.verify(MARIA.phone, WRONG) is None


def test_the_date_of_birth_says_who_of_a_number_it_is(clinic: Clinic) -> None:
    visitor = clinic.book.verify(MARIA.phone, ANA.birth_date)
    assert visitor is not None
    assert (visitor.person, visitor.next) == (ANA, clinic.ana)


def test_a_wrong_date_and_one_that_two_have_are_nobodys(clinic: Clinic) -> None:
    assert clinic.book.verify(MARIA.phone, TOM.birth_date) is None
    clinic.store.put_person(replace(MARIA, id="twin"))
    assert clinic.book.verify(MARIA.phone, MARIA.birth_date) is None


def test_after_five_wrong_ones_the_right_one_is_refused_too(clinic: Clinic) -> None:
    guess(clinic, 5)
    for born in (WRONG, MARIA.birth_date):
        with pytest.raises(TooManyAttemptsError, match="5 wrong dates of birth") as refused:
            clinic.book.verify(MARIA.phone, born)
        assert MARIA.phone not in str(refused.value)


def test_another_number_is_not_held_up(clinic: Clinic) -> None:
    guess(clinic, 5)
    visitor = clinic.book.verify(TOM.phone, TOM.birth_date)
    assert visitor is not None
    assert visitor.person == TOM


def test_an_hour_after_the_first_it_can_be_tried_again(clinic: Clinic) -> None:
    guess(clinic, 1)
    clinic.now += timedelta(minutes=50)
    guess(clinic, 4)
    clinic.now += timedelta(minutes=10) - timedelta(seconds=1)
    with pytest.raises(TooManyAttemptsError):
        clinic.book.verify(MARIA.phone, MARIA.birth_date)
    clinic.now += timedelta(seconds=1)
    guess(clinic, 4)
    assert clinic.book.verify(MARIA.phone, MARIA.birth_date) is not None


def test_a_refused_try_makes_the_wait_no_longer(clinic: Clinic) -> None:
    guess(clinic, 5)
    clinic.now += timedelta(minutes=59)
    with pytest.raises(TooManyAttemptsError):
        clinic.book.verify(MARIA.phone, MARIA.birth_date)
    clinic.now += timedelta(minutes=1)
    assert clinic.book.verify(MARIA.phone, MARIA.birth_date) is not None


def test_a_right_one_forgets_the_wrong_ones(clinic: Clinic) -> None:
    for _ in range(3):
        guess(clinic, 4)
        assert clinic.book.verify(MARIA.phone, MARIA.birth_date) is not None


def test_the_count_goes_by_itself_in_the_end(clinic: Clinic) -> None:
    guess(clinic, 1)
    kept = clinic.client.get_item(TableName=TABLE_NAME, Key=attempts_key(MARIA.phone))["Item"]
    assert kept["expires_at"] == {"N": str(int((NOW + timedelta(hours=1)).timestamp()))}


def test_for_a_number_that_nobody_has_nothing_is_kept(clinic: Clinic) -> None:
    assert clinic.book.verify("+15550000000", WRONG) is None
    answer = clinic.client.get_item(TableName=TABLE_NAME, Key=attempts_key("+15550000000"))
    assert "Item" not in answer


def test_of_many_tries_at_the_same_moment_five_are_heard() -> None:
    store = BookStore(client=client_of(MemoryTable()), table_name=TABLE_NAME)
    store.put_person(MARIA)
    book = AppointmentBook(store=store, clock=lambda: NOW)
    at_once = Barrier(AT_ONCE)

    def tries(_: int) -> str:
        at_once.wait(timeout=60)
        try:
            return "heard" if book.verify(MARIA.phone, WRONG) is None else "known"
        except TooManyAttemptsError:
            return "refused"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert Counter(pool.map(tries, range(AT_ONCE))) == {"heard": 5, "refused": AT_ONCE - 5}
