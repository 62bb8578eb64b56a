"""The day and the time that a caller wishes for, as far as they have said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from appointment_book import FURTHEST_AHEAD, Provider
from lex_dialog import Slot

PART_OF_DAY = {"MO": time(10), "AF": time(14), "EV": time(18), "NI": time(20)}
"""Where to look first when somebody says "in the afternoon".

Source: https://docs.aws.amazon.com/lexv2/latest/dg/built-in-slot-time.html
"""


class Reason(StrEnum):
    """Why a day is refused."""

    UNCLEAR = "unclear"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True)
class Refused:
    """A day that cannot be. ``day`` is one that could."""

    reason: Reason
    day: date


@dataclass(frozen=True)
class Times:
    """What a time could mean: clock times, of which the first is the likeliest.

    Args:
        exact: Whether that very time is wished, not one about it.
    """

    possible: tuple[time, ...]
    exact: bool = True


def read_day(said: str, *, provider: Provider, now: datetime) -> date | Refused:
    """The day, on the provider's clock, or why it cannot be.

    Args:
        said: What Lex made of it.
    """
    today = provider.local(now).date()
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = None
    # A week ("2026-W49") reads as its Monday, and nobody said Monday.
    if day is None or day.isoformat() != said:
        return Refused(Reason.UNCLEAR, today)
    if day < today:
        return Refused(Reason.PAST, today)
    if day > (last := provider.local(now + FURTHEST_AHEAD).date()):
        return Refused(Reason.TOO_FAR, last)
    return day


def read_times(slot: Slot) -> Times | None:
    """What the time could mean; ``None`` if it is none.

    "At three" has no interpreted value but two readings: Lex leaves the choice to the function.
    """
    said = [slot.interpreted] if slot.interpreted else list(slot.resolved)
    if len(said) == 1 and said[0] in PART_OF_DAY:
        return Times((PART_OF_DAY[said[0]],), exact=False)
    clock = [read for each in said if (read := _clock(each)) is not None]
    return Times(tuple(clock)) if clock else None


def instants(provider: Provider, day: date, times: Times) -> Sequence[datetime]:
    """The instants that could be meant: those of the provider's hours, if any is; else all."""
    local = [datetime.combine(day, each, tzinfo=provider.zone) for each in times.possible]
    possible = [each.astimezone(UTC) for each in local]
    begin = list(provider.times(day, day))
    if not begin:
        return possible
    within = [each for each in possible if begin[0] <= each <= begin[-1]]
    return within or possible


def _clock(said: str) -> time | None:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return None
