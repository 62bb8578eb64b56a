"""AWS's dialect of cron expressions.

Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
MONTHS = {month.upper(): number for number, month in enumerate(_MONTHS, 1)}
WEEKDAYS = {day.upper(): number for number, day in enumerate(_WEEKDAYS, 1)}
YEARS = (1970, 2199)

DayRule = Callable[[date], bool]


@dataclass(frozen=True)
class Cron:
    """When a cron expression is due, on the clock of whatever zone it is read in."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    years: frozenset[int]
    day_rule: DayRule

    @classmethod
    def parse(cls, fields: str) -> Cron:
        """Reads ``minutes hours day-of-month month day-of-week [year]``.

        Raises:
            ValueError: They are no cron expression.
        """
        parts = fields.split()
        if len(parts) == 5:
            parts.append("*")
        if len(parts) != 6:
            raise ValueError(f"{fields!r} has {len(parts)} fields, and five or six are allowed")
        minutes, hours, day, month, weekday, year = (part.upper() for part in parts)
        if (day == "?") == (weekday == "?"):
            raise ValueError(f"{fields!r}: of day-of-month and day-of-week, one must be ?")
        return cls(
            minutes=tuple(sorted(_numbers(minutes, 0, 59))),
            hours=tuple(sorted(_numbers(hours, 0, 23))),
            months=frozenset(_numbers(month, 1, 12, MONTHS)),
            years=frozenset(_numbers(year, *YEARS)),
            day_rule=_day_of_month(day) if weekday == "?" else _day_of_week(weekday),
        )

    def from_day(self, first: date, *, back: bool = False) -> Iterator[datetime]:
        """The times it is due, without a zone, from a day on; or back from the end of that day."""
        for day in self._days(first, back=back):
            for hour in reversed(self.hours) if back else self.hours:
                for minute in reversed(self.minutes) if back else self.minutes:
                    yield datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001

    def _days(self, first: date, *, back: bool) -> Iterator[date]:
        years = sorted(self.years, reverse=back)
        for year in years:
            if year > first.year if back else year < first.year:
                continue
            for month in sorted(self.months, reverse=back):
                length = calendar.monthrange(year, month)[1]
                for number in range(length, 0, -1) if back else range(1, length + 1):
                    day = date(year, month, number)
                    if (day <= first if back else day >= first) and self.day_rule(day):
                        yield day


def _numbers(
    field: str, least: int, most: int, names: dict[str, int] | None = None
) -> Iterator[int]:
    """What a field of numbers stands for, such as ``0/15``, ``8-17``, ``MON-FRI`` or ``*``."""
    for part in field.split(","):
        span, slash, step = part.partition("/")
        if not span:
            raise ValueError(f"{field!r} has an empty part")
        if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
            raise ValueError(f"{part!r}: {step!r} is no step")
        if span == "*":
            first, last = least, most
        else:
            start, dash, end = span.partition("-")
            first = _number(start, least, most, names)
            last = _number(end, least, most, names) if dash else most if slash else first
        numbers = range(first, last + 1)
        if last < first and most <= 59:  # such as 22-2: over midnight
            numbers = range(first, last + most - least + 2)
        for number in numbers[:: int(step) if slash else 1]:
            yield (number - least) % (most - least + 1) + least


def _number(text: str, least: int, most: int, names: dict[str, int] | None) -> int:
    if names and text in names:
        return names[text]
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise ValueError(f"{text!r} is not a number from {least} to {most}")
    return int(text)


def _day_of_month(field: str) -> DayRule:
    if field == "L":
        return lambda day: day.day == _length(day)
    weekday = re.fullmatch(r"(\d+)W", field, re.ASCII)
    if weekday:
        number = _number(weekday[1], 1, 31, None)
        return lambda day: number <= _length(day) and day == _nearest_weekday(day, number)
    return _among(lambda day: day.day, _numbers(field, 1, 31))


def _day_of_week(field: str) -> DayRule:
    last = re.fullmatch(r"(\w+)L", field)
    if field == "L":
        return _among(_weekday, [7])
    if last:
        number = _number(last[1], 1, 7, WEEKDAYS)
        return lambda day: _weekday(day) == number and day.day > _length(day) - 7
    name, hash_, which = field.partition("#")
    if hash_:
        number, nth = _number(name, 1, 7, WEEKDAYS), _number(which, 1, 5, None)
        return lambda day: _weekday(day) == number and (day.day + 6) // 7 == nth
    return _among(_weekday, _numbers(field, 1, 7, WEEKDAYS))


def _among(value: Callable[[date], int], numbers: Iterable[int]) -> DayRule:
    allowed = frozenset(numbers)
    return lambda day: value(day) in allowed


def _weekday(day: date) -> int:
    """1 is Sunday, 7 is Saturday."""
    return day.isoweekday() % 7 + 1


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _nearest_weekday(month: date, number: int) -> date:
    """The weekday nearest to a day of a month; it stays in that month."""
    day = month.replace(day=number)
    if day.isoweekday() == 6:
        return day - timedelta(days=1) if number > 1 else day + timedelta(days=2)
    if day.isoweekday() == 7:
        last = number == _length(month)
        return day - timedelta(days=2) if last else day + timedelta(days=1)
    return day
