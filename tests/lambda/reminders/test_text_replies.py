"""What people text back: "C" cancels the one appointment that it can be about, once."""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from appointment_book import AppointmentStatus, ChangedMeanwhileError
from clinic_world import ANA, CHEN, MARIA, TOM, at
from reminded_clinic import RemindedClinic

if TYPE_CHECKING:
    from appointment_book import Appointment


@pytest.fixture
def booked(reminded: RemindedClinic) -> Appointment:
    """Tom's appointment, of which he was reminded an hour ago."""
    appointment = reminded.clinic.takes(TOM, "2026-12-08 15:00")
    reminded.clinic.now = at("2026-12-07 16:00")
    return appointment


def text(said: str = "C", *, phone: str = TOM.phone, number: int = 1) -> dict[str, Any]:
    """What AWS End User Messaging publishes."""
    return {
        "originationNumber": phone,
        "destinationNumber": "+15550100",
        "messageKeyword": "KEYWORD_123",
        "messageBody": said,
        "inboundMessageId": f"inbound-{number}",
        "previousPublishedMessageId": "sent-1",
    }


def status(reminded: RemindedClinic, appointment: Appointment) -> AppointmentStatus:
    now = reminded.clinic.book.appointment(appointment.person, appointment.reference)
    assert now is not None
    return now.status


@pytest.mark.parametrize(
    "said",
    ["C", "c", " c. ", "Ｃ", "ｃ", "cancel", "CANCEL!", "취소", "취소 해주세요", "취소요", "C\n"],
)
def test_c_in_whatever_way_it_is_written_cancels(
    reminded: RemindedClinic, booked: Appointment, said: str
) -> None:
    reminded.replies(text(said))
    assert status(reminded, booked) is AppointmentStatus.CANCELLED
    assert reminded.clinic.book.is_free(CHEN, booked.starts_at)
    assert reminded.counted == ["RepliesReceived", "RepliesCancelled"]


@pytest.mark.parametrize("said", ["", "ok", "C u tomorrow", "Can I come later?", "cc", "취", "네"])
def test_other_words_change_nothing_and_are_not_answered(
    reminded: RemindedClinic, booked: Appointment, said: str
) -> None:
    reminded.replies(text(said))
    assert status(reminded, booked) is AppointmentStatus.BOOKED
    assert reminded.counted == ["RepliesReceived"]
    assert reminded.texts == []


def test_who_cancels_is_told_by_what_follows_the_change(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    reminded.replies(text())
    assert reminded.texts == []
    now = reminded.clinic.book.appointment("tom", booked.reference)
    assert now is not None
    assert now.request == "inbound-1"
    reminded.hears("e1", booked, now)
    assert reminded.texts == [
        "Your appointment with Dr. Chen on Tuesday, December 8 at 3 PM is cancelled."
    ]


def test_a_text_that_is_delivered_twice_is_one(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    reminded.replies(text(), times=3)
    assert status(reminded, booked) is AppointmentStatus.CANCELLED
    assert reminded.texts == []
    assert reminded.counted == ["RepliesReceived", "RepliesCancelled"]


def test_a_function_that_dies_before_it_notes_the_cancellation_does_not_deny_it(
    reminded: RemindedClinic, booked: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded.cut_off()

    def killed(*_: object) -> None:
        raise ConnectionError("the function ends here")

    with monkeypatch.context() as patch:
        patch.setattr(reminded.done, "_update_record", killed)
        with pytest.raises(ExceptionGroup):
            reminded.replies(text())
    reminded.replies(text())
    assert status(reminded, booked) is AppointmentStatus.CANCELLED
    assert reminded.texts == []


@pytest.mark.parametrize(
    ("locale", "answer"),
    [
        ("en_US", "You have no appointment that can be cancelled by text now. Please call us."),
        ("ko_KR", "지금 문자로 취소할 수 있는 예약이 없어요. 전화로 문의해 주세요."),
    ],
)
def test_with_nothing_to_cancel_it_is_said_so_once(
    reminded: RemindedClinic, locale: str, answer: str
) -> None:
    reminded.clinic.store.put_person(replace(TOM, locale=locale))
    far = reminded.clinic.takes(TOM, "2026-12-08 15:00")
    reminded.clinic.now = at("2026-12-07 14:59")  # the reminder is not due yet
    reminded.replies(text(), times=2)
    assert status(reminded, far) is AppointmentStatus.BOOKED
    assert reminded.texts == [answer]


def test_when_two_of_a_number_could_be_meant_neither_is_cancelled(
    reminded: RemindedClinic,
) -> None:
    clinic = reminded.clinic
    one, two = clinic.takes(MARIA, "2026-12-08 15:00"), clinic.takes(ANA, "2026-12-08 15:30")
    clinic.now = at("2026-12-07 16:00")
    reminded.replies(text(phone=MARIA.phone))
    assert {status(reminded, one), status(reminded, two)} == {AppointmentStatus.BOOKED}
    assert reminded.texts == [
        "There is more than one appointment for this number, so nothing is cancelled. "
        "Please call us and say which."
    ]
    # One of them is cancelled by phone; the same text, delivered late, is not about the other.
    clinic.book.cancel(one, request="c1")
    reminded.replies(text(phone=MARIA.phone))
    assert status(reminded, two) is AppointmentStatus.BOOKED
    reminded.replies(text(phone=MARIA.phone, number=2))
    assert status(reminded, two) is AppointmentStatus.CANCELLED


def test_an_appointment_that_has_begun_is_not_cancelled(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    reminded.clinic.now = booked.starts_at
    reminded.replies(text())
    assert status(reminded, booked) is AppointmentStatus.BOOKED
    assert len(reminded.texts) == 1


def test_a_number_that_nobody_has_is_not_answered(
    reminded: RemindedClinic, booked: Appointment
) -> None:
    reminded.replies(text(phone="+15559999999"))
    assert status(reminded, booked) is AppointmentStatus.BOOKED
    assert reminded.texts == []


def test_an_appointment_changed_at_that_moment_is_looked_at_again(
    reminded: RemindedClinic, booked: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was moved between the look and the cancellation: Lambda tries the text again."""
    cancel = reminded.clinic.book.cancel

    def moved_first(appointment: Appointment, *, request: str) -> Appointment:
        reminded.clinic.book.move(appointment, CHEN, at("2026-12-10 09:00"), request="m1")
        return cancel(appointment, request=request)

    with monkeypatch.context() as patch:
        patch.setattr(reminded.clinic.book, "cancel", moved_first)
        with pytest.raises(ExceptionGroup) as failed:
            reminded.replies(text())
    assert failed.group_contains(ChangedMeanwhileError)
    reminded.replies(text())
    assert status(reminded, booked) is AppointmentStatus.BOOKED
    assert len(reminded.texts) == 1


def test_an_answer_that_is_refused_is_tried_again(reminded: RemindedClinic) -> None:
    reminded.world.refuse_text = 1
    with pytest.raises(ExceptionGroup, match="1 of 1 effects of the reply inbound-1 failed"):
        reminded.replies(text())
    reminded.replies(text())
    assert len(reminded.texts) == 1
    assert reminded.counted.count("TextsRefused") == 1


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("no json +15551230002", "no text of two-way SMS: JSONDecodeError"),
        ([TOM.phone], "no text of two-way SMS: TypeError"),
        ({"messageBody": TOM.phone}, "has no 'inboundMessageId'"),
        ({**text(), "messageBody": None}, "no string"),
    ],
)
def test_what_is_no_text_is_refused_without_its_words(
    reminded: RemindedClinic, said: object, wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong) as refused:
        reminded.replies(said)
    assert TOM.phone not in "".join(traceback.format_exception(refused.value))


def test_neither_number_nor_words_are_logged_or_counted(
    reminded: RemindedClinic, booked: Appointment, capsys: pytest.CaptureFixture[str]
) -> None:
    reminded.world.refuse_text = 1
    for number, said in enumerate(("C", "my knee hurts", "c")):
        try:
            reminded.replies(text(said, number=number))
        except ExceptionGroup as failed:
            reminded.log.write(repr(failed.exceptions))
    logged = reminded.log.getvalue() + capsys.readouterr().out
    assert "SNS refused the text to who sent inbound-2" in logged
    assert "not understood" in logged
    for private in (TOM.phone, TOM.name, "knee", booked.person):
        assert private not in logged
