"""Booking: where dialogues cannot reach, from retries and races to attributes made up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from appointment_book import BookBusyError, Provider
from clinic_world import MARIA, TOM, Clinic, at
from lex_guest import Reply
from patient import Patient

Patients = Callable[..., Patient]
SCHEDULE = "ScheduleAppointment"
WISH = {"Date": "2026-12-03", "Time": "15:00", "Provider": "Dr. Chen"}


def read_back(patient: Patient, born: str = "1980-06-05", **wish: str) -> Reply:
    """Says a wish and who it is for; the read-back."""
    patient.wishes(SCHEDULE, **{**WISH, **wish})
    return patient.wishes(SCHEDULE, BirthDate=born)


def test_what_is_read_back_is_booked_with_the_reason_in_the_table_only(
    patients: Patients, clinic: Clinic, counted: list[str]
) -> None:
    patient = patients()
    reply = read_back(patient, Reason="a cold")
    assert (reply.action, "3 PM with Dr. Chen" in reply.says) == ("ConfirmIntent", True)

    reply = patient.agrees()

    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    made = clinic.book.visitors(MARIA.phone)[1].appointments[1]
    assert (made.starts_at, made.reason) == (at("2026-12-03 15:00"), "cold")
    assert "cold" not in reply.says
    assert [name for name in counted if name != "SlotsRefused"] == [
        "TimesProposed",
        "AppointmentsBooked",
    ]


def test_a_fulfilment_that_comes_again_books_once_and_counts_once(
    patients: Patients, clinic: Clinic, counted: list[str]
) -> None:
    patient = patients()
    slots = read_back(patient).slots
    before = dict(patient.attributes)
    first = patient.wants(SCHEDULE, slots)
    patient.attributes = before

    again = patient.wants(SCHEDULE, slots)

    assert again.answer == first.answer
    assert clinic.taken().count("12-03 15:00") == 1
    assert counted.count("AppointmentsBooked") == 1


def test_two_appointments_in_a_session_are_two_requests(patients: Patients, clinic: Clinic) -> None:
    patient = patients()
    read_back(patient)
    patient.agrees()

    reply = patient.wishes(SCHEDULE, **{**WISH, "Time": "16:00"})
    assert "already an appointment with Dr. Chen that day, at 3 PM" in reply.says
    assert patient.agrees().state == "Fulfilled"

    assert {"12-03 15:00", "12-03 16:00"} <= set(clinic.taken())


def test_nobody_is_booked_in_two_places_at_once(patients: Patients) -> None:
    patient = patients()
    read_back(patient)
    patient.agrees()

    reply = patient.wishes(SCHEDULE, **{**WISH, "Provider": "Dr. Park"})

    assert (reply.asks_for, "already an appointment of yours" in reply.says) == ("Offer", True)


def test_a_fulfilment_without_a_read_back_reads_back_first(
    patients: Patients, clinic: Clinic
) -> None:
    patient = patients()
    patient.wishes("NextAppointment")
    patient.wishes("NextAppointment", BirthDate="1980-06-05")

    reply = patient.wants(SCHEDULE, {**dict.fromkeys(("Offer", "BirthDate", "Reason")), **WISH})

    assert reply.action == "ConfirmIntent"
    assert "12-03 15:00" not in clinic.taken()


def test_a_fulfilment_of_nobody_known_asks_who_it_is(patients: Patients) -> None:
    patient = patients(phone=None)
    empty = dict.fromkeys(("Offer", "BirthDate", "PhoneNumber", "Reason"))

    assert patient.wants(SCHEDULE, {**empty, **WISH}).asks_for == "PhoneNumber"


def test_slots_that_are_not_what_was_read_back_are_read_back_anew(patients: Patients) -> None:
    patient = patients()
    slots = read_back(patient).slots

    reply = patient.wants(SCHEDULE, {**slots, "Time": "16:00"})

    assert (reply.action, "4 PM" in reply.says) == ("ConfirmIntent", True)


def test_a_busy_book_is_told_and_yes_tries_again(
    patients: Patients, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise BookBusyError("others write")

    patient = patients()
    read_back(patient)
    with monkeypatch.context() as patch:
        patch.setattr(clinic.book, "book", busy)
        reply = patient.agrees()
        assert (reply.action, "Shall I try again" in reply.says) == ("ConfirmIntent", True)

    assert patient.agrees().state == "Fulfilled"


def test_of_two_who_say_yes_at_once_one_is_offered_others(
    patients: Patients, clinic: Clinic
) -> None:
    maria, tom = patients(), patients(phone=TOM.phone, session="session-2")
    read_back(maria)
    read_back(tom, TOM.birth_date.isoformat())

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(Patient.agrees, (maria, tom)))

    assert sorted(reply.action for reply in replies) == ["Close", "ElicitSlot"]
    (other,) = (reply for reply in replies if reply.action == "ElicitSlot")
    assert "just taken" in other.says
    assert clinic.taken().count("12-03 15:00") == 1


def test_nothing_free_is_told_and_another_day_asked_for(
    patients: Patients, clinic: Clinic, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic.book, "nearest", lambda *_, **__: [])

    reply = patients().wishes(SCHEDULE, Date="2026-12-06", Time="10:00", Provider="Dr. Chen")

    assert (reply.asks_for, "nothing free" in reply.says) == ("Date", True)
    assert "NothingFree" in counted


@pytest.mark.parametrize(
    "attributes",
    [
        {"offered": "2026-12-03T23:00Z@nobody", "offeredFor": "2026-12-03"},
        {"offered": "2026-99-99T99:99Z@chen", "offeredFor": "2026-12-03"},
        {"offered": "rubbish", "timeSaid": "rubbish", "spanSaid": "rubbish"},
        {"pinned": "2026-12-03T23:00Z@nobody", "asked": "Nothing"},
        {"pinned": "x", "proposed": "x", "request": "x", "refusals.Date": "x"},
        {"reference": "x", "listed": "x y", "mismatches": "x", "misunderstandings": "x"},
    ],
)
def test_attributes_that_a_client_made_up_do_no_harm(
    patients: Patients, attributes: dict[str, str]
) -> None:
    patient = patients()
    patient.attributes = {**patient.attributes, **attributes}

    reply = patient.wishes(SCHEDULE, **WISH)

    assert reply.asks_for == "BirthDate"


def test_a_time_that_a_client_made_up_is_not_booked(patients: Patients, clinic: Clinic) -> None:
    patient = patients()
    read_back(patient)
    at_night = {"proposed": "2026-12-04T11:00Z@chen", "request": "mine"}
    patient.attributes = {**patient.attributes, **at_night}

    reply = patient.wants(SCHEDULE, {**WISH, "Date": "2026-12-04", "Time": "03:00", "Offer": None})

    assert reply.asks_for == "Offer"
    assert clinic.taken() == ["12-02 10:00", "12-04 09:00"]


def test_who_is_in_the_catalog_and_not_in_the_book_is_left_to_reception(
    patients: Patients,
) -> None:
    reply = patients().wishes(SCHEDULE, Provider="Dr. Rivera", Date="2026-12-03")

    assert (reply.state, "call reception" in reply.says) == ("Failed", True)


def test_a_calendar_is_read_again_after_a_minute(
    patients: Patients, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    read = clinic.book.provider

    def noted(provider_id: str) -> Provider | None:
        reads.append(provider_id)
        return read(provider_id)

    monkeypatch.setattr(clinic.book, "provider", noted)
    patient = patients()
    for _ in range(3):
        patient.wishes(SCHEDULE, Provider="Dr. Chen", Date="2026-12-03")
    assert reads == ["chen"]

    clinic.now = clinic.now.replace(minute=1)
    patient.wishes(SCHEDULE, Provider="Dr. Chen", Date="2026-12-03")

    assert reads == ["chen", "chen"]


def test_an_offer_with_somebody_else_does_not_stand_any_more(patients: Patients) -> None:
    patient = patients()
    patient.wishes(SCHEDULE, Date="2026-12-06", Provider="Dr. Chen", Time="10:00")
    assert patient.heard.asks_for == "Offer"

    reply = patient.wishes(SCHEDULE, Date="2026-12-05", Time="10:00", Provider="Dr. Park")

    assert reply.asks_for == "BirthDate"


def test_offers_of_several_doctors_say_with_whom(patients: Patients) -> None:
    reply = patients().wishes(SCHEDULE, Date="2026-12-03", Time="16:45", Reason="a cold")

    assert reply.asks_for == "Offer"
    assert "4 PM with Dr. Chen, Thursday, December 3 at 4:30 PM with Dr. Chen" in reply.says
    assert "5 PM with Dr. Park" in reply.says


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ({"sessionId": None}, "sessionId is missing"),
        ({"bot": {}}, "bot.localeId is missing"),
        ({"sessionState": {}}, "sessionState.intent is missing"),
        ({"invocationSource": "Other"}, "allowed is DialogCodeHook or FulfillmentCodeHook"),
    ],
)
def test_what_is_no_event_of_lex_is_refused(
    patients: Patients, broken: dict[str, Any], complaint: str
) -> None:
    patient = patients()

    with pytest.raises(ValueError, match=complaint):
        patient.send({**patient.event("Help", {}), **broken})


def test_an_intent_or_a_language_that_is_not_known_is_named(patients: Patients) -> None:
    with pytest.raises(LookupError, match="no function answers for BuyPizza"):
        patients().says("BuyPizza", {})
    with pytest.raises(LookupError, match="no texts in fr_FR: there are texts in en_US, ko_KR"):
        patients(locale="fr_FR").says("Help", {})
