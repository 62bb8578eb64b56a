"""What a day and a time could mean, on the clinic's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from appointment_dialog.free_time import FreeTime, read_notes, write_notes
from appointment_dialog.wish import Reason, Refused, instants, read_day, read_times
from appointment_dialog.words import offer_number, wants_soonest
from clinic_world import CHEN, NOW, ZONE, at
from lex_dialog import Slot

TUESDAY = date(2026, 12, 1)


def day(said: str, meant: str, *, locale: str = "en_US", span: date | None = None) -> object:
    slot = Slot(said, meant, (meant,))
    return read_day(slot, zone=ZONE, now=NOW, locale=locale, span=span)


@pytest.mark.parametrize(
    ("said", "meant", "locale", "expected"),
    [
        ("Friday", "2026-12-04", "en_US", date(2026, 12, 4)),
        # Lex may be a day ahead of the clinic, or behind.
        ("tomorrow", "2026-12-03", "en_US", date(2026, 12, 2)),
        ("내일", "2026-12-03", "ko_KR", date(2026, 12, 2)),
        ("today", "2026-11-30", "en_US", TUESDAY),
        ("yesterday", "2026-11-30", "en_US", Refused(Reason.PAST, TUESDAY)),
        ("next week", "2026-12-07", "en_US", Refused(Reason.SPAN, date(2026, 12, 7))),
        ("다음 주", "2026-12-07", "ko_KR", Refused(Reason.SPAN, date(2026, 12, 7))),
        ("in January", "2027-01-31", "en_US", Refused(Reason.SPAN, date(2027, 1, 1))),
        ("다음 달", "2027-01-31", "ko_KR", Refused(Reason.SPAN, date(2027, 1, 1))),
        ("monday next week", "2026-12-07", "en_US", date(2026, 12, 7)),
        ("January 5", "2027-01-05", "en_US", date(2027, 1, 5)),
        ("that week", "2026-W49", "en_US", Refused(Reason.UNCLEAR, TUESDAY)),
        ("2028", "2028-12-31", "en_US", Refused(Reason.TOO_FAR, date(2027, 5, 30))),
    ],
)
def test_a_day_is_read_as_it_is_meant(said: str, meant: str, locale: str, expected: object) -> None:
    assert day(said, meant, locale=locale) == expected


@pytest.mark.parametrize(
    ("said", "meant", "span", "expected"),
    [
        ("Tuesday", "2026-12-01", date(2026, 12, 7), date(2026, 12, 8)),
        ("화요일", "2026-12-01", date(2026, 12, 7), date(2026, 12, 8)),
        ("the 5th", "2026-12-05", date(2027, 1, 1), date(2027, 1, 5)),
        ("5일", "2026-12-05", date(2027, 1, 1), date(2027, 1, 5)),
        ("tomorrow", "2026-12-02", date(2026, 12, 7), date(2026, 12, 2)),
        ("December 3", "2026-12-03", date(2026, 12, 7), date(2026, 12, 3)),
        ("Friday", "2026-12-18", date(2026, 12, 7), date(2026, 12, 18)),
    ],
)
def test_a_day_said_of_a_week_or_a_month_is_one_of_it(
    said: str, meant: str, span: date, expected: date
) -> None:
    locale = "en_US" if said.isascii() else "ko_KR"

    assert day(said, meant, locale=locale, span=span) == expected


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        (("03:00", "15:00"), ["15:00"]),
        (("09:00", "21:00"), ["09:00"]),
        # Of none in the hours the likelier one is meant.
        (("07:00", "19:00"), ["07:00"]),
        (("05:00", "17:00"), ["17:00"]),
    ],
)
def test_of_two_readings_the_one_in_the_hours_is_meant(
    readings: tuple[str, str], expected: list[str]
) -> None:
    times = read_times(Slot("as said", None, readings))
    assert times

    found = instants([CHEN], date(2026, 12, 3), times)

    assert [f"{each.astimezone(ZONE):%H:%M}" for each in found] == expected


@pytest.mark.parametrize(
    ("part", "local", "is_in"),
    [
        ("MO", "11:30", True),
        ("AM", "12:00", False),
        ("AF", "20:00", True),
        ("EV", "16:00", False),
        ("PM", "12:00", True),
        ("NI", "20:00", True),
    ],
)
def test_parts_of_the_day(part: str, local: str, is_in: bool) -> None:
    times = read_times(Slot("as said", part, (part,)))
    assert times

    moment = datetime.combine(TUESDAY, time.fromisoformat(local), tzinfo=ZONE)

    assert times.include(moment) is is_in


def test_what_is_no_time_is_none() -> None:
    assert read_times(Slot("whenever", None, ())) is None
    assert read_times(Slot("whenever", "XX", ("XX",))) is None


def test_times_are_remembered_with_whom_they_are() -> None:
    times = [FreeTime(CHEN, at("2026-12-03 15:00")), FreeTime(CHEN, at("2026-12-03 15:30"))]

    notes = write_notes(times)

    assert notes == "2026-12-03T23:00Z@chen 2026-12-03T23:30Z@chen"
    assert read_notes(notes, [CHEN]) == times
    assert read_notes(notes, []) == []
    assert times[0].at.tzinfo is UTC


@pytest.mark.parametrize(
    ("said", "locale", "number"),
    [
        ("The second.", "en_US", 2),
        ("3", "en_US", 3),
        ("마지막", "ko_KR", 3),
        ("2번", "ko_KR", 2),
        ("Friday", "en_US", None),
    ],
)
def test_an_offer_is_chosen_by_words_too(said: str, locale: str, number: int | None) -> None:
    assert offer_number(said, locale=locale) == number


@pytest.mark.parametrize(
    ("said", "locale", "is_so"),
    [
        ("as soon as possible", "en_US", True),
        ("your next available please", "en_US", True),
        ("I know the day", "en_US", False),
        ("제일 빠른 시간으로요", "ko_KR", True),
        ("내일이요", "ko_KR", False),
    ],
)
def test_the_soonest_is_wished_for_in_many_words(said: str, locale: str, is_so: bool) -> None:
    assert wants_soonest(said, locale=locale) is is_so
