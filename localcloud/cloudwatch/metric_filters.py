"""Metric filters: log events that become data points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from localcloud.cloudwatch.datapoints import NO_UNIT, Datum, MetricId
from localcloud.cloudwatch.patterns import Fields, LogPattern, PatternError, parse
from localcloud.errors import ServiceError

DIMENSIONS_LIMIT = 3
FILTERS_LIMIT = 100
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NOT_HERE = ("applyOnTransformedLogs", "emitSystemFieldDimensions", "fieldSelectionCriteria")

Event = Mapping[str, Any]
Shape = dict[str, Any]


@dataclass(frozen=True)
class MetricFilter:
    """A filter of one log group.

    Attributes:
        shape: As DescribeMetricFilters shows it.
    """

    pattern: LogPattern
    shape: Shape

    @classmethod
    def of(cls, request: Shape, *, created: datetime) -> MetricFilter:
        """The filter that a PutMetricFilter asks for.

        Raises:
            ServiceError: InvalidParameterException, saying what is wrong.
        """
        elsewhere = [name for name in _NOT_HERE if request.get(name)]
        if elsewhere:
            raise _invalid(f"{', '.join(elsewhere)}: the local cloud has no such metric filters")
        pattern = pattern_of(request["filterPattern"])
        for transformation in request["metricTransformations"]:
            _check(transformation, pattern)
        shape = {
            "filterName": request["filterName"],
            "filterPattern": request["filterPattern"],
            "logGroupName": request["logGroupName"],
            "metricTransformations": request["metricTransformations"],
            "creationTime": int(created.timestamp() * 1000),
        }
        return cls(pattern, shape)

    def data(self, events: Iterable[Event]) -> list[tuple[MetricId, list[Datum]]]:
        """The data points of these events."""
        found = []
        for event in events:
            fields = self.pattern.read(event["message"])
            time = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
            for transformation in self.shape["metricTransformations"]:
                point = _point(transformation, fields, time)
                if point is not None:
                    found.append(point)
        return found

    def has_metric(self, namespace: str | None, name: str | None) -> bool:
        """Whether it makes that metric; None stands for any."""
        return any(
            namespace in (None, each["metricNamespace"]) and name in (None, each["metricName"])
            for each in self.shape["metricTransformations"]
        )


def pattern_of(text: str) -> LogPattern:
    """A filter pattern.

    Raises:
        ServiceError: InvalidParameterException, where it is none.
    """
    try:
        return parse(text)
    except PatternError as error:
        raise _invalid(f"Invalid filter pattern: {error}") from error


def tested(pattern: LogPattern, messages: Sequence[str]) -> list[Shape]:
    """What TestMetricFilter answers: the messages that match."""
    return [
        {"eventNumber": number, "eventMessage": message, "extractedValues": {}}
        for number, message in enumerate(messages, start=1)
        if pattern.read(message) is not None
    ]


def _check(transformation: Shape, pattern: LogPattern) -> None:
    name, value = transformation["metricName"], transformation["metricValue"]
    refers = value.startswith("$")
    if not refers and not _NUMBER.fullmatch(value):
        raise _invalid(f"metricValue of {name} must be a number or a field, not {value!r}")
    dimensions = transformation.get("dimensions") or {}
    if (refers or dimensions) and not pattern.has_fields:
        raise _invalid(
            f"{name}: only JSON and space-delimited filter patterns have fields to refer to"
        )
    if len(dimensions) > DIMENSIONS_LIMIT:
        raise _invalid(f"{name} has {len(dimensions)} dimensions; {DIMENSIONS_LIMIT} are allowed")
    if not all(field.startswith("$") for field in dimensions.values()):
        raise _invalid(f"{name}: a dimension is a field of the event, such as $.service")
    if dimensions and transformation.get("defaultValue") is not None:
        raise _invalid(f"{name}: a metric with dimensions cannot have a default value")


def _point(
    transformation: Shape, fields: Fields | None, time: datetime
) -> tuple[MetricId, list[Datum]] | None:
    """A data point of one event: the default value where it does not match, if there is one."""
    if fields is None:
        value = transformation.get("defaultValue")
        dimensions = {}
    else:
        value = transformation["metricValue"]
        if value.startswith("$"):
            value = fields(value)
        held = {
            name: fields(field) for name, field in (transformation.get("dimensions") or {}).items()
        }
        if any(one is None or isinstance(one, dict | list) for one in held.values()):
            return None
        dimensions = {name: _text(one) for name, one in held.items()}
    number = _number(value)
    if number is None:
        return None
    metric = MetricId.of(
        transformation["metricNamespace"], transformation["metricName"], dimensions
    )
    return metric, [Datum.one(time, number, transformation.get("unit") or NO_UNIT)]


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message)
