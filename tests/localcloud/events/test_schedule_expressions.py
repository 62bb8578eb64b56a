"""When schedule expressions are due: AWS's cron dialect, rates, moments, time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.events.expressions import parse

UTC_ZONE = ZoneInfo("UTC")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday


def _next(expression: str, after: str, *, zone: ZoneInfo = UTC_ZONE, count: int = 1) -> list[str]:
    moment: datetime | None = datetime.fromisoformat(after).replace(tzinfo=UTC)
    read, found = parse(expression, zone=zone, start=NOON), []
    for _ in range(count):
        assert moment is not None
        moment = read.next(moment)
        found.append(f"{moment:%Y-%m-%d %H:%M}" if moment else "never")
    return found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 10 * * ? *)", ["2026-11-23 10:00", "2026-11-24 10:00"]),
        ("cron(15 12 * * ?)", ["2026-11-22 12:15", "2026-11-23 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", ["2026-11-23 18:00", "2026-11-24 18:00"]),
        ("cron(0 8 1 * ? *)", ["2026-12-01 08:00", "2027-01-01 08:00"]),
        ("cron(0/15 * * * ? *)", ["2026-11-22 12:15", "2026-11-22 12:30"]),
        ("cron(1/10 9 * JAN,feb ? *)", ["2027-01-01 09:01", "2027-01-01 09:11"]),
        ("cron(5,35 14 * * ? *)", ["2026-11-22 14:05", "2026-11-22 14:35"]),
        ("cron(0/30 20-2 ? * MON *)", ["2026-11-23 00:00", "2026-11-23 00:30"]),
        ("cron(15 10 ? * 6L 2026-2027)", ["2026-11-27 10:15", "2026-12-25 10:15"]),
        ("cron(0 9 ? * 3#2 *)", ["2026-12-08 09:00", "2027-01-12 09:00"]),
        ("cron(0 2 ? * SAT#5 *)", ["2027-01-30 02:00", "2027-05-29 02:00"]),
        ("cron(0 0 L * ? *)", ["2026-11-30 00:00", "2026-12-31 00:00"]),
        ("cron(0 9 ? * L *)", ["2026-11-28 09:00", "2026-12-05 09:00"]),
        # 1 August 2027 is a Sunday, 31 October another: the weekday stays within the month.
        ("cron(0 9 1W 8 ? *)", ["2027-08-02 09:00", "2028-08-01 09:00"]),
        ("cron(0 9 31W 10 ? *)", ["2027-10-29 09:00", "2028-10-31 09:00"]),
        ("cron(0 9 29 2 ? *)", ["2028-02-29 09:00", "2032-02-29 09:00"]),
        ("cron(0 0 31 2 ? *)", ["never"]),
        ("cron(0 0 1 1 ? 2020)", ["never"]),
        ("rate(2 hours)", ["2026-11-22 14:00", "2026-11-22 16:00"]),
        ("rate(2 minute)", ["2026-11-22 12:02"]),
        ("rate(1 day)", ["2026-11-23 12:00", "2026-11-24 12:00"]),
        ("at(2026-12-01T09:30:00)", ["2026-12-01 09:30", "never"]),
        ("at(2020-01-01T00:00:00)", ["never"]),
    ],
)
def test_an_expression_is_due_when_aws_says(expression: str, expected: list[str]) -> None:
    assert _next(expression, "2026-11-22T12:00:00", count=len(expected)) == expected


@pytest.mark.parametrize(
    "expression",
    [
        # Those that AWS refuses, as recorded from it.
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(INVALID)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "cron()",
        "rate(10 seconds)",
        "rate(10 years)",
        "rate()",
        "rate(10)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(-10 minutes)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
        "at(2021-12-31T23:59:59Z)",
        "at(2021-12-31)",
        # Others that are none.
        "rate(0 minutes)",
        "rate(99999999999 days)",
        "at(2027-02-29T09:00:00)",
        "at(2027-02-28T24:00:00)",
        "at(２０２７-02-28T09:00:00)",
        "cron(0 9 ? * ? *)",
        "cron(0 9 * * 2 *)",
        "cron(0/0 9 * * ? *)",
        "cron(, 9 * * ? *)",
        "cron(0 9 ? * 3#1,6#3 *)",
        "cron(0 9 ? * 3#6 *)",
        "cron(0 9 32W * ? *)",
        "cron(0 9 * * ? 1969)",
        "cron(² 9 * * ? *)",
        "every day at nine",
        "",
    ],
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(expression, zone=UTC_ZONE, start=NOON)


def test_a_time_that_spring_skips_is_skipped() -> None:
    days = _next("cron(30 2 * * ? *)", "2027-03-13T00:00:00", zone=LOS_ANGELES, count=3)
    assert days == ["2027-03-13 10:30", "2027-03-15 09:30", "2027-03-16 09:30"]


def test_a_time_that_autumn_shows_twice_counts_once_before_the_shift() -> None:
    days = _next("cron(30 1 * * ? *)", "2027-11-06T12:00:00", zone=LOS_ANGELES, count=2)
    assert days == ["2027-11-07 08:30", "2027-11-08 09:30"]


def test_a_day_of_a_rate_is_24_hours_whatever_the_zone_does() -> None:
    rate = parse("rate(1 day)", zone=LOS_ANGELES, start=datetime(2027, 3, 13, 20, tzinfo=UTC))
    assert rate.next(datetime(2027, 3, 14, 1, tzinfo=UTC)) == datetime(2027, 3, 14, 20, tzinfo=UTC)


def test_a_moment_is_read_on_the_zones_clock() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    assert _next("at(2026-12-01T09:30:00)", "2026-11-22T12:00:00", zone=seoul) == [
        "2026-12-01 00:30"
    ]


EXPRESSIONS = st.sampled_from(
    [
        "cron(0/7 8-17 ? * MON-FRI *)",
        "cron(30 1,2 * * ? *)",
        "cron(15 22-3 ? 2-4 SUN *)",
        "cron(0 */5 1,15 * ? 2027)",
        "cron(59 23 L * ? *)",
        "rate(7 hours)",
        "at(2027-03-14T02:30:00)",
    ]
)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=365)).map(
    lambda later: datetime(2027, 1, 1, tzinfo=UTC) + later
)


@given(expression=EXPRESSIONS, moment=MOMENTS)
def test_looking_back_finds_what_looking_ahead_found(expression: str, moment: datetime) -> None:
    read = parse(expression, zone=LOS_ANGELES, start=datetime(2026, 1, 1, tzinfo=UTC))
    following = read.next(moment)
    if following is not None:
        assert following > moment
        assert read.last(following) == following
        before = read.last(following - timedelta(microseconds=1))
        assert before == read.last(moment)
    latest = read.last(moment)
    if latest is not None:
        assert latest <= moment
        assert read.next(latest) == following


@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    moment=MOMENTS,
)
def test_the_next_moment_is_the_first_that_fits(
    minute: int, hour: int, weekdays: set[int], moment: datetime
) -> None:
    """Looked for minute by minute, on the clock of a zone without daylight saving."""
    seoul = ZoneInfo("Asia/Seoul")
    fields = f"{minute} {hour} ? * {','.join(map(str, weekdays))} *"
    found = parse(f"cron({fields})", zone=seoul, start=moment).next(moment)
    day = moment.astimezone(seoul).replace(hour=hour, minute=minute, second=0, microsecond=0)
    while day <= moment or day.isoweekday() % 7 + 1 not in weekdays:
        day += timedelta(days=1)
    assert found == day
