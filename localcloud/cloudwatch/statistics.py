"""Statistics over periods: what a graph or an alarm sees of data points."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from localcloud.cloudwatch.datapoints import Datum

PLAIN = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100)")
_PLAIN: dict[str, Callable[[Sequence[Datum]], float]] = {
    "SampleCount": lambda data: sum(each.samples for each in data),
    "Sum": lambda data: sum(each.total for each in data),
    "Average": lambda data: sum(each.total for each in data) / sum(each.samples for each in data),
    "Minimum": lambda data: min(each.least for each in data),
    "Maximum": lambda data: max(each.most for each in data),
}


class UnknownStatisticError(ValueError):
    """The statistic is none, or one that the local cloud does not work out."""


@dataclass(frozen=True)
class Span:
    """The time that a request asks for, in periods that begin with ``start``."""

    start: datetime
    end: datetime

    @classmethod
    def asked(cls, start: datetime, end: datetime, period: int) -> Span:
        """A span from the whole minute, or the whole period where that is shorter."""
        step = min(period, 60)
        stamp = math.floor(start.timestamp() / step) * step
        return cls(datetime.fromtimestamp(stamp, start.tzinfo), end)

    def times(self, period: int) -> list[datetime]:
        """When each period begins."""
        count = math.ceil((self.end - self.start).total_seconds() / period)
        return [self.start + timedelta(seconds=period * place) for place in range(count)]

    def place(self, time: datetime, period: int) -> datetime:
        """When the period of a moment begins."""
        seconds = (time - self.start).total_seconds()
        return self.start + timedelta(seconds=seconds // period * period)


def check(statistic: str) -> str:
    """The statistic, if it is one of those that the local cloud works out.

    Raises:
        UnknownStatisticError: Trimmed means, ranks and the like are not.
    """
    if statistic not in PLAIN and not _PERCENTILE.fullmatch(statistic):
        raise UnknownStatisticError(
            f"{statistic!r} is not one of {', '.join(PLAIN)} or a percentile such as p95; "
            "the local cloud works out no other"
        )
    return statistic


def by_period(
    data: Sequence[Datum], span: Span, period: int, *, unit: str | None = None
) -> dict[datetime, list[Datum]]:
    """The data points of each period that has any, the first one first.

    Args:
        data: By their times, all of them within the span.
    """
    found: dict[datetime, list[Datum]] = {}
    first = 0
    while first < len(data):
        begin = span.place(data[first].time, period)
        end = begin + timedelta(seconds=period)
        last = bisect_left(data, end, lo=first, key=lambda each: each.time)
        held = [each for each in data[first:last] if unit in (None, each.unit)]
        if held:
            found[begin] = held
        first = last
    return found


def value(statistic: str, data: Sequence[Datum]) -> float | None:
    """A statistic of some data points; None for a percentile of sets of statistics."""
    if statistic in _PLAIN:
        return float(_PLAIN[statistic](data))
    if any(each.value is None for each in data):
        return None
    # The nearest rank: CloudWatch does not say how it interpolates.
    rank = float(check(statistic)[1:]) / 100 * sum(each.samples for each in data)
    reached = 0.0
    ordered = sorted(data, key=lambda each: each.most)
    for each in ordered:
        reached += each.samples
        if reached >= rank:
            return float(each.most)
    return float(ordered[-1].most)
