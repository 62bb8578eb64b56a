"""What an alarm is: a metric or an expression, a threshold, and who is told."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from localcloud.cloudwatch.alarms.rule import Rule
from localcloud.cloudwatch.datapoints import MetricId
from localcloud.service import ACCOUNT

Shape = Mapping[str, Any]

OPERATORS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}
ACTIONS = {
    "OK": "OKActions",
    "ALARM": "AlarmActions",
    "INSUFFICIENT_DATA": "InsufficientDataActions",
}
"""The member that names who is told of a state."""


class AlarmName(NamedTuple):
    """By what an alarm is known."""

    region: str
    name: str

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:cloudwatch:{self.region}:{ACCOUNT}:alarm:{self.name}"


@dataclass(frozen=True)
class Alarm:
    """An alarm, as it was put.

    Attributes:
        request: What PutMetricAlarm or PutCompositeAlarm was given.
        updated: When.
    """

    name: AlarmName
    request: Shape
    updated: datetime

    def actions(self, state: str) -> list[str]:
        """The ARNs of those who are told of a state."""
        return list(self.request.get(ACTIONS[state]) or ())


@dataclass(frozen=True)
class MetricAlarm(Alarm):
    """One that watches a metric, or an expression over metrics.

    Attributes:
        unevaluated: Why nothing evaluates it here; None where it is evaluated.
    """

    unevaluated: str | None = None

    @cached_property
    def queries(self) -> list[Shape]:
        """What it watches, as GetMetricData is asked."""
        if self.request.get("Metrics"):
            return list(self.request["Metrics"])
        stat = {
            "Metric": {
                "Namespace": self.request["Namespace"],
                "MetricName": self.request["MetricName"],
                "Dimensions": self.request.get("Dimensions") or [],
            },
            "Period": self.request["Period"],
            "Stat": self.request.get("Statistic") or self.request["ExtendedStatistic"],
        }
        if self.request.get("Unit"):
            stat["Unit"] = self.request["Unit"]
        return [{"Id": "m1", "MetricStat": stat, "ReturnData": True}]

    @property
    def watched(self) -> Shape:
        """The one query whose values are compared."""
        return next(query for query in self.queries if query.get("ReturnData", True))

    @cached_property
    def metrics(self) -> frozenset[MetricId]:
        """Every metric that its values come from."""
        described = [query["MetricStat"]["Metric"] for query in self.queries if _reads(query)]
        return frozenset(
            MetricId.of(
                one["Namespace"],
                one["MetricName"],
                {each["Name"]: each["Value"] for each in one.get("Dimensions") or ()},
            )
            for one in described
        )

    @cached_property
    def period(self) -> int:
        """Seconds of one period."""
        query = self.watched
        if _reads(query):
            return int(query["MetricStat"]["Period"])
        periods = [int(each["MetricStat"]["Period"]) for each in self.queries if _reads(each)]
        return int(query.get("Period") or min(periods, default=300))

    @property
    def step(self) -> int:
        """Seconds between two evaluations."""
        return 60 if self.period >= 60 else 10

    @property
    def periods(self) -> int:
        """How many periods are evaluated: N."""
        return int(self.request["EvaluationPeriods"])

    @property
    def needed(self) -> int:
        """How many of them have to be over the threshold: M."""
        return int(self.request.get("DatapointsToAlarm") or self.periods)

    @property
    def threshold(self) -> float:
        """What values are compared with."""
        return float(self.request["Threshold"])

    @property
    def rings_above(self) -> bool:
        """Whether more than the threshold is too much."""
        return str(self.request["ComparisonOperator"]).startswith("GreaterThan")

    @property
    def missing(self) -> str:
        """What a period without data counts as. Metrics of DynamoDB: always ``ignore``."""
        if any(metric.namespace == "AWS/DynamoDB" for metric in self.metrics):
            return "ignore"
        return self.request.get("TreatMissingData") or "missing"

    def breaches(self, value: float) -> bool:
        """Whether a value is on the wrong side of the threshold."""
        return OPERATORS[self.request["ComparisonOperator"]][0](value, self.threshold)

    @property
    def comparison(self) -> str:
        """The comparison in words."""
        return OPERATORS[self.request["ComparisonOperator"]][1]


@dataclass(frozen=True)
class CompositeAlarm(Alarm):
    """One that watches other alarms."""

    rule: Rule


def _reads(query: Shape) -> bool:
    return "MetricStat" in query
