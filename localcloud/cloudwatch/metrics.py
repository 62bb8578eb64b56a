"""CloudWatch's metrics: put, listed, read. moto keeps dashboards.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from localcloud.cloudwatch.datapoints import NO_UNIT, Datapoints, Datum, MetricId, in_time
from localcloud.cloudwatch.metric_queries import metric_data
from localcloud.cloudwatch.statistics import (
    Span,
    UnknownStatisticError,
    by_period,
    check,
    value,
)
from localcloud.errors import ServiceError
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DIMENSIONS_LIMIT = 30
PAGE = 500
POINTS_LIMIT = 1440
"""Metrics of a page of ListMetrics; data points of a GetMetricStatistics."""

Shape = dict[str, Any]


class MetricService(Service):
    """CloudWatch. What it reads is what services, functions and clients have put here.

    Attributes:
        datapoints: All that is kept.
    """

    api = "cloudwatch"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.datapoints = Datapoints()

    def put_metric_data(self, call: Call, request: Shape) -> None:
        """Keeps the data points of a client."""
        namespace = request["Namespace"]
        if namespace.startswith("AWS/"):
            raise _invalid(f"The value {namespace} for parameter Namespace is invalid.")
        entries = [*request.get("MetricData", ())]
        for group in request.get("EntityMetricData", ()):
            entries += group.get("MetricData", ())
        now = self.cloud.clock.now()
        kept = [(_metric(namespace, entry), _data(entry, now)) for entry in entries]
        for metric, data in kept:
            self.datapoints.add(call.region, metric, data)

    def list_metrics(self, call: Call, request: Shape) -> Shape:
        """The metrics that have data."""
        wanted = [(one["Name"], one.get("Value")) for one in request.get("Dimensions", ())]
        found = [
            metric
            for metric in self.datapoints.metrics(call.region)
            if request.get("Namespace") in (None, metric.namespace)
            and request.get("MetricName") in (None, metric.name)
            and all(_has(metric, *dimension) for dimension in wanted)
        ]
        start = int(request.get("NextToken") or 0)
        page = found[start : start + PAGE]
        more = {"NextToken": str(start + PAGE)} if start + PAGE < len(found) else {}
        return {"Metrics": [_shown(metric) for metric in page], **more}

    def get_metric_statistics(self, call: Call, request: Shape) -> Shape:
        """Statistics of one metric, period by period."""
        period = request["Period"]
        if period not in (1, 5, 10, 20, 30) and (period < 60 or period % 60):
            raise _invalid("The value for parameter Period must be 1, 5, 10, 20, 30 or n * 60.")
        names = [*request.get("Statistics", ()), *request.get("ExtendedStatistics", ())]
        if not names:
            raise ServiceError(
                "MissingParameter", "Statistics or ExtendedStatistics must be specified"
            )
        for name in names:
            _checked(name)
        start, end = _utc(request["StartTime"]), _utc(request["EndTime"])
        if start >= end:
            raise _invalid("The parameter StartTime must be less than the parameter EndTime.")
        if (end - start).total_seconds() / period > POINTS_LIMIT:
            raise ServiceError(
                "InvalidParameterCombination",
                f"You have requested up to {math.ceil((end - start).total_seconds() / period)} "
                f"datapoints, which exceeds the limit of {POINTS_LIMIT}.",
            )
        metric = _metric(request["Namespace"], request)
        span = Span.asked(start, end, period)
        data = self.datapoints.of(call.region, metric, span.start, span.end)
        points = by_period(data, span, period, unit=request.get("Unit"))
        shown = [_point(time, data, request) for time, data in points.items()]
        return {"Label": request["MetricName"], "Datapoints": shown}

    def get_metric_data(self, call: Call, request: Shape) -> Shape:
        """Metrics and expressions over them, period by period."""
        start, end = _utc(request["StartTime"]), _utc(request["EndTime"])
        if start >= end:
            raise ServiceError(
                "ValidationError", "The parameter EndTime must be greater than StartTime."
            )
        results = metric_data(
            self.datapoints, call.region, request["MetricDataQueries"], start, end
        )
        if request.get("ScanBy", "TimestampDescending") == "TimestampDescending":
            for result in results:
                result["Timestamps"].reverse()
                result["Values"].reverse()
        return {"MetricDataResults": results, "Messages": []}


def _metric(namespace: str, shape: Mapping[str, Any]) -> MetricId:
    dimensions = {one["Name"]: one["Value"] for one in shape.get("Dimensions") or ()}
    if len(dimensions) > DIMENSIONS_LIMIT:
        raise _invalid(f"A metric has at most {DIMENSIONS_LIMIT} dimensions.")
    return MetricId.of(namespace, shape["MetricName"], dimensions)


def _data(entry: Shape, now: datetime) -> list[Datum]:
    name, unit = entry["MetricName"], entry.get("Unit") or NO_UNIT
    time = _utc(entry.get("Timestamp") or now)
    if not in_time(time, now):
        raise _invalid(
            f"The parameter MetricData.member.Timestamp of {name}, {time.isoformat()}, must be "
            "within two weeks before and two hours after the current time."
        )
    given = [one for one in ("Value", "Values", "StatisticValues") if entry.get(one) is not None]
    if len(given) != 1:
        raise ServiceError(
            "InvalidParameterCombination",
            f"Of Value, Values and StatisticValues {name} must have exactly one.",
        )
    if "StatisticValues" in given:
        return [_statistic_set(entry["StatisticValues"], time, unit)]
    values = entry["Values"] if "Values" in given else [entry["Value"]]
    counts = entry.get("Counts") or [1.0] * len(values)
    if len(counts) != len(values):
        raise _invalid(f"Counts of {name} must be as many as its Values.")
    if not all(math.isfinite(each) for each in (*values, *counts)):
        raise _invalid(f"The values of {name} must be numbers, not NaN or infinite.")
    return [
        Datum.one(time, float(each), unit, count=float(count))
        for each, count in zip(values, counts, strict=True)
    ]


def _statistic_set(shape: Shape, time: datetime, unit: str) -> Datum:
    least, most = float(shape["Minimum"]), float(shape["Maximum"])
    known = least if least == most else None
    return Datum(time, unit, float(shape["SampleCount"]), float(shape["Sum"]), least, most, known)


def _point(time: datetime, data: list[Datum], request: Shape) -> Shape:
    shown: Shape = {"Timestamp": time, "Unit": data[0].unit}
    shown |= {name: value(name, data) for name in request.get("Statistics", ())}
    extended = {name: value(name, data) for name in request.get("ExtendedStatistics", ())}
    known = {name: found for name, found in extended.items() if found is not None}
    return {**shown, "ExtendedStatistics": known} if known else shown


def _has(metric: MetricId, name: str, wanted: str | None) -> bool:
    return any(key == name and wanted in (None, held) for key, held in metric.dimensions)


def _shown(metric: MetricId) -> Shape:
    dimensions = [{"Name": name, "Value": held} for name, held in sorted(metric.dimensions)]
    return {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}


def _checked(statistic: str) -> str:
    try:
        return check(statistic)
    except UnknownStatisticError as error:
        raise _invalid(str(error)) from error


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValue", message)
