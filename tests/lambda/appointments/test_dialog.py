"""The bots' function: wishes, offers, read-backs and moves."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from appointment_book import BookBusyError
from caller import Caller
from clinic_world import CHEN, TOM, Clinic, at
from function_folder import FunctionFolder

Calls = Callable[..., Caller]


@pytest.fixture
def calls(
    clinic: Clinic,
    dialog: FunctionFolder,
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Calls:
    """Maria calls; keyword arguments as ``Caller.about`` has them."""
    desk = dialog.desk.Desk(book=clinic.book, count=dialog.handler.count)
    monkeypatch.setattr(dialog.handler, "desk", desk)

    def call(**kwargs: str) -> Caller:
        return Caller.about(clinic.maria, dialog.handler.handle, context, **kwargs)

    return call


def test_a_free_time_is_read_back_with_the_old_one(calls: Calls) -> None:
    reply = calls().wishes(Date="2026-12-03", Time="15:00")
    assert reply.action == "ConfirmIntent"
    assert "from Wednesday, December 2 at 10 AM to Thursday, December 3 at 3 PM" in reply.says


def test_yes_moves_it_and_the_flow_is_told(calls: Calls, clinic: Clinic) -> None:
    caller = calls()
    reply = caller.agrees(caller.wishes(Date="2026-12-03", Time="15:00").slots)
    assert (reply.action, reply.state) == ("Close", "Fulfilled")
    assert reply.attributes["outcome"] == "moved"
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]


def test_a_fulfilment_that_comes_again_moves_once_and_says_the_same(
    calls: Calls, clinic: Clinic
) -> None:
    caller = calls()
    slots = caller.wishes(Date="2026-12-03", Time="15:00").slots
    assert caller.agrees(slots).says == caller.agrees(slots).says
    assert clinic.taken() == ["12-03 15:00", "12-04 09:00"]


def test_a_fulfilment_without_a_read_back_reads_back_first(calls: Calls, clinic: Clinic) -> None:
    reply = calls().agrees({"Date": "2026-12-03", "Time": "15:00", "Offer": None})
    assert reply.action == "ConfirmIntent"
    assert clinic.taken() == ["12-02 10:00", "12-04 09:00"]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-30", "That day is over; today is Tuesday, December 1"),
        ("2027-12-01", "We make appointments up to"),
        ("2026-W49", "did not get that day"),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_again_with_the_reason(
    calls: Calls, day: str, reason: str
) -> None:
    reply = calls().wishes(Date=day)
    assert (reply.asks_for, reason in reply.says) == ("Date", True)


def test_after_three_refusals_a_person_takes_over(calls: Calls) -> None:
    caller = calls()
    for _ in range(3):
        assert caller.wishes(Date="2026-11-30").asks_for == "Date"
    reply = caller.wishes(Date="2026-11-30")
    assert (reply.action, reply.state) == ("Close", "Failed")
    assert reply.attributes["outcome"] == "handed_over"


def test_only_what_is_missing_is_asked_for(calls: Calls) -> None:
    assert calls().wishes().action == "Delegate"
    assert calls().wishes(Date="2026-12-03").action == "Delegate"


@pytest.mark.parametrize(
    ("day", "because"),
    [
        ("2026-12-05", "Dr. Chen has no appointments on Saturday, December 5."),
        ("2026-12-25", "Dr. Chen has no appointments on Friday, December 25."),
    ],
)
def test_a_day_off_brings_offers_before_a_time_is_asked_for(
    calls: Calls, day: str, because: str
) -> None:
    reply = calls().wishes(Date=day)
    assert reply.asks_for == "Offer"
    assert because in reply.says


def test_a_day_that_is_full_brings_offers_of_others(calls: Calls, clinic: Clinic) -> None:
    for free in clinic.book.free_on(CHEN, at("2026-12-03 09:00").date()):
        clinic.takes(TOM, f"{CHEN.local(free):%Y-%m-%d %H:%M}")
    reply = calls().wishes(Date="2026-12-03")
    assert reply.asks_for == "Offer"
    assert "fully booked on Thursday, December 3" in reply.says


@pytest.mark.parametrize(("time", "because"), [("09:00", "is taken"), ("12:30", "at that time")])
def test_a_time_that_is_taken_or_none_brings_the_nearest(
    calls: Calls, time: str, because: str
) -> None:
    reply = calls().wishes(Date="2026-12-04", Time=time)
    assert reply.asks_for == "Offer"
    assert because in reply.says
    assert reply.slots["Time"] is None


@pytest.mark.parametrize("words", ["the second", "Two.", "2", "second one"])
def test_an_offer_is_chosen_by_its_number_whatever_lex_makes_of_it(
    calls: Calls, words: str
) -> None:
    caller = calls()
    caller.wishes(Date="2026-12-04", Time="09:00")
    # "The second" is a date to Lex, and "two" a time.
    reply = caller.wishes(words, Date="2026-12-02", Time="14:00")
    assert reply.action == "ConfirmIntent"
    assert "to Friday, December 4 at 10 AM" in reply.says


def test_an_offer_in_its_slot_is_read_back(calls: Calls) -> None:
    caller = calls()
    caller.wishes(Date="2026-12-04", Time="09:00")
    reply = caller.wishes(Date="2026-12-04", Offer="1")
    assert reply.action == "ConfirmIntent"
    assert reply.slots["Offer"] is None
    assert "offered" not in reply.attributes


def test_who_chooses_no_offer_hears_them_again_and_then_gets_a_person(calls: Calls) -> None:
    caller = calls()
    caller.wishes(Date="2026-12-04", Time="09:00")
    reply = caller.wishes(Date="2026-12-04")
    assert reply.asks_for == "Offer"
    assert "the first, the second or the third" in reply.says
    assert caller.wishes(Date="2026-12-04").asks_for == "Offer"
    assert caller.wishes(Date="2026-12-04").state == "Failed"


def test_another_day_after_offers_is_a_new_wish(calls: Calls) -> None:
    caller = calls()
    caller.wishes(Date="2026-12-04", Time="09:00")
    reply = caller.wishes("Monday at two", Date="2026-12-07", Time="14:00")
    assert "to Monday, December 7 at 2 PM" in reply.says


def test_of_two_readings_the_one_in_the_hours_is_meant(calls: Calls) -> None:
    reply = calls().wishes_at("2026-12-03", "03:00", "15:00")
    assert "at 3 PM" in reply.says
    assert reply.slots["Time"] == "15:00"


def test_part_of_a_day_brings_offers_of_it(calls: Calls) -> None:
    reply = calls().wishes_at("2026-12-03", "AF")
    assert reply.asks_for == "Offer"
    assert "1:30 PM" in reply.says
    assert "2:30 PM" in reply.says


def test_the_time_it_has_now_is_no_move(calls: Calls) -> None:
    reply = calls().wishes(Date="2026-12-02", Time="10:00")
    assert reply.asks_for == "Date"
    assert "when your appointment is now" in reply.says


def test_a_time_taken_after_the_read_back_brings_others(calls: Calls, clinic: Clinic) -> None:
    caller = calls()
    slots = caller.wishes(Date="2026-12-03", Time="15:00").slots
    clinic.takes(TOM, "2026-12-03 15:00")
    reply = caller.agrees(slots)
    assert reply.asks_for == "Offer"
    assert "just taken" in reply.says
    assert "12-02 10:00" in clinic.taken()


def test_an_appointment_moved_by_somebody_else_meanwhile_goes_to_a_person(
    calls: Calls, clinic: Clinic
) -> None:
    caller = calls()
    slots = caller.wishes(Date="2026-12-03", Time="15:00").slots
    clinic.book.cancel(clinic.maria, request="the front desk")
    assert caller.agrees(slots).state == "Failed"
    assert caller.wishes(Date="2026-12-03").state == "Failed"


def test_a_busy_book_is_told_and_yes_tries_again(
    calls: Calls, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = calls()
    slots = caller.wishes(Date="2026-12-03", Time="15:00").slots

    def busy(*_: object, **__: object) -> None:
        raise BookBusyError("others write")

    with monkeypatch.context() as patch:
        patch.setattr(clinic.book, "move", busy)
        assert caller.agrees(slots).action == "ConfirmIntent"
    assert caller.agrees(slots).state == "Fulfilled"


def test_nothing_near_is_told_and_another_day_asked_for(
    calls: Calls, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic.book, "nearest", lambda *_, **__: [])
    reply = calls().wishes(Date="2026-12-04", Time="09:00")
    assert reply.asks_for == "Date"
    assert "nothing free" in reply.says


def test_korean_is_answered_in_korean_with_the_right_particles(calls: Calls) -> None:
    caller = calls(locale="ko_KR")
    reply = caller.wishes(Date="2026-12-03", Time="15:00")
    assert "12월 2일 수요일 오전 10시에서 12월 3일 목요일 오후 3시로" in reply.says
    reply = caller.wishes(Date="2026-12-03", Time="15:30")
    assert "오후 3시 30분으로" in reply.says


@pytest.mark.parametrize(
    ("asked", "words"), [("birth_date", "date of birth"), ("new_time", "day and a time")]
)
def test_help_fits_what_was_asked(calls: Calls, asked: str, words: str) -> None:
    reply = calls(asked=asked).says("Help", {})
    assert reply.action == "ElicitIntent"
    assert words in reply.says


def test_the_appointment_is_said_again(calls: Calls) -> None:
    reply = calls().says("RepeatAppointment", {})
    assert "with Dr. Chen is on Wednesday, December 2 at 10 AM" in reply.says


def test_three_misunderstandings_in_a_row_end_with_a_person(calls: Calls) -> None:
    caller = calls()
    caller.says("FallbackIntent", {})
    caller.says("FallbackIntent", {})
    caller.says("Help", {})  # understood: it counts afresh
    assert caller.says("FallbackIntent", {}).action == "ElicitIntent"
    assert caller.says("FallbackIntent", {}).action == "ElicitIntent"
    reply = caller.says("FallbackIntent", {})
    assert (reply.action, reply.state) == ("Close", "Failed")


def test_a_language_without_texts_is_named(calls: Calls) -> None:
    with pytest.raises(LookupError, match="no texts in fr_FR: there are texts in en_US, ko_KR"):
        calls(locale="fr_FR").says("Help", {})
