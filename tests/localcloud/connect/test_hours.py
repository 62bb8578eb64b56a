"""Whether a contact centre is open: time zones, nights, overrides."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from localcloud.clock import Clock
from localcloud.connect import FlowRuntime
from localcloud.connect.hours import hours_of
from tests.localcloud.connect.flows import block, flow, say

HOURS = "arn:aws:connect:us-east-1:123456789012:instance/i/operating-hours/clinic"


def span(day: str, start: str, end: str) -> dict[str, Any]:
    def slice_(text: str) -> dict[str, int]:
        hours, minutes = text.split(":")
        return {"Hours": int(hours), "Minutes": int(minutes)}

    return {"Day": day, "StartTime": slice_(start), "EndTime": slice_(end)}


def is_open(at: str, *spans: dict[str, Any], zone: str = "UTC", **override: Any) -> bool:
    overrides = [override] if override else []
    hours = hours_of({"TimeZone": zone, "Config": list(spans)}, overrides)
    return hours.open_at(datetime.fromisoformat(at).replace(tzinfo=UTC))


MONDAY = span("MONDAY", "9:00", "17:30")
NIGHT = span("FRIDAY", "22:00", "2:00")
MONDAY_2026 = "2026-11-23"


@pytest.mark.parametrize(
    ("at", "expected"),
    [("08:59", False), ("09:00", True), ("17:29", True), ("17:30", False)],
)
def test_it_opens_at_the_minute_and_closes_at_the_minute(at: str, expected: bool) -> None:
    assert is_open(f"{MONDAY_2026}T{at}", MONDAY) is expected


def test_the_day_is_that_of_the_time_zone() -> None:
    assert is_open("2026-11-23T00:30", MONDAY, zone="Asia/Seoul")
    assert is_open("2026-11-23T22:00", MONDAY, zone="America/New_York")
    assert not is_open("2026-11-23T23:00", MONDAY, zone="America/New_York")


def test_summer_time_moves_the_hours() -> None:
    assert is_open("2026-07-06T13:30", MONDAY, zone="America/New_York")
    assert not is_open("2026-11-23T13:30", MONDAY, zone="America/New_York")


@pytest.mark.parametrize(
    ("at", "expected"),
    [("27T23:00", True), ("28T01:59", True), ("28T02:00", False), ("27T01:00", False)],
)
def test_a_night_goes_on_into_the_next_day(at: str, expected: bool) -> None:
    assert is_open(f"2026-11-{at}", NIGHT) is expected


def test_midnight_to_midnight_is_the_whole_day() -> None:
    day = span("MONDAY", "0:00", "0:00")
    assert is_open("2026-11-23T00:00", day)
    assert is_open("2026-11-23T23:59", day)
    assert not is_open("2026-11-24T00:00", day)


def on(first: str, last: str, *spans: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"EffectiveFrom": first, "EffectiveTill": last, "Config": list(spans), **more}


def test_an_override_replaces_the_hours_of_its_dates() -> None:
    short = on(MONDAY_2026, MONDAY_2026, span("MONDAY", "12:00", "13:00"))
    assert is_open("2026-11-23T12:30", MONDAY, **short)
    assert not is_open("2026-11-23T10:00", MONDAY, **short)
    assert is_open("2026-11-30T10:00", MONDAY, **short)


def test_an_override_without_hours_is_a_closed_day() -> None:
    assert not is_open("2026-11-23T10:00", MONDAY, **on(MONDAY_2026, MONDAY_2026))


def test_an_override_can_open_beside_the_usual_hours_or_close_some_of_them() -> None:
    evening = span("MONDAY", "18:00", "20:00")
    more = on(MONDAY_2026, MONDAY_2026, evening, OverrideType="OPEN")
    assert is_open("2026-11-23T10:00", MONDAY, **more)
    assert is_open("2026-11-23T19:00", MONDAY, **more)
    lunch = on(MONDAY_2026, MONDAY_2026, span("MONDAY", "12:00", "13:00"), OverrideType="CLOSED")
    assert not is_open("2026-11-23T12:30", MONDAY, **lunch)
    assert is_open("2026-11-23T10:00", MONDAY, **lunch)


def test_an_override_comes_again() -> None:
    christmas = {
        "RecurrencePattern": {
            "Frequency": "YEARLY",
            "Interval": 1,
            "ByMonth": [12],
            "ByMonthDay": [25],
        }
    }
    closed = on("2023-12-25", "2030-12-31", RecurrenceConfig=christmas)
    assert not is_open("2023-12-25T10:00", MONDAY, **closed)
    assert is_open("2023-12-18T10:00", MONDAY, **closed)


CHECK = flow(
    block(
        "Open?",
        "CheckHoursOfOperation",
        {"HoursOfOperationId": HOURS},
        then="Yes",
        equals={"True": "Yes", "False": "No"},
        errors={"NoMatchingError": "Unknown"},
    ),
    say("Yes", "Open."),
    say("No", "Closed."),
    say("Unknown", "Nobody knows."),
)


def test_a_flow_asks_by_its_clock() -> None:
    heard = []
    for hour in (8, 10):
        clock = Clock(partial(datetime, 2026, 11, 23, hour, tzinfo=UTC))
        hours = {HOURS: {"TimeZone": "UTC", "Config": [MONDAY]}}
        heard.append(FlowRuntime(CHECK, clock=clock, hours=hours).start().heard[-1].text)
    assert heard == ["Closed.", "Open."]


def test_hours_that_there_are_none_of_are_an_error() -> None:
    assert FlowRuntime(CHECK).start().heard[-1].text == "Nobody knows."
