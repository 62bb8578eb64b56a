"""The day and the time that somebody wishes for, as far as they have said it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appointment_book import FURTHEST_AHEAD, Provider
from lex_dialog import Slot

from .words import days_from_today, is_day_of_month, is_month, is_span, is_weekday

NOON = time(12)


@dataclass(frozen=True)
class PartOfDay:
    """A part of the day: from ``begins`` until before ``ends``; ``about`` is where to look first.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/built-in-slot-time.html
    """

    begins: time
    ends: time
    about: time


PARTS_OF_DAY = {
    "MO": PartOfDay(time(0), NOON, time(10)),
    "AM": PartOfDay(time(0), NOON, time(10)),
    "AF": PartOfDay(NOON, time.max, time(14)),
    "PM": PartOfDay(NOON, time.max, time(14)),
    "EV": PartOfDay(time(17), time.max, time(18)),
    "NI": PartOfDay(time(17), time.max, time(20)),
}
"""What Lex makes of "in the afternoon"; to who was asked "8 AM or 8 PM" it is the evening too."""


class Reason(StrEnum):
    """Why a day is refused."""

    UNCLEAR = "unclear"
    SPAN = "span"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True)
class Refused:
    """A day that cannot be. ``day`` is one that could."""

    reason: Reason
    day: date


@dataclass(frozen=True)
class Times:
    """What a time could mean: clock times, the likeliest first.

    Args:
        part: The part of the day, where no time was said but one about it.
    """

    possible: tuple[time, ...]
    part: PartOfDay | None = None

    def include(self, local: datetime) -> bool:
        """Whether this could be the time that is meant."""
        at = local.time()
        if self.part is None:
            return at in self.possible
        return self.part.begins <= at < self.part.ends


def read_day(
    slot: Slot, *, zone: ZoneInfo, now: datetime, locale: str, span: date | None = None
) -> date | Refused:
    """The day, on the clock of the zone, or why it cannot be.

    Args:
        span: The first day of the week or the month that was said before, without a day.
    """
    today = now.astimezone(zone).date()
    day = _day(slot, today=today, locale=locale)
    if day is None:
        return Refused(Reason.UNCLEAR, today)
    if is_span(slot.original, locale=locale):
        is_last = is_month(slot.original, locale=locale)
        return Refused(Reason.SPAN, day.replace(day=1) if is_last else day)
    if span and day < span:
        day = _in_span(day, slot.original, span=span, locale=locale)
    if day < today:
        return Refused(Reason.PAST, today)
    if day > (last := (now + FURTHEST_AHEAD).astimezone(zone).date()):
        return Refused(Reason.TOO_FAR, last)
    return day


def read_times(slot: Slot) -> Times | None:
    """What the time could mean; ``None`` if it is none.

    "At three" has no interpreted value but two readings: Lex leaves the choice to the function.
    """
    return times_of([slot.interpreted] if slot.interpreted else slot.resolved)


def times_of(readings: Sequence[str]) -> Times | None:
    """What Lex's readings of a time could mean; ``None`` if they mean none."""
    if len(readings) == 1 and (part := PARTS_OF_DAY.get(readings[0])):
        return Times((part.about,), part)
    clock = [read for each in readings if (read := _clock(each)) is not None]
    return Times(tuple(clock)) if clock else None


def instants(providers: Sequence[Provider], day: date, times: Times) -> Sequence[datetime]:
    """The instants that could be meant: those in anybody's hours; the likeliest if none is."""
    zone = providers[0].zone
    local = [datetime.combine(day, each, tzinfo=zone) for each in times.possible]
    within = [each for each in local if any(_is_within(each, one) for one in providers)]
    return [each.astimezone(UTC) for each in within or [min(local, key=_from_midday)]]


def _day(slot: Slot, *, today: date, locale: str) -> date | None:
    # Lex counts the days of its own time zone, which here may be tomorrow's or yesterday's.
    if (ahead := days_from_today(slot.original, locale=locale)) is not None:
        return today + timedelta(days=ahead)
    read = [day for each in (slot.interpreted, *slot.resolved) if (day := _date(each)) is not None]
    return next((day for day in read if day >= today), read[0] if read else None)


def _in_span(day: date, said: str, *, span: date, locale: str) -> date:
    """ "Tuesday", said of next week, is not that of this one."""
    if is_weekday(said, locale=locale):
        return span + timedelta(days=(day.weekday() - span.weekday()) % 7)
    if is_day_of_month(said, locale=locale) and day.day <= monthrange(span.year, span.month)[1]:
        return span.replace(day=day.day)
    return day


def _date(said: str | None) -> date | None:
    try:
        day = date.fromisoformat(said or "")
    except ValueError:
        return None
    # A week ("2026-W49") reads as its Monday, and nobody said Monday.
    return day if day.isoformat() == said else None


def _is_within(local: datetime, provider: Provider) -> bool:
    begin = list(provider.times(local.date(), local.date()))
    return bool(begin) and begin[0] <= local <= begin[-1]


def _from_midday(local: datetime) -> int:
    """Who says "at five" and names no half of the day means the one by daylight."""
    return abs(local.hour * 60 + local.minute - 13 * 60)


def _clock(said: str) -> time | None:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return None
