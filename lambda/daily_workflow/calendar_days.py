"""Which days there are to do: the day before, those that were missed, or one that is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from ledger import Ledger

LATE_DAYS = 30
"""How far back what a step copies may be late."""

NONE = "none"
"""Stands for no day, before the first one of an execution."""


class InvalidInputError(ValueError):
    """An execution was started with what makes no sense; the message says what does."""


class Calendar:
    """The days of a workflow, in UTC.

    Args:
        ledger: Which days are done.
        catch_up: How many days back a missed one is done still, 1 if none is.
    """

    def __init__(self, ledger: Ledger, *, catch_up: int) -> None:
        self._ledger = ledger
        self._catch_up = catch_up

    def check(self, wish: object, started: datetime) -> None:
        """Checks what an execution was started with: ``{}`` or ``{"date": "YYYY-MM-DD"}``.

        Raises:
            InvalidInputError: It is something else.
        """
        _named(wish, started)

    def next_day(self, wish: object, *, started: datetime, last: str) -> str | None:
        """The next day to do, if there is one.

        Args:
            wish: What the execution was started with.
            started: When it was.
            last: The day that it did last, or ``none``.
        """
        named = _named(wish, started)
        if named is not None:
            return None if last == named else named
        target = started.astimezone(UTC).date() - timedelta(days=1)
        window = [
            (target - timedelta(days=back)).isoformat()
            for back in range(self._catch_up - 1, -1, -1)
        ]
        first = self._ledger.first_day(target.isoformat())
        left = [day for day in window if day >= first and (last == NONE or day > last)]
        done = self._ledger.done(left)
        return next((day for day in left if day not in done), None)


def and_before(day: str) -> list[dict[str, str]]:
    """A day and the 30 before it, the latest first, with their months."""
    latest = date.fromisoformat(day)
    days = [(latest - timedelta(days=back)).isoformat() for back in range(LATE_DAYS + 1)]
    return [{"date": one, "month": one[:7]} for one in days]


def started_at(text: str) -> datetime:
    """When an execution was started, as Step Functions writes it."""
    return datetime.fromisoformat(text)


def _named(wish: object, started: datetime) -> str | None:
    if not isinstance(wish, Mapping):
        raise InvalidInputError(
            f'{wish!r} is not {{}} or {{"date": "YYYY-MM-DD"}}, which an execution is started with'
        )
    if "date" not in wish:
        return None
    day = wish["date"]
    try:
        parsed = date.fromisoformat(day) if isinstance(day, str) and len(day) == 10 else None
    except ValueError:
        parsed = None
    if parsed is None:
        raise InvalidInputError(f"date: {day!r} is not a day such as 2026-11-26")
    if parsed > started.astimezone(UTC).date():
        raise InvalidInputError(f"date: {day} is yet to come")
    return parsed.isoformat()
