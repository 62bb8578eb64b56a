"""Hours of operation: whether a contact centre is open at a moment.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/set-hours-operation.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Span:
    """Some minutes of one day of the week, from midnight; after 1440 they are the next day's."""

    day: str
    start: int
    end: int


@dataclass(frozen=True)
class Override:
    """What differs on some dates.

    Args:
        first: The first date, inclusive; likewise ``last``.
        kind: STANDARD has the spans for its hours (none: closed), OPEN opens them beside the usual
            hours, CLOSED closes them (none: the whole day).
        recurrence: The API's ``RecurrencePattern``, where it comes again.
    """

    first: date
    last: date
    spans: tuple[Span, ...]
    kind: str = "STANDARD"
    recurrence: Mapping[str, Any] | None = None

    def applies(self, day: date) -> bool:
        """Whether it is in force on a date."""
        within = self.first <= day <= self.last
        return within and (self.recurrence is None or _recurs(day, self.first, self.recurrence))


@dataclass(frozen=True)
class Hours:
    """The hours of a week in a time zone, with their overrides."""

    zone: ZoneInfo
    spans: tuple[Span, ...]
    overrides: tuple[Override, ...] = ()

    def open_at(self, moment: datetime) -> bool:
        """Whether it is open at a moment, which is aware."""
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        today, yesterday = local.date(), local.date() - timedelta(days=1)
        return self._open_on(today, minute) or self._open_on(yesterday, minute + MIDNIGHT)

    def _open_on(self, day: date, minute: int) -> bool:
        name = DAYS[day.weekday()]
        in_force = [override for override in self.overrides if override.applies(day)]
        spans = self.spans
        for override in in_force:
            if override.kind == "STANDARD":
                spans = override.spans
        is_open = _covers(spans, name, minute)
        for override in in_force:
            if override.kind == "OPEN" and _covers(override.spans, name, minute):
                is_open = True
            if override.kind == "CLOSED" and (
                not override.spans or _covers(override.spans, name, minute)
            ):
                is_open = False
        return is_open


def hours_of(document: Mapping[str, Any], overrides: Sequence[Mapping[str, Any]] = ()) -> Hours:
    """Hours from the shapes of the API: an HoursOfOperation and its overrides."""
    return Hours(
        ZoneInfo(document["TimeZone"]),
        _spans(document["Config"]),
        tuple(
            Override(
                first=date.fromisoformat(one["EffectiveFrom"]),
                last=date.fromisoformat(one["EffectiveTill"]),
                spans=_spans(one.get("Config") or ()),
                kind=one.get("OverrideType") or "STANDARD",
                recurrence=(one.get("RecurrenceConfig") or {}).get("RecurrencePattern"),
            )
            for one in overrides
        ),
    )


def _spans(config: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(_span(entry) for entry in config)


def _span(entry: Mapping[str, Any]) -> Span:
    start, end = (
        int(entry[name]["Hours"]) * 60 + int(entry[name]["Minutes"])
        for name in ("StartTime", "EndTime")
    )
    return Span(entry["Day"], start, end if end > start else end + MIDNIGHT)


def _covers(spans: Sequence[Span], day: str, minute: int) -> bool:
    return any(span.day == day and span.start <= minute < span.end for span in spans)


def _recurs(day: date, first: date, pattern: Mapping[str, Any]) -> bool:
    interval = int(pattern.get("Interval") or 1)
    frequency = pattern["Frequency"]
    if frequency == "WEEKLY":
        return (_monday(day) - _monday(first)).days // 7 % interval == 0
    months = (day.year - first.year) * 12 + day.month - first.month
    if frequency == "MONTHLY" and months % interval:
        return False
    if frequency == "YEARLY" and (day.year - first.year) % interval:
        return False
    if pattern.get("ByMonth") and day.month not in pattern["ByMonth"]:
        return False
    if pattern.get("ByMonthDay"):
        return day.day in pattern["ByMonthDay"]
    if pattern.get("ByWeekdayOccurrence"):
        return _occurrences(day) & set(pattern["ByWeekdayOccurrence"]) != set()
    return frequency == "MONTHLY" or day.month == first.month or bool(pattern.get("ByMonth"))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _occurrences(day: date) -> set[int]:
    """Which of its weekday in the month a date is: 1 for the first, -1 for the last."""
    last = (day + timedelta(days=7)).month != day.month
    return {(day.day - 1) // 7 + 1, *((-1,) if last else ())}
