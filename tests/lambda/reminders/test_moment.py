"""When a person is reminded: the day before, by day, whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from appointment_book import Appointment
from hypothesis import given, settings
from hypothesis import strategies as st
from reminders import is_due, remind_at
from reminders.moment import told_a_day_ahead

ZONES = (
    "America/Los_Angeles",
    "Asia/Seoul",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "America/Nuuk",
    "Pacific/Kiritimati",
)


def appointment(starts_at: datetime, zone: str = "America/Los_Angeles") -> Appointment:
    return Appointment(
        reference="abc",
        person="maria",
        provider="chen",
        provider_name="Dr. Chen",
        zone=ZoneInfo(zone),
        starts_at=starts_at.astimezone(UTC),
        request="r1",
        phone="+15551230001",
        locale="en_US",
        changed_at=starts_at.astimezone(UTC) - timedelta(days=30),
    )


@pytest.mark.parametrize(
    ("zone", "starts", "reminded"),
    [
        ("America/Los_Angeles", "2026-12-02 10:00", "2026-12-01 10:00"),
        ("America/Los_Angeles", "2026-12-02 07:30", "2026-12-01 09:00"),
        ("America/Los_Angeles", "2026-12-02 21:15", "2026-12-01 20:00"),
        ("America/Los_Angeles", "2027-01-01 10:00", "2026-12-31 10:00"),
        # Clocks change between: a day of 23 hours, of 25, of 23.5 and 24.5.
        ("America/Los_Angeles", "2027-03-14 10:00", "2027-03-13 10:00"),
        ("America/Los_Angeles", "2026-11-01 10:00", "2026-10-31 10:00"),
        ("Australia/Lord_Howe", "2026-10-04 10:00", "2026-10-03 10:00"),
        ("Australia/Lord_Howe", "2027-04-04 10:00", "2027-04-03 10:00"),
        # On the day that begins at 1:00 and the day after it.
        ("Africa/Cairo", "2027-04-30 10:00", "2027-04-29 10:00"),
        ("Africa/Cairo", "2027-05-01 00:30", "2027-04-30 09:00"),
    ],
)
def test_it_is_the_day_before_at_the_same_time_but_by_day(
    zone: str, starts: str, reminded: str
) -> None:
    local = datetime.fromisoformat(starts).replace(tzinfo=ZoneInfo(zone))
    at = remind_at(appointment(local, zone))
    assert at.tzinfo is UTC
    assert f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == reminded


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 5 * 366 * 24 * 60),
)
@settings(max_examples=300, deadline=None)
def test_nobody_is_texted_by_night_nor_on_another_day(zone: str, minutes: int) -> None:
    starts_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    at = remind_at(appointment(starts_at, zone))
    local, starts = (each.astimezone(ZoneInfo(zone)) for each in (at, starts_at))
    assert local.date() == starts.date() - timedelta(days=1)
    assert time(9) <= local.time() <= time(20)
    if time(9) <= starts.time() <= time(20):
        assert local.time() == starts.time()
    assert timedelta(hours=4) < starts_at - at < timedelta(hours=40)


def test_a_reminder_is_due_from_its_time_until_the_appointment() -> None:
    one = appointment(datetime(2026, 12, 2, 18, tzinfo=UTC))
    second = timedelta(seconds=1)
    assert not is_due(one, remind_at(one) - second)
    assert is_due(one, remind_at(one))
    assert is_due(one, one.starts_at - second)
    assert not is_due(one, one.starts_at)


@pytest.mark.parametrize(
    ("changed", "ahead"),
    [
        ("2027-03-13 10:00", True),  # a day ahead on the clock, 23 hours
        ("2027-03-13 10:01", False),
        ("2027-03-01 10:00", True),
    ],
)
def test_a_day_ahead_is_one_on_the_providers_clock(changed: str, ahead: bool) -> None:
    zone = ZoneInfo("America/Los_Angeles")
    one = appointment(datetime(2027, 3, 14, 10, tzinfo=zone))
    changed_at = datetime.fromisoformat(changed).replace(tzinfo=zone).astimezone(UTC)
    assert told_a_day_ahead(replace(one, changed_at=changed_at)) is ahead
