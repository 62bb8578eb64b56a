"""Calendars on the days when clocks change, in zones that do so in unlike ways."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from appointment_book import FURTHEST_AHEAD, AppointmentBook, BookStore, Opening, Provider
from clinic_world import TABLE_NAME
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dynamodb.direct import direct_client
from tests.dynamodb.memory_table import MemoryTable

ZONES = (
    "America/Los_Angeles",
    "Asia/Seoul",  # never
    "Australia/Lord_Howe",  # by half an hour
    "Africa/Cairo",  # at midnight
    "America/Santiago",  # at midnight, in the southern half
    "America/Nuuk",  # in the evening before
    "Europe/London",
)
HALF_HOUR = timedelta(minutes=30)


def always_open(zone: str, opens: time = time(0), closes: time = time(23, 30)) -> Provider:
    """A provider who is there on every day of the week, at the same hours."""
    openings = tuple(Opening(weekday, opens, closes) for weekday in range(7))
    return Provider("always", {"en_US": "Always"}, ZoneInfo(zone), HALF_HOUR, openings)


def clock(provider: Provider, day: date) -> list[str]:
    return [f"{provider.local(each):%H:%M}" for each in provider.times(day, day)]


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "times"),
    [
        # The clock is put from 2:00 to 3:00.
        ("America/Los_Angeles", date(2027, 3, 14), time(1), time(4), "01:00 01:30 03:00 03:30"),
        ("America/Los_Angeles", date(2027, 3, 14), time(2, 30), time(4), "03:00 03:30"),
        ("America/Los_Angeles", date(2027, 3, 14), time(1), time(2, 30), "01:00 01:30"),
        ("America/Los_Angeles", date(2027, 3, 14), time(2), time(2, 30), ""),
        # And from 2:00 back to 1:00.
        (
            "America/Los_Angeles",
            date(2026, 11, 1),
            time(1),
            time(2, 30),
            "01:00 01:30 " * 2 + "02:00",
        ),
        # From 2:00 to 2:30, and from 2:00 back to 1:30.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(1), time(3, 30), "01:00 01:30 02:30 03:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2), time(3), "02:30"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1), time(2, 30), "01:00 01:30 01:30 02:00"),
        # The day begins at 1:00; the day has two hours from 23:00.
        ("Africa/Cairo", date(2027, 4, 30), time(0), time(2), "01:00 01:30"),
        ("Africa/Cairo", date(2026, 10, 29), time(22), time(23, 30), "22:00 22:30 23:00"),
        ("America/Santiago", date(2026, 9, 6), time(0), time(2), "01:00 01:30"),
        # The evening has no hour from 23:00.
        ("America/Nuuk", date(2027, 3, 27), time(22), time(23, 30), "22:00 22:30"),
        ("Asia/Seoul", date(2027, 3, 14), time(1), time(3), "01:00 01:30 02:00 02:30"),
    ],
)
def test_slots_are_counted_in_the_hours_that_there_are(
    zone: str, day: date, opens: time, closes: time, times: str
) -> None:
    assert clock(always_open(zone, opens, closes), day) == times.split()


days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
openings = st.tuples(st.integers(0, 46), st.integers(1, 47)).map(
    lambda ends: (_half_hour(ends[0]), _half_hour(max(ends[1], ends[0] + 1)))
)


@given(zone=st.sampled_from(ZONES), first=days, hours=openings)
@settings(max_examples=150, deadline=None)
def test_slots_follow_one_another_and_belong_to_the_day_on_which_they_begin(
    zone: str, first: date, hours: tuple[time, time]
) -> None:
    provider = always_open(zone, *hours)
    times = list(provider.times(first, first + timedelta(days=8)))
    assert all(b - a >= HALF_HOUR for a, b in pairwise(times))
    for at in times:
        local = provider.local(at)
        assert hours[0] <= local.time() < hours[1]
        assert at in provider.times(local.date(), local.date())
        assert provider.offers(at)
        assert not provider.offers(at + timedelta(minutes=1))


@given(
    zone=st.sampled_from(ZONES),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 - UTC below
        lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
    ),
    ahead=st.timedeltas(timedelta(days=-2), timedelta(days=200)),
    taken=st.integers(0, 120),
)
@settings(max_examples=40, deadline=None)
def test_the_nearest_are_the_nearest_of_all_that_are_free(
    zone: str, now: datetime, ahead: timedelta, taken: int
) -> None:
    provider = always_open(zone, time(9), time(17))
    wished = now + ahead
    table = MemoryTable()
    store = BookStore(client=direct_client(table.answer), table_name=TABLE_NAME)
    book = AppointmentBook(store=store, clock=lambda: now)
    around = provider.local(wished).date()
    wide = list(provider.times(around - timedelta(days=60), around + timedelta(days=60)))
    wide.sort(key=lambda at: abs(at - wished))
    table.load(
        [
            {"pk": {"S": "TIMES#always"}, "sk": {"S": f"{at:%Y-%m-%dT%H:%M:%SZ}"}}
            for at in wide[:taken]
        ]
    )
    free = [at for at in wide[taken:] if now < at <= now + FURTHEST_AHEAD]
    assert book.nearest(provider, wished) == sorted(free[:3])


def _half_hour(number: int) -> time:
    return time(number // 2, number % 2 * 30)
