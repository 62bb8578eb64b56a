"""Who speaks in a session: remembered for an hour, and by nobody who has not the session's id."""

from __future__ import annotations

from datetime import timedelta

import pytest
from appointment_book import Known, Sessions
from clinic_world import MARIA, TABLE_NAME, TOM, Clinic


@pytest.fixture
def sessions(clinic: Clinic) -> Sessions:
    """The sessions of the clinic's bot."""
    return Sessions(clinic.store, clock=lambda: clinic.now)


def test_of_a_new_session_nothing_is_known(sessions: Sessions) -> None:
    assert sessions.read("s1") == Known()


def test_what_comes_to_be_known_is_kept_with_what_was(sessions: Sessions) -> None:
    sessions.keep("s1", phone=MARIA.phone)
    told = sessions.keep("s1", person="maria")
    assert told == sessions.read("s1") == Known(MARIA.phone, "maria")
    assert sessions.read("s2") == Known()


def test_with_another_number_it_is_somebody_else_who_speaks(sessions: Sessions) -> None:
    sessions.keep("s1", phone=MARIA.phone, person="maria")
    assert sessions.keep("s1", phone=MARIA.phone) == Known(MARIA.phone, "maria")
    assert sessions.keep("s1", phone=TOM.phone) == Known(TOM.phone)
    assert sessions.read("s1") == Known(TOM.phone)


def test_an_hour_after_the_last_word_it_is_forgotten(sessions: Sessions, clinic: Clinic) -> None:
    sessions.keep("s1", phone=MARIA.phone)
    clinic.now += timedelta(minutes=59)
    sessions.keep("s1", person="maria")
    clinic.now += timedelta(minutes=59)
    assert sessions.read("s1") == Known(MARIA.phone, "maria")
    clinic.now += timedelta(minutes=1)
    assert sessions.read("s1") == Known()


def test_what_is_over_does_not_come_back_with_what_is_kept_next(
    sessions: Sessions, clinic: Clinic
) -> None:
    sessions.keep("s1", phone=MARIA.phone, person="maria")
    clinic.now += timedelta(hours=1)
    assert sessions.keep("s1", phone=MARIA.phone) == Known(MARIA.phone)


def test_the_table_has_no_session_id_and_says_when_the_session_is_over(
    sessions: Sessions, clinic: Clinic
) -> None:
    sessions.keep("very-secret", phone=MARIA.phone)
    (item,) = (
        item
        for item in clinic.client.scan(TableName=TABLE_NAME)["Items"]
        if item["sk"] == {"S": "SESSION"}
    )
    assert "very-secret" not in str(item)
    assert item["expires_at"] == {"N": str(int((clinic.now + timedelta(hours=1)).timestamp()))}
