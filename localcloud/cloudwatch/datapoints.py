"""What CloudWatch keeps of metrics: data points, by region and metric."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

OLDEST = timedelta(days=14)
NEWEST = timedelta(hours=2)
"""How far a data point's time may be from now.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
"""

NO_UNIT = "None"


class MetricId(NamedTuple):
    """What tells a metric: every combination of dimensions is one of its own."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Mapping[str, str]) -> MetricId:
        """The metric of these dimensions, by name."""
        return cls(namespace, name, frozenset(dimensions.items()))


class Datum(NamedTuple):
    """One value, so many times; or a set of statistics, of which the values are not known.

    Attributes:
        value: None for a set of statistics.
    """

    time: datetime
    unit: str
    samples: float
    total: float
    least: float
    most: float
    value: float | None

    @classmethod
    def one(cls, time: datetime, value: float, unit: str = NO_UNIT, *, count: float = 1.0) -> Datum:
        """A value, ``count`` times."""
        return cls(time, unit, count, value * count, value, value, value)

    def is_alike(self, other: Datum) -> bool:
        """Whether it is the same value in the same second."""
        return (
            self.value is not None
            and self.value == other.value
            and self.unit == other.unit
            and self.time.replace(microsecond=0) == other.time.replace(microsecond=0)
        )

    def with_more(self, other: Datum) -> Datum:
        """The two as one."""
        samples, total = self.samples + other.samples, self.total + other.total
        return self._replace(samples=samples, total=total)


Watcher = Callable[[str, MetricId], None]


class Datapoints:
    """Every data point, by its time; those of one moment in the order in which they came.

    The same value again in the same second is one data point with a greater count: CloudWatch
    tells no shorter times apart, and what is counted often stays quick to read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._regions: dict[str, dict[MetricId, list[Datum]]] = defaultdict(dict)
        self._watchers: list[Watcher] = []

    def add(self, region: str, metric: MetricId, data: Iterable[Datum]) -> None:
        """Keeps data points of a metric."""
        with self._lock:
            held = self._regions[region].setdefault(metric, [])
            for each in data:
                if held and each.is_alike(held[-1]):
                    held[-1] = held[-1].with_more(each)
                elif not held or held[-1].time <= each.time:
                    held.append(each)
                else:
                    insort(held, each, key=_time)
        for watcher in self._watchers:
            watcher(region, metric)

    def watch(self, watcher: Watcher) -> None:
        """Calls ``watcher`` with the region and the metric whenever a metric has got data."""
        self._watchers.append(watcher)

    def of(
        self,
        region: str,
        metric: MetricId,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[Datum]:
        """Those of one metric; none where nothing was ever kept of it.

        Args:
            start: The earliest that is wanted.
            end: The first that is not.
        """
        with self._lock:
            held = self._regions[region].get(metric, [])
            first = 0 if start is None else bisect_left(held, start, key=_time)
            last = len(held) if end is None else bisect_left(held, end, key=_time)
            return held[first:last]

    def metrics(self, region: str) -> list[MetricId]:
        """The metrics that have data, the first one first."""
        with self._lock:
            return list(self._regions[region])


def _time(datum: Datum) -> datetime:
    return datum.time


def in_time(time: datetime, now: datetime) -> bool:
    """Whether CloudWatch takes a data point of that time now."""
    return now - OLDEST <= time <= now + NEWEST
