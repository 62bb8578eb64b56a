"""A provider's calendar: slots on the provider's clock, through changes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from appointment_book import Opening, Provider
from clinic_world import CHEN, at

NIGHT_CLINIC = Provider(
    id="night",
    names={"en_US": "The night clinic"},
    zone=ZoneInfo("America/Los_Angeles"),
    slot=timedelta(hours=1),
    openings=(Opening(6, time(0), time(5)),),
)


def clock(provider: Provider, day: date) -> list[str]:
    return [f"{provider.local(each):%H:%M}" for each in provider.times(day, day)]


def test_a_day_has_the_slots_of_each_opening_and_none_in_the_break() -> None:
    times = clock(CHEN, date(2026, 12, 3))
    assert times[:2] == ["09:00", "09:30"]
    assert times[5:7] == ["11:30", "13:00"]
    assert times[-1] == "16:30"
    assert len(times) == 14


@pytest.mark.parametrize("day", [date(2026, 12, 5), date(2026, 12, 25)], ids=["weekend", "away"])
def test_a_day_off_has_none(day: date) -> None:
    assert clock(CHEN, day) == []
    assert not CHEN.opens_on(day)


def test_nine_in_the_morning_stays_nine_when_summer_time_ends() -> None:
    friday, monday = (next(CHEN.times(d, d)) for d in (date(2026, 10, 30), date(2026, 11, 2)))
    assert (friday.hour, monday.hour) == (16, 17)
    assert CHEN.local(friday).hour == CHEN.local(monday).hour == 9


def test_the_hour_that_is_skipped_in_spring_has_no_slot_and_no_instant() -> None:
    assert clock(NIGHT_CLINIC, date(2027, 3, 14)) == ["00:00", "01:00", "03:00", "04:00"]
    assert NIGHT_CLINIC.instant(date(2027, 3, 14), time(2, 30)) is None


def test_the_hour_that_comes_twice_in_autumn_has_two_slots_an_hour_apart() -> None:
    times = list(NIGHT_CLINIC.times(date(2026, 11, 1), date(2026, 11, 1)))
    assert clock(NIGHT_CLINIC, date(2026, 11, 1)) == [
        "00:00",
        "01:00",
        "01:00",
        "02:00",
        "03:00",
        "04:00",
    ]
    assert all(b - a == timedelta(hours=1) for a, b in pairwise(times))
    assert NIGHT_CLINIC.instant(date(2026, 11, 1), time(1)) == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_only_the_beginning_of_a_slot_is_offered() -> None:
    assert CHEN.offers(at("2026-12-03 15:00"))
    assert not CHEN.offers(at("2026-12-03 15:10"))
    assert not CHEN.offers(at("2026-12-03 12:30"))


def test_an_opening_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="17:00:00 is not before 09:00:00"):
        Opening(0, time(17), time(9))


def test_a_day_that_no_week_has_is_refused() -> None:
    with pytest.raises(ValueError, match="weekday: 7 is not 0, Monday, to 6, Sunday"):
        Opening(7, time(9), time(17))


def test_a_slot_of_half_a_minute_is_refused() -> None:
    with pytest.raises(ValueError, match="slot"):
        Provider("x", {"en_US": "X"}, ZoneInfo("UTC"), timedelta(seconds=30), ())


def test_a_name_in_another_language_is_better_than_none() -> None:
    assert NIGHT_CLINIC.name("ko_KR") == "The night clinic"
