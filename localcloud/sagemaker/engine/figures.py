"""Figures that jobs print and endpoints count, in CloudWatch."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.sagemaker.engine.later import Gathered

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DATA_LIMIT = 500
"""Figures of one PutMetricData; CloudWatch takes 1,000."""
VALUES_LIMIT = 150
"""Values that CloudWatch takes together."""


@dataclass(frozen=True)
class Figure:
    """One value of a metric."""

    name: str
    value: float
    unit: str
    dimensions: tuple[tuple[str, str], ...]
    time: datetime


class Figures:
    """Puts figures into a namespace, those of one metric and second together."""

    def __init__(self, cloud: Cloud, region: str, namespace: str) -> None:
        self._cloud = cloud
        self._region = region
        self._namespace = namespace
        self._gathered: Gathered[Figure] = Gathered(cloud, self._put)

    def add(self, *figures: Figure) -> None:
        """Has figures put soon."""
        self._gathered.add(*figures)

    def flush(self) -> None:
        """Puts what there is, now."""
        self._gathered.flush()

    def _put(self, figures: list[Figure]) -> None:
        together: dict[tuple[Any, ...], list[float]] = defaultdict(list)
        for each in figures:
            moment = each.time.replace(microsecond=0)
            together[each.name, each.dimensions, each.unit, moment].append(each.value)
        data = [
            _datum(key, values[begin : begin + VALUES_LIMIT])
            for key, values in together.items()
            for begin in range(0, len(values), VALUES_LIMIT)
        ]
        client = self._cloud.client("cloudwatch", self._region)
        for begin in range(0, len(data), DATA_LIMIT):
            client.put_metric_data(
                Namespace=self._namespace, MetricData=data[begin : begin + DATA_LIMIT]
            )


def _datum(key: tuple[Any, ...], values: list[float]) -> dict[str, Any]:
    name, dimensions, unit, moment = key
    datum = {
        "MetricName": name,
        "Dimensions": [{"Name": of, "Value": value} for of, value in dimensions],
        "Timestamp": moment,
        "Unit": unit,
    }
    if len(values) == 1:
        return {**datum, "Value": values[0]}
    if unit == "Microseconds":
        return {**datum, "Values": values}  # of times somebody wants percentiles
    return {
        **datum,
        "StatisticValues": {
            "SampleCount": len(values),
            "Sum": sum(values),
            "Minimum": min(values),
            "Maximum": max(values),
        },
    }


class MetricDefinitions:
    """The metrics that SageMaker finds in a log by regular expressions.

    Args:
        definitions: ``Name`` and ``Regex`` of each; the first group is the value.

    Raises:
        re.error: A regular expression is none.
    """

    def __init__(self, definitions: Sequence[Mapping[str, str]]) -> None:
        self._definitions = [(each["Name"], re.compile(each["Regex"])) for each in definitions]

    def found_in(self, line: str) -> list[tuple[str, float]]:
        """The metrics in a line: name and value."""
        found = []
        for name, expression in self._definitions:
            match = expression.search(line)
            if match is None or not match.groups():
                continue
            try:
                found.append((name, float(match[1])))
            except ValueError:
                continue  # SageMaker, too, takes numbers only
        return found
