"""A reminder whose time has come: one text, if the appointment is still as it was."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from appointment_book import items
from clinic_world import CHEN, MARIA, TABLE_NAME, TOM, at
from function_folder import FunctionFolder
from function_start import MissingSettingError
from reminded_clinic import RemindedClinic
from reminders import Reminder

if TYPE_CHECKING:
    from appointment_book import Appointment


@pytest.fixture
def booked(reminded: RemindedClinic) -> Appointment:
    """Tom's appointment, whose reminder is due by now."""
    appointment = reminded.clinic.takes(TOM, "2026-12-08 15:00")
    reminded.clinic.now = at("2026-12-07 15:00")
    return appointment


def body(appointment: Appointment) -> str:
    """What the schedule sends."""
    return Reminder.of(appointment).write()


def test_who_comes_tomorrow_is_reminded(reminded: RemindedClinic, booked: Appointment) -> None:
    assert reminded.sends(body(booked)) == []
    (text,) = reminded.world.texts
    assert text["PhoneNumber"] == TOM.phone
    assert text["Message"] == (
        "A reminder of your appointment with Dr. Chen on Tuesday, December 8 at 3 PM."
    )
    assert reminded.counted == ["RemindersSent"]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (
            "en_US",
            "A reminder of your appointment with Dr. Chen on Wednesday, December 9 at 9 AM. "
            "Reply C to cancel.",
        ),
        (
            "ko_KR",
            "12월 9일 수요일 오전 9시에 첸 선생님 예약이 있어요. 취소하시려면 C라고 답장해 주세요.",
        ),
    ],
)
def test_where_answers_are_read_the_reminder_says_how_to_cancel(
    reminded: RemindedClinic, locale: str, text: str
) -> None:
    reminded.open_reminding(replies=True)
    appointment = reminded.clinic.book.book(
        TOM, CHEN, at("2026-12-09 09:00"), request="r1", locale=locale
    )
    reminded.sends(body(appointment))
    assert reminded.texts == [text]


def test_a_schedule_that_fires_twice_and_a_message_that_comes_twice_are_one_text(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    assert reminded.sends(body(booked), body(booked)) == []
    assert reminded.sends(body(booked)) == []
    assert len(reminded.texts) == 1
    assert reminded.counted == ["RemindersSent"]


def test_an_appointment_that_was_moved_meanwhile_is_not_reminded_of_at_its_old_time(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    reminded.clinic.book.move(booked, CHEN, at("2026-12-10 09:00"), request="m1")
    assert reminded.sends(body(booked)) == []
    assert reminded.texts == []
    assert reminded.counted == ["RemindersDropped"]


def test_an_appointment_that_was_cancelled_is_over_or_gone_is_not_reminded_of(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    clinic = reminded.clinic
    over = clinic.takes(MARIA, "2026-12-08 09:00")
    gone = clinic.takes(MARIA, "2026-12-09 09:00")
    clinic.book.cancel(booked, request="c1")
    clinic.client.delete_item(
        TableName=TABLE_NAME, Key=items.appointment_key("maria", gone.reference)
    )
    clinic.now = at("2026-12-08 09:00")
    assert reminded.sends(body(booked), body(over), body(gone)) == []
    assert reminded.texts == []
    assert reminded.counted == ["RemindersDropped"] * 3


def test_a_text_that_is_refused_comes_again_and_the_number_is_not_logged(
    reminded: RemindedClinic, booked: Appointment, capsys: pytest.CaptureFixture[str]
) -> None:
    reminded.world.refuse_text = 1
    assert reminded.sends(body(booked)) == ["m0"]
    assert reminded.sends(body(booked)) == []
    assert len(reminded.texts) == 1
    assert reminded.counted == ["TextsRefused", "RemindersSent"]
    logged = reminded.log.getvalue() + capsys.readouterr().out
    assert "InvalidParameter" in logged
    for private in (TOM.phone, TOM.name, TOM.birth_date.isoformat()):
        assert private not in logged


def test_a_reminder_that_fails_holds_up_no_other(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    assert reminded.sends("no json", {"person": "tom"}, body(booked)) == ["m0", "m1"]
    assert len(reminded.texts) == 1
    assert "the reminder cannot be read" in reminded.log.getvalue()
    assert "the reminder has no 'startsAt'" in reminded.log.getvalue()


def test_a_function_that_dies_before_it_notes_the_text_sends_it_again_rather_than_never(
    reminded: RemindedClinic, booked: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one window in which a text is sent twice: SNS cannot be told that they are the same."""
    reminded.cut_off()

    def killed(*_: object) -> None:
        raise ConnectionError("the function ends here")

    with monkeypatch.context() as patch:
        patch.setattr(reminded.done, "_update_record", killed)
        assert reminded.sends(body(booked)) == ["m0"]
    assert reminded.sends(body(booked)) == []
    assert len(reminded.texts) == 2
    assert reminded.sends(body(booked)) == []
    assert len(reminded.texts) == 2


def test_a_delivery_while_another_is_at_it_is_not_sent(
    reminded: RemindedClinic, booked: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[list[str]] = []
    send = reminded.world.publish

    def meanwhile(**request: object) -> dict[str, str]:
        again.append(reminded.sends(body(booked)))
        return send(**request)

    monkeypatch.setattr(reminded.world, "publish", meanwhile)
    assert reminded.sends(body(booked)) == []
    assert again == [["m0"]]
    assert len(reminded.texts) == 1


def test_an_appointment_moved_away_and_back_has_one_reminder(reminded: RemindedClinic) -> None:
    clinic = reminded.clinic
    booked = clinic.takes(TOM, "2026-12-08 15:00")
    away = clinic.book.move(booked, CHEN, at("2026-12-10 09:00"), request="m1")
    back = clinic.book.move(away, CHEN, at("2026-12-08 15:00"), request="m2")
    clinic.now = at("2026-12-07 15:00")
    assert reminded.sends(body(booked), body(away), body(back)) == []
    assert len(reminded.texts) == 1


def test_through_the_whole_life_of_an_appointment_one_reminder_is_sent(
    reminded: RemindedClinic,
) -> None:
    clinic = reminded.clinic
    booked = clinic.takes(TOM, "2026-12-08 15:00")
    reminded.hears("e1", None, booked)
    (schedule,) = reminded.scheduler.schedules.values()
    clinic.now = at("2026-12-07 15:00") + timedelta(seconds=30)
    assert reminded.sends(schedule["Target"]["Input"]) == []
    assert [text for text in reminded.texts if "reminder" in text] == [reminded.texts[-1]]
    assert json.loads(schedule["Target"]["Input"])["reference"] == booked.reference


def test_settings_that_miss_are_named_and_replies_are_off_unless_asked_for(
    functions: dict[str, FunctionFolder],
) -> None:
    settings = functions["appointment_reminders"].settings.Settings
    with pytest.raises(MissingSettingError, match="TABLE_NAME, IDEMPOTENCY_TABLE_NAME are not set"):
        settings.read({})
    given = {"TABLE_NAME": "t", "IDEMPOTENCY_TABLE_NAME": "e"}
    assert settings.read(given) == settings("t", "e")
    assert settings.read({**given, "TEXT_REPLIES": "true"}).text_replies
