"""Hours read as people say them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ml_refarch.connect import OpeningHours, closed_on, open_on


def time(hours: int, minutes: int = 0) -> dict[str, int]:
    return {"hours": hours, "minutes": minutes}


def test_a_week_has_the_hours_of_its_days() -> None:
    hours = OpeningHours(
        "Asia/Seoul", week={"SATURDAY": "09:30-13:00", "MONDAY": ["09:00-12:00", "13:00-24:00"]}
    )

    assert hours.config() == [
        {"day": "MONDAY", "startTime": time(9), "endTime": time(12)},
        {"day": "MONDAY", "startTime": time(13), "endTime": time(0)},
        {"day": "SATURDAY", "startTime": time(9, 30), "endTime": time(13)},
    ]


def test_a_week_is_five_days_of_eight_hours_unless_said_otherwise() -> None:
    config = OpeningHours("UTC").config()

    assert [one["day"][:3] for one in config] == ["MON", "TUE", "WED", "THU", "FRI"]
    assert config[0] == {"day": "MONDAY", "startTime": time(9), "endTime": time(17)}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-12-24", None, ["THURSDAY"]),
        ("2026-12-26", "2026-12-28", ["MONDAY", "SATURDAY", "SUNDAY"]),
        ("2026-12-01", "2026-12-31", 7),
    ],
)
def test_an_exception_has_the_days_of_its_dates(
    first: str, last: str | None, days: list[str] | int
) -> None:
    (override,) = OpeningHours(
        "UTC", exceptions=[open_on(first, "10:00-12:00", last, name="Short")]
    ).overrides()

    named = sorted(one["Day"] for one in override["OverrideConfig"])
    assert (named if isinstance(days, list) else len(named)) == days
    assert override["EffectiveFrom"] == first
    assert override["EffectiveTill"] == (last or first)


def test_a_closed_day_has_no_hours() -> None:
    hours = OpeningHours("UTC", exceptions=[closed_on("2026-12-25", name="Christmas")])

    assert hours.overrides() == [
        {
            "OverrideName": "Christmas",
            "EffectiveFrom": "2026-12-25",
            "EffectiveTill": "2026-12-25",
            "OverrideConfig": [],
        }
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: OpeningHours("Asia/Soul"), "time_zone: there is no 'Asia/Soul'"),
        (lambda: OpeningHours("UTC", week={"MON": "09:00-17:00"}), "week: 'MON' is none of MONDAY"),
        (lambda: OpeningHours("UTC", week={"MONDAY": "9-17"}), "MONDAY: '9-17' are not hours"),
        (
            lambda: OpeningHours("UTC", week={"MONDAY": "17:00-09:00"}),
            "MONDAY: '17:00-09:00' does not end after it starts",
        ),
        (
            lambda: OpeningHours("UTC", week={"MONDAY": "17:00-24:30"}),
            "does not end after it starts, by 24:00",
        ),
        (
            lambda: closed_on("2026-12-25", "2026-12-24", name="Christmas"),
            "exception 'Christmas': it ends 2026-12-24, before 2026-12-25",
        ),
        (lambda: open_on("2026-12-25", "x", name="Short"), "exception 'Short': 'x' are not hours"),
        (lambda: open_on("2026-12-25", (), name="Short"), "it has no hours; use closed_on"),
        (lambda: closed_on("2026-12-25", name=""), "a name has 1 to 127 characters"),
        (
            lambda: OpeningHours("UTC", exceptions=[closed_on("2026-12-25", name="x")] * 51),
            "exceptions: 51 are over Connect's 50",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused(make: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()
