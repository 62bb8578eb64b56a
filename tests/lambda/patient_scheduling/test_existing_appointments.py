"""Changing and cancelling: which one is meant, what becomes of it, what others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from appointment_book import Appointment, AppointmentStatus, BookBusyError, ChangedMeanwhileError
from clinic_world import MARIA, Clinic
from patient import Patient

Patients = Callable[..., Patient]
CHANGE, CANCEL = "ChangeAppointment", "CancelAppointment"


def begin(patient: Patient, intent: str) -> Patient:
    """Says what is wanted, and who it is for."""
    patient.wishes(intent)
    patient.wishes(intent, BirthDate=MARIA.birth_date.isoformat())
    return patient


def now(clinic: Clinic, appointment: Appointment) -> Appointment:
    """The appointment as it is now."""
    found = clinic.book.appointment(appointment.person, appointment.reference)
    assert found
    return found


def busy(*_: object, **__: object) -> None:
    raise BookBusyError("others write")


def changed(*_: object, **__: object) -> None:
    raise ChangedMeanwhileError("it is not as it was read")


def test_one_appointment_is_told_before_a_day_is_asked_for(patients: Patients) -> None:
    reply = begin(patients(), CHANGE).heard

    assert reply.asks_for == "Date"
    assert "with Dr. Chen is on Wednesday, December 2 at 10 AM" in reply.says


def test_which_of_more_than_three_is_asked_of_the_next_three(
    patients: Patients, clinic: Clinic
) -> None:
    for day in (7, 8, 9, 10):
        clinic.takes(MARIA, f"2026-12-{day:02d} 10:00")
    patient = begin(patients(), CANCEL)
    assert patient.heard.asks_for == "Appointment"
    assert "third, Tuesday, December 8" in patient.heard.says
    assert "December 9" not in patient.heard.says

    reply = patient.wishes(CANCEL, Date="2026-12-10")

    assert (reply.action, "Thursday, December 10" in reply.says) == ("ConfirmIntent", True)


@pytest.mark.parametrize("words", ["the second", "2", "Two.", "number two"])
def test_which_one_is_said_by_its_number(patients: Patients, clinic: Clinic, words: str) -> None:
    clinic.takes(MARIA, "2026-12-07 10:00")
    patient = begin(patients(), CANCEL)

    assert "Monday, December 7" in patient.wishes(CANCEL, words).says


def test_a_cancelled_appointment_is_free_again_and_counted_once(
    patients: Patients, clinic: Clinic, counted: list[str]
) -> None:
    patient = begin(patients(), CANCEL)
    slots, before = patient.heard.slots, dict(patient.attributes)
    first = patient.agrees()
    patient.attributes = before

    assert patient.wants(CANCEL, slots).answer == first.answer
    assert now(clinic, clinic.maria).status is AppointmentStatus.CANCELLED
    assert "12-02 10:00" not in clinic.taken()
    assert counted.count("AppointmentsCancelled") == 1


def test_a_moved_appointment_is_counted_once(
    patients: Patients, clinic: Clinic, counted: list[str]
) -> None:
    patient = begin(patients(), CHANGE)
    slots = patient.wishes(CHANGE, Date="2026-12-03", Time="15:00").slots
    before = dict(patient.attributes)
    first = patient.agrees()
    patient.attributes = before

    assert patient.wants(CHANGE, slots).answer == first.answer
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]
    assert counted.count("AppointmentsMoved") == 1


@pytest.mark.parametrize(("intent", "method"), [(CHANGE, "move"), (CANCEL, "cancel")])
def test_a_busy_book_is_told_and_yes_tries_again(
    patients: Patients, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, intent: str, method: str
) -> None:
    patient = begin(patients(), intent)
    if intent == CHANGE:
        patient.wishes(CHANGE, Date="2026-12-03", Time="15:00")
    with monkeypatch.context() as patch:
        patch.setattr(clinic.book, method, busy)
        assert "Shall I try again" in patient.agrees().says

    assert patient.agrees().state == "Fulfilled"


@pytest.mark.parametrize(("intent", "method"), [(CHANGE, "move"), (CANCEL, "cancel")])
def test_one_that_changes_at_the_same_moment_is_left_to_reception(
    patients: Patients, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, intent: str, method: str
) -> None:
    patient = begin(patients(), intent)
    if intent == CHANGE:
        patient.wishes(CHANGE, Date="2026-12-03", Time="15:00")
    monkeypatch.setattr(clinic.book, method, changed)

    reply = patient.agrees()

    assert (reply.state, "call reception" in reply.says) == ("Failed", True)


@pytest.mark.parametrize(("intent", "moves"), [(CHANGE, True), (CANCEL, False)])
def test_nobody_reaches_anothers_appointment_by_its_reference(
    patients: Patients, clinic: Clinic, intent: str, moves: bool
) -> None:
    patient = begin(patients(), intent)
    patient.attributes = {**patient.attributes, "reference": clinic.ana.reference}

    reply = patient.wishes(intent, **({"Date": "2026-12-10", "Time": "10:00"} if moves else {}))

    assert "Wednesday, December 2" in reply.says
    assert "Friday" not in reply.says


def test_a_day_that_lex_takes_for_another_appointment_is_one_for_the_change(
    patients: Patients,
) -> None:
    patient = begin(patients(), CHANGE)
    patient.wishes(CHANGE, Date="2026-12-03", Time="15:00")

    reply = patient.wishes("ScheduleAppointment", Date="2026-12-04")

    assert reply.answer["sessionState"]["intent"]["name"] == CHANGE
    assert "to Friday, December 4 at 3 PM" in reply.says
    assert patient.agrees().state == "Fulfilled"


@pytest.mark.parametrize("wish", [{"Provider": "Dr. Park"}, {"Reason": "a cold"}, {}])
def test_another_appointment_in_the_middle_of_a_change_is_another(
    patients: Patients, wish: dict[str, str]
) -> None:
    patient = begin(patients(), CHANGE)

    reply = patient.wishes("ScheduleAppointment", **wish)

    assert reply.answer["sessionState"]["intent"]["name"] == "ScheduleAppointment"
    assert "reference" not in reply.attributes


def test_a_time_alone_is_one_of_the_same_day(patients: Patients) -> None:
    reply = begin(patients(), CHANGE).wishes(CHANGE, Time="15:00")

    assert "to Wednesday, December 2 at 3 PM" in reply.says


def test_another_intent_forgets_which_one_was_meant(patients: Patients, clinic: Clinic) -> None:
    clinic.takes(MARIA, "2026-12-07 10:00")
    patient = begin(patients(), CHANGE)
    patient.wishes(CHANGE, "the second")
    assert patient.attributes["reference"]

    reply = patient.wishes(CANCEL)

    assert reply.asks_for == "Appointment"


@pytest.mark.parametrize("intent", [CHANGE, CANCEL])
def test_with_no_appointment_there_is_nothing_to_do(
    patients: Patients, clinic: Clinic, intent: str
) -> None:
    clinic.book.cancel(clinic.maria, request="the front desk")

    reply = begin(patients(), intent).heard

    assert (reply.state, "no appointment to come" in reply.says) == ("Failed", True)
