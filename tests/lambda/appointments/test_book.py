"""The book of appointments: what is free, and changes that happen whole, once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from appointment_book import (
    AppointmentStatus,
    BookBusyError,
    ChangedMeanwhileError,
    TimeTakenError,
)
from appointment_book.items import appointment_key, write_taken
from botocore.exceptions import ClientError
from clinic_world import ANA, CHEN, MARIA, TABLE_NAME, TOM, Clinic, at


def test_people_are_found_by_their_number_with_their_appointments_to_come(clinic: Clinic) -> None:
    found = {each.person: each.appointments for each in clinic.book.visitors(MARIA.phone)}
    assert found == {MARIA: (clinic.maria,), ANA: (clinic.ana,)}
    assert clinic.book.visitors("+15550000000") == []


def test_the_next_appointment_is_the_first_to_come_that_stands(clinic: Clinic) -> None:
    later = clinic.takes(TOM, "2026-12-10 09:00")
    sooner = clinic.takes(TOM, "2026-12-03 09:00")
    visitor = clinic.book.visitor("tom")
    assert visitor is not None
    assert visitor.appointments == (sooner, later)
    clinic.book.cancel(sooner, request="off")
    visitor = clinic.book.visitor("tom")
    assert visitor is not None
    assert visitor.next == later


def test_an_appointment_that_is_over_is_not_to_come(clinic: Clinic) -> None:
    clinic.now += timedelta(days=2)
    visitor = clinic.book.visitor("maria")
    assert visitor is not None
    assert visitor.next is None


def test_what_the_book_keeps_reads_back_as_it_was(clinic: Clinic) -> None:
    assert clinic.book.appointment("maria", clinic.maria.reference) == clinic.maria
    assert clinic.book.provider("chen") == CHEN
    assert clinic.book.appointment("maria", "nonsense") is None
    assert clinic.book.provider("nobody") is None
    assert clinic.book.visitor("nobody") is None


def test_the_nearest_free_times_are_offered_in_their_order(clinic: Clinic) -> None:
    for taken in ("2026-12-03 15:00", "2026-12-03 15:30"):
        clinic.takes(TOM, taken)
    offered = clinic.book.nearest(CHEN, at("2026-12-03 15:00"))
    assert offered == [at("2026-12-03 14:00"), at("2026-12-03 14:30"), at("2026-12-03 16:00")]


@pytest.fixture
def asked(clinic: Clinic) -> Iterator[list[str]]:
    """The operations that DynamoDB is asked for."""
    operations: list[str] = []
    clinic.client.meta.events.register(
        "before-call.dynamodb", lambda model, **_: operations.append(model.name), unique_id="count"
    )
    yield operations
    clinic.client.meta.events.unregister("before-call.dynamodb", unique_id="count")


def test_free_times_take_one_query(clinic: Clinic, asked: list[str]) -> None:
    clinic.book.nearest(CHEN, at("2026-12-03 15:00"))
    assert asked == ["Query"]


def test_where_all_is_taken_for_days_free_times_take_two_queries(
    clinic: Clinic, asked: list[str]
) -> None:
    week = list(CHEN.times(date(2026, 12, 7), date(2026, 12, 11)))
    for each in week:
        clinic.client.put_item(
            TableName=TABLE_NAME, Item=write_taken(replace(clinic.maria, starts_at=each))
        )
    asked.clear()
    offered = clinic.book.nearest(CHEN, at("2026-12-09 12:00"), most=2)
    assert asked == ["Query", "Query"]
    assert offered == [at("2026-12-04 16:00"), at("2026-12-04 16:30")]


def test_times_past_and_further_than_half_a_year_are_not_free(clinic: Clinic) -> None:
    today = clinic.book.free_on(CHEN, date(2026, 12, 1))
    assert today[0] == at("2026-12-01 10:30")
    assert clinic.book.free_on(CHEN, date(2027, 6, 25)) == []
    assert not clinic.book.is_free(CHEN, at("2026-12-01 09:00"))


def test_a_move_frees_the_old_time_and_takes_the_new_one(clinic: Clinic) -> None:
    moved = clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]
    assert moved == clinic.book.appointment("maria", clinic.maria.reference)
    assert moved.starts_at == at("2026-12-03 15:00")
    assert moved.reference == clinic.maria.reference


def test_a_move_to_a_time_that_is_taken_changes_nothing(clinic: Clinic) -> None:
    with pytest.raises(TimeTakenError):
        clinic.book.move(clinic.maria, CHEN, at("2026-12-04 09:00"), request="m1")
    assert clinic.taken() == ["12-02 10:00", "12-04 09:00"]
    assert clinic.book.appointment("maria", clinic.maria.reference) == clinic.maria


@pytest.mark.parametrize(
    "when", ["2026-12-05 10:00", "2026-12-03 15:10", "2026-11-30 10:00", "2026-12-02 10:00"]
)
def test_a_time_that_is_no_slot_to_come_is_not_given(clinic: Clinic, when: str) -> None:
    with pytest.raises(TimeTakenError):
        clinic.book.move(clinic.maria, CHEN, at(when), request="m1")
    assert clinic.taken() == ["12-02 10:00", "12-04 09:00"]


def test_the_same_request_moves_once_and_answers_the_same(clinic: Clinic) -> None:
    first = clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    again = clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert again == first
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]


def test_an_appointment_changed_since_it_was_read_is_not_moved(clinic: Clinic) -> None:
    clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    with pytest.raises(ChangedMeanwhileError):
        clinic.book.move(clinic.maria, CHEN, at("2026-12-07 15:00"), request="m2")
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]


def test_a_move_that_was_undone_by_another_is_not_done_again(clinic: Clinic) -> None:
    """Its answer was lost; by the time it is tried again the appointment is back where it was."""
    away = clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    back = clinic.book.move(away, CHEN, clinic.maria.starts_at, request="m2")
    with pytest.raises(ChangedMeanwhileError):
        clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert clinic.book.appointment("maria", back.reference) == back


def test_what_it_is_for_is_kept_through_a_move(clinic: Clinic) -> None:
    booked = clinic.book.book(TOM, CHEN, at("2026-12-03 09:00"), request="r1", reason="knee-pain")
    clinic.book.move(booked, CHEN, at("2026-12-03 15:00"), request="m1")
    moved = clinic.book.appointment("tom", booked.reference)
    assert moved is not None
    assert moved.reason == "knee-pain"


def test_an_appointment_kept_before_reasons_were_asked_for_has_none(clinic: Clinic) -> None:
    answer = clinic.client.get_item(
        TableName=TABLE_NAME, Key=appointment_key("maria", clinic.maria.reference)
    )
    assert "reason" not in answer["Item"]
    assert clinic.maria.reason == ""


def test_a_cancelled_appointment_is_not_moved_and_its_time_is_free(clinic: Clinic) -> None:
    gone = clinic.book.cancel(clinic.maria, request="c1")
    assert gone.status is AppointmentStatus.CANCELLED
    assert clinic.book.is_free(CHEN, at("2026-12-02 10:00"))
    with pytest.raises(ChangedMeanwhileError):
        clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert clinic.taken() == ["12-04 09:00"]


def test_the_same_request_cancels_once_and_another_is_told(clinic: Clinic) -> None:
    first = clinic.book.cancel(clinic.maria, request="c1")
    assert clinic.book.cancel(clinic.maria, request="c1") == first
    with pytest.raises(ChangedMeanwhileError):
        clinic.book.cancel(clinic.maria, request="c2")


def test_the_same_request_books_once(clinic: Clinic) -> None:
    first = clinic.takes(TOM, "2026-12-03 09:00")
    assert clinic.takes(TOM, "2026-12-03 09:00") == first
    with pytest.raises(TimeTakenError):
        clinic.book.book(ANA, CHEN, at("2026-12-03 09:00"), request="another")
    assert clinic.taken() == ["12-02 10:00", "12-03 09:00", "12-04 09:00"]


def test_texts_about_it_are_in_the_language_it_was_moved_in(clinic: Clinic) -> None:
    moved = clinic.book.move(
        clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1", locale="ko_KR"
    )
    assert (moved.locale, moved.provider_name) == ("ko_KR", "첸 선생님")


def test_a_conflict_is_waited_out(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refusals = clinic.client.transact_write_items, iter([1, 1])

    def sometimes(**request: Any) -> object:
        if next(refusals, 0):
            raise _conflict(clinic)
        return real(**request)

    monkeypatch.setattr(clinic.client, "transact_write_items", sometimes)
    clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert len(clinic.waits) == 2
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]


def test_endless_conflicts_are_told_and_nothing_is_changed(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(**_: object) -> object:
        raise _conflict(clinic)

    monkeypatch.setattr(clinic.client, "transact_write_items", always)
    with pytest.raises(BookBusyError, match="refused 4 times"):
        clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert sum(clinic.waits) < 0.4
    assert clinic.taken() == ["12-02 10:00", "12-04 09:00"]


def test_an_error_that_is_no_conflict_is_not_waited_out(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> object:
        raise ClientError(
            {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "TransactWriteItems"
        )

    monkeypatch.setattr(clinic.client, "transact_write_items", refused)
    with pytest.raises(ClientError, match="AccessDenied"):
        clinic.book.move(clinic.maria, CHEN, at("2026-12-03 15:00"), request="m1")
    assert clinic.waits == []


def test_instants_are_kept_in_utc_whatever_they_come_in(clinic: Clinic) -> None:
    local = at("2026-12-03 15:00").astimezone(CHEN.zone)
    moved = clinic.book.move(clinic.maria, CHEN, local, request="m1")
    kept = clinic.book.appointment("maria", moved.reference)
    assert kept is not None
    assert kept.starts_at == datetime(2026, 12, 3, 23, tzinfo=UTC)
    assert replace(kept, starts_at=local) == moved


def _conflict(clinic: Clinic) -> ClientError:
    error: ClientError = clinic.client.exceptions.TransactionCanceledException(
        {
            "Error": {"Code": "TransactionCanceledException", "Message": "conflict"},
            "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
        },
        "TransactWriteItems",
    )
    return error
