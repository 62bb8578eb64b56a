"""When a contact centre is open: a week, and the days that differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

WEEKDAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
DAYS: Final = (*WEEKDAYS, "SATURDAY", "SUNDAY")

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_MIDNIGHT = 24 * 60
_MAX_EXCEPTIONS = 50
_MAX_NAME = 127

Spans = str | Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Exceptional:
    """Days whose hours differ from the week's; ``closed_on`` and ``open_on`` make them."""

    name: str
    first: date
    last: date
    spans: Spans = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= _MAX_NAME:
            raise ValueError(f"exception {self.name!r}: a name has 1 to {_MAX_NAME} characters")
        if self.last < self.first:
            raise ValueError(f"exception {self.name!r}: it ends {self.last}, before {self.first}")
        for span in _several(self.spans):
            _minutes(f"exception {self.name!r}", span)


def closed_on(first: str, last: str | None = None, *, name: str) -> Exceptional:
    """Closed from one date, such as ``"2026-12-25"``, to another or on that day only."""
    return Exceptional(
        name=name, first=date.fromisoformat(first), last=date.fromisoformat(last or first)
    )


def open_on(first: str, spans: Spans, last: str | None = None, *, name: str) -> Exceptional:
    """Open at other times, such as ``"09:00-12:00"``, on a date or from it to another."""
    if not spans:
        raise ValueError(f"exception {name!r}: it has no hours; use closed_on")
    return Exceptional(
        name=name,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last or first),
        spans=spans,
    )


@dataclass(frozen=True)
class OpeningHours:
    """The hours of a week in a time zone, and the days that differ.

    ```python
    OpeningHours(
        "Asia/Seoul",
        week={"MONDAY": ["09:00-12:00", "13:00-18:00"], "SATURDAY": "09:00-13:00"},
        exceptions=[closed_on("2026-12-25", name="Christmas")],
    )
    ```

    Args:
        time_zone: A name of the IANA database.
        week: The hours of each day, ``HH:MM-HH:MM``, one or several; ``24:00`` is its end. A day
            that is left out is closed.
        exceptions: At most 50 spans of dates that have other hours.

    Raises:
        ValueError: The time zone or a day does not exist, or hours end before they start.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/set-hours-operation.html
    """

    time_zone: str
    week: Mapping[str, Spans] = field(
        default_factory=lambda: dict.fromkeys(WEEKDAYS, "09:00-17:00"), kw_only=True
    )
    exceptions: Sequence[Exceptional] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        # Without a database of time zones nothing can be said of one.
        if available_timezones():
            try:
                ZoneInfo(self.time_zone)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError(f"time_zone: there is no {self.time_zone!r}") from error
        for day, spans in self.week.items():
            if day not in DAYS:
                raise ValueError(f"week: {day!r} is none of {', '.join(DAYS)}")
            for span in _several(spans):
                _minutes(day, span)
        if len(self.exceptions) > _MAX_EXCEPTIONS:
            raise ValueError(
                f"exceptions: {len(self.exceptions)} are over Connect's {_MAX_EXCEPTIONS}"
            )

    def config(self) -> list[dict[str, Any]]:
        """``Config`` of ``AWS::Connect::HoursOfOperation``, spelled as the CDK spells it."""
        return [entry for day in DAYS for entry in _entries(day, self.week.get(day, ()))]

    def overrides(self) -> list[dict[str, Any]]:
        """``HoursOfOperationOverrides``, spelled as CloudFormation does.

        An override without hours is a closed day.
        """
        return [
            {
                "OverrideName": one.name,
                "EffectiveFrom": one.first.isoformat(),
                "EffectiveTill": one.last.isoformat(),
                "OverrideConfig": [
                    {
                        "Day": entry["day"],
                        "StartTime": _capital(entry["startTime"]),
                        "EndTime": _capital(entry["endTime"]),
                    }
                    for day in _days(one.first, one.last)
                    for entry in _entries(day, one.spans)
                ],
            }
            for one in self.exceptions
        ]


def _several(spans: Spans) -> Sequence[str]:
    return (spans,) if isinstance(spans, str) else spans


def _minutes(what: str, span: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(span)
    if not found:
        raise ValueError(f"{what}: {span!r} are not hours such as 09:00-17:30")
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if not start < end <= _MIDNIGHT:
        raise ValueError(f"{what}: {span!r} does not end after it starts, by 24:00")
    return start, end


def _entries(day: str, spans: Spans) -> list[dict[str, Any]]:
    return [
        {"day": day, "startTime": _time(start), "endTime": _time(end % _MIDNIGHT)}
        for start, end in (_minutes(day, span) for span in _several(spans))
    ]


def _time(minutes: int) -> dict[str, int]:
    return {"hours": minutes // 60, "minutes": minutes % 60}


def _capital(time: Mapping[str, int]) -> dict[str, int]:
    return {key.capitalize(): value for key, value in time.items()}


def _days(first: date, last: date) -> list[str]:
    """The days of the week between two dates, in the week's order."""
    if (last - first).days >= len(DAYS) - 1:
        return list(DAYS)
    start, end = first.weekday(), first.weekday() + (last - first).days
    return [day for place, day in enumerate(DAYS) if start <= place <= end or place + 7 <= end]
