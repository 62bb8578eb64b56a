"""Somebody who sees people by appointment: when, and in which time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Opening:
    """Hours of one day of the week, on the provider's clock.

    Args:
        weekday: 0 is Monday.
        closes: After ``opens``, on the same day; an appointment ends at it at the latest.
    """

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.weekday not in range(7):
            raise ValueError(f"weekday: {self.weekday} is not 0, Monday, to 6, Sunday")
        if self.opens >= self.closes:
            raise ValueError(f"opening: {self.opens} is not before {self.closes}")


@dataclass(frozen=True)
class Provider:
    """A provider's calendar: slots of one length, one after another in each opening.

    Args:
        id: Letters, digits and ``-``.
        names: What the provider is called, by locale.
        zone: Whose clock the openings are on. Its changes to and from summer time are no matter:
            slots are counted in instants, and one that falls into a missing hour does not exist.
        slot: How long an appointment is, in whole minutes.
        openings: The hours of a usual week.
        away: Days without any.
    """

    id: str
    names: Mapping[str, str]
    zone: ZoneInfo
    slot: timedelta
    openings: tuple[Opening, ...]
    away: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if self.slot < timedelta(minutes=1) or self.slot % timedelta(minutes=1):
            raise ValueError(f"slot: {self.slot} is not one or more whole minutes")

    def name(self, locale: str) -> str:
        """Its name in the locale; in any, if it has none in that."""
        return self.names.get(locale) or next(iter(self.names.values()))

    def local(self, instant: datetime) -> datetime:
        """An instant on the provider's clock."""
        return instant.astimezone(self.zone)

    def instant(self, day: date, at: time) -> datetime | None:
        """The instant, UTC, of a time on the provider's clock.

        ``None`` in the hour that is skipped in spring; in the hour that comes twice in autumn, the
        first.
        """
        instant = datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)
        return instant if self._shows(instant, day, at) else None

    def opens_on(self, day: date) -> bool:
        """Whether there are openings on the day."""
        return day not in self.away and any(each.weekday == day.weekday() for each in self.openings)

    def times(self, first: date, last: date) -> Iterator[datetime]:
        """The instants, UTC, at which appointments of these days begin, both days included."""
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if not self.opens_on(day):
                continue
            openings = (each for each in self.openings if each.weekday == day.weekday())
            for opening in sorted(openings, key=lambda each: each.opens):
                yield from self._within(day, opening)

    def offers(self, instant: datetime) -> bool:
        """Whether an appointment can begin at the instant, free or not."""
        day = self.local(instant).date()
        return instant in self.times(day, day)

    def _within(self, day: date, opening: Opening) -> Iterator[datetime]:
        opens, closes = self._reaches(day, opening.opens), self._reaches(day, opening.closes)
        while opens + self.slot <= closes:
            yield opens
            opens += self.slot

    def _reaches(self, day: date, at: time) -> datetime:
        """The instant at which the clock reaches a time, or passes it as it is put forward."""
        instant = datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)
        if not self._shows(instant, day, at):
            summer = self.local(instant).utcoffset()
            while self.local(instant - _MINUTE).utcoffset() == summer:
                instant -= _MINUTE
        return instant

    def _shows(self, instant: datetime, day: date, at: time) -> bool:
        """Whether the clock shows that time then: none is shown in an hour that is skipped."""
        return self.local(instant).replace(tzinfo=None) == datetime.combine(day, at)
