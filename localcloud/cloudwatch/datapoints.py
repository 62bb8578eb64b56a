"""What CloudWatch keeps of metrics: data points, by region and metric."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
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


class Datapoints:
    """Every data point, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._regions: dict[str, dict[MetricId, list[Datum]]] = defaultdict(dict)

    def add(self, region: str, metric: MetricId, data: Iterable[Datum]) -> None:
        """Keeps data points of a metric."""
        with self._lock:
            self._regions[region].setdefault(metric, []).extend(data)

    def of(self, region: str, metric: MetricId) -> list[Datum]:
        """Those of one metric; none where nothing was ever kept of it."""
        with self._lock:
            return list(self._regions[region].get(metric, ()))

    def metrics(self, region: str) -> list[MetricId]:
        """The metrics that have data, the first one first."""
        with self._lock:
            return list(self._regions[region])


def in_time(time: datetime, now: datetime) -> bool:
    """Whether CloudWatch takes a data point of that time now."""
    return now - OLDEST <= time <= now + NEWEST
