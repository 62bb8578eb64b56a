"""Schedule expressions: ``at(...)``, ``rate(...)`` and ``cron(...)``.

Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from localcloud.events.cron import Cron

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


class Expression(Protocol):
    """When something is due. All moments are in UTC."""

    def next(self, after: datetime) -> datetime | None:
        """The first moment after another; None where none comes any more."""
        ...

    def last(self, until: datetime) -> datetime | None:
        """The last moment that is not after another; None where none came yet."""
        ...


@dataclass(frozen=True)
class At:
    """Due once."""

    moment: datetime

    def next(self, after: datetime) -> datetime | None:
        """Its moment, if that is to come."""
        return self.moment if self.moment > after else None

    def last(self, until: datetime) -> datetime | None:
        """Its moment, if that has come."""
        return self.moment if self.moment <= until else None


@dataclass(frozen=True)
class Rate:
    """Due again and again, first at ``start``."""

    start: datetime
    interval: timedelta

    def next(self, after: datetime) -> datetime | None:
        """The next multiple of the interval."""
        if after < self.start:
            return self.start
        try:
            return self.start + self.interval * ((after - self.start) // self.interval + 1)
        except OverflowError:
            return None

    def last(self, until: datetime) -> datetime | None:
        """The latest multiple of the interval."""
        if until < self.start:
            return None
        return self.start + self.interval * ((until - self.start) // self.interval)


@dataclass(frozen=True)
class Recurring:
    """Due when a clock on the wall shows it.

    A time that the clock skips in spring is skipped, one that it shows twice in autumn counts once,
    the first time.
    """

    cron: Cron
    zone: ZoneInfo

    def next(self, after: datetime) -> datetime | None:
        """The first of its moments after another."""
        found = (moment for moment in self._from(after, back=False) if moment > after)
        return next(found, None)

    def last(self, until: datetime) -> datetime | None:
        """The last of its moments up to another."""
        found = (moment for moment in self._from(until, back=True) if moment <= until)
        return next(found, None)

    def _from(self, moment: datetime, *, back: bool) -> Iterator[datetime]:
        first = moment.astimezone(self.zone).date()
        for wall in self.cron.from_day(first, back=back):
            found = wall.replace(tzinfo=self.zone).astimezone(UTC)
            if found.astimezone(self.zone).replace(tzinfo=None) == wall:
                yield found


def parse(expression: str, *, zone: ZoneInfo, start: datetime) -> Expression:
    """Reads a schedule expression.

    Args:
        zone: Whose clock ``at`` and ``cron`` speak of.
        start: When a rate is due first.

    Raises:
        ValueError: It is none.
    """
    found = re.fullmatch(r"(at|rate|cron)\((.*)\)", expression)
    if found is None:
        raise ValueError(f"{expression!r} is no at(...), rate(...) or cron(...)")
    kind, content = found.groups()
    if kind == "at":
        return At(_moment(content, zone))
    if kind == "rate":
        return Rate(start, _interval(content))
    return Recurring(Cron.parse(content), zone)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text, re.ASCII):
        raise ValueError(f"{text!r} is no time such as 2026-12-01T09:30:00")
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _interval(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]*) (minute|hour|day)s?", text)
    if found is None:
        raise ValueError(f"{text!r} is no rate such as 5 minutes")
    try:
        return int(found[1]) * _UNITS[found[2]]
    except OverflowError as error:
        raise ValueError(f"{text!r} is longer than any calendar") from error
