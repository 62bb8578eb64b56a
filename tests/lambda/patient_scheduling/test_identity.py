"""Who speaks: what is asked, what is believed, what is told to whom it is not sure of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clinic_world import MARIA, Clinic
from patient import Patient

Patients = Callable[..., Patient]
BORN = MARIA.birth_date.isoformat()


def test_the_channels_number_is_taken_out_of_the_attributes_at_once(patients: Patients) -> None:
    reply = patients().wishes("ScheduleAppointment")

    assert reply.action == "Delegate"
    assert "phoneNumber" not in reply.attributes
    assert MARIA.phone not in str(reply.answer)


def test_the_date_of_birth_is_asked_for_though_the_number_is_known(patients: Patients) -> None:
    assert patients().wishes("NextAppointment").asks_for == "BirthDate"


def test_a_client_that_claims_to_be_somebody_is_asked_all_the_same(patients: Patients) -> None:
    patient = patients(phone=None)
    patient.attributes = {"person": "maria", "isKnown": "yes", "hasNumber": "yes"}

    assert patient.wishes("NextAppointment").asks_for == "PhoneNumber"


def test_a_client_that_claims_to_have_given_a_number_is_asked_for_it_at_last(
    patients: Patients,
) -> None:
    patient = patients(phone=None)
    patient.attributes = {"hasNumber": "yes"}
    assert patient.wishes("NextAppointment").asks_for == "BirthDate"

    assert patient.wishes("NextAppointment", BirthDate=BORN).asks_for == "PhoneNumber"


def test_another_number_later_is_somebody_else(patients: Patients) -> None:
    patient = patients()
    patient.wishes("NextAppointment")
    assert "Wednesday" in patient.wishes("NextAppointment", BirthDate=BORN).says

    patient.attributes = {**patient.attributes, "phoneNumber": "+15551230002"}

    assert patient.wishes("NextAppointment").asks_for == "BirthDate"


def test_a_session_of_another_client_knows_nobody(patients: Patients) -> None:
    patient = patients()
    patient.wishes("NextAppointment")
    patient.wishes("NextAppointment", BirthDate=BORN)

    stranger = patients(phone=None, session="session-2")

    assert stranger.wishes("NextAppointment").asks_for == "PhoneNumber"


@pytest.mark.parametrize(
    ("locale", "digits"),
    [("en_US", "06051980"), ("en_US", "060580"), ("ko_KR", "19800605"), ("ko_KR", "800605")],
)
def test_digits_that_lex_knows_no_date_in_are_read(
    patients: Patients, locale: str, digits: str
) -> None:
    patient = patients(locale=locale)
    patient.wishes("NextAppointment")

    # Lex may take them for a number instead.
    reply = patient.wishes("NextAppointment", digits, PhoneNumber=digits)

    assert (reply.action, reply.state) == ("Close", "Fulfilled")


@pytest.mark.parametrize("said", ["2030-06-05", "1980-13", "2026-W49"])
def test_what_cannot_be_a_date_of_birth_is_asked_for_again(patients: Patients, said: str) -> None:
    patient = patients()
    patient.wishes("NextAppointment")

    reply = patient.wishes("NextAppointment", BirthDate=said)

    assert (reply.asks_for, "cannot be a date of birth" in reply.says) == ("BirthDate", True)


def test_known_and_unknown_numbers_are_answered_alike(patients: Patients) -> None:
    answers = []
    for number, phone in enumerate(("+15551230001", "+15559999999")):
        patient = patients(phone=phone, session=f"session-{number}")
        patient.wishes("NextAppointment")
        answers.append(patient.wishes("NextAppointment", BirthDate="1980-06-06").answer)

    assert answers[0] == answers[1]


def test_wrong_dates_are_counted_and_lock_the_number(
    patients: Patients, counted: list[str]
) -> None:
    for number in range(5):
        patient = patients(session=f"session-{number}")
        patient.wishes("NextAppointment")
        patient.wishes("NextAppointment", BirthDate="1980-06-06")
    patient = patients(session="session-6")
    patient.wishes("NextAppointment")

    reply = patient.wishes("NextAppointment", BirthDate=BORN)

    assert reply.state == "Failed"
    assert "too many wrong answers" in reply.says
    assert counted.count("BirthDatesWrong") == 6
    assert counted.count("PatientsHandedOver") == 1


def test_a_number_that_is_none_is_asked_for_three_times_at_most(patients: Patients) -> None:
    patient = patients(phone="call me")
    assert patient.wishes("NextAppointment").asks_for == "PhoneNumber"
    for _ in range(3):
        assert patient.wishes("NextAppointment", PhoneNumber="12").asks_for == "PhoneNumber"

    assert patient.wishes("NextAppointment", PhoneNumber="12").state == "Failed"


def test_whoever_was_known_an_hour_ago_is_asked_again(patients: Patients, clinic: Clinic) -> None:
    patient = patients()
    patient.wishes("NextAppointment")
    patient.wishes("NextAppointment", BirthDate=BORN)
    assert patient.wishes("NextAppointment", BirthDate=None).state == "Fulfilled"

    clinic.now = clinic.now.replace(hour=clinic.now.hour + 1, minute=1)

    assert patient.wishes("NextAppointment", BirthDate=None).asks_for == "PhoneNumber"
