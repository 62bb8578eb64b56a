"""The embedded metric format: metrics inside log events, as Powertools prints them.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.utils import get_service_model

from localcloud.cloudwatch.datapoints import NO_UNIT, Datum, MetricId

MARK = '"_aws"'
METRICS_LIMIT = 100
VALUES_LIMIT = 100
DIMENSIONS_LIMIT = 30
RESOLUTIONS = (1, 60)
UNITS = frozenset(get_service_model("cloudwatch").shape_for("StandardUnit").metadata["enum"])

Extracted = list[tuple[MetricId, list[Datum]]]


class MalformedError(ValueError):
    """The event is marked as one with metrics, and breaks the format."""


def embedded(message: str) -> Extracted:
    """The data points of a log event; none where it is not in the format.

    What Lambda may write before a document is skipped. A document that breaks the format anywhere
    gives nothing at all: the specification does not say what CloudWatch keeps of one.

    Raises:
        MalformedError: It is marked as such a document and is none.
    """
    if MARK not in message:
        return []
    try:
        document = json.loads(message[message.index("{") :])
    except (ValueError, RecursionError):
        return []  # a line of text, or JSON in JSON: neither is a document
    metadata = document.get("_aws") if isinstance(document, dict) else None
    if not isinstance(metadata, dict) or "CloudWatchMetrics" not in metadata:
        return []
    time = _time(metadata.get("Timestamp"))
    directives = metadata["CloudWatchMetrics"]
    if not isinstance(directives, list):
        raise MalformedError("_aws.CloudWatchMetrics must be a list")
    return [entry for each in directives for entry in _directive(document, each, time)]


def _time(stamp: Any) -> datetime:
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        raise MalformedError(f"_aws.Timestamp must be milliseconds since 1970, not {stamp!r}")
    try:
        return datetime.fromtimestamp(stamp / 1000, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise MalformedError(f"_aws.Timestamp: {stamp} is no time") from error


def _directive(
    document: Mapping[str, Any], directive: Any, time: datetime
) -> Iterator[tuple[MetricId, list[Datum]]]:
    if not isinstance(directive, dict):
        raise MalformedError("each of _aws.CloudWatchMetrics must be an object")
    namespace = directive.get("Namespace")
    if not isinstance(namespace, str) or not 1 <= len(namespace) <= 255:
        raise MalformedError(f"Namespace must be a text of 1 to 255 characters, not {namespace!r}")
    metrics = directive.get("Metrics")
    if not isinstance(metrics, list) or len(metrics) > METRICS_LIMIT:
        raise MalformedError(f"Metrics must be a list of at most {METRICS_LIMIT}")
    sets = [dict(_dimensions(document, keys)) for keys in _dimension_sets(directive)]
    for definition in metrics:
        name, data = _metric(document, definition, time)
        for dimensions in sets:
            yield MetricId.of(namespace, name, dimensions), data


def _dimension_sets(directive: Mapping[str, Any]) -> list[Any]:
    sets = directive.get("Dimensions")
    if not isinstance(sets, list) or not sets:
        raise MalformedError("Dimensions must be a list with at least one set")
    return sets


def _dimensions(document: Mapping[str, Any], keys: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(keys, list) or len(keys) > DIMENSIONS_LIMIT:
        raise MalformedError(f"a set of dimensions must be a list of at most {DIMENSIONS_LIMIT}")
    for key in keys:
        value = document.get(key) if isinstance(key, str) else None
        if not isinstance(value, str) or not value:
            raise MalformedError(f"the dimension {key!r} must be a member with a text")
        yield key, value


def _metric(
    document: Mapping[str, Any], definition: Any, time: datetime
) -> tuple[str, list[Datum]]:
    name = definition.get("Name") if isinstance(definition, dict) else None
    if not isinstance(name, str) or not name:
        raise MalformedError("each of Metrics must be an object with a Name")
    unit = definition.get("Unit", NO_UNIT)
    if not isinstance(unit, str) or unit not in UNITS:
        raise MalformedError(f"the unit of {name} must be one of CloudWatch's, not {unit!r}")
    if definition.get("StorageResolution", 60) not in RESOLUTIONS:
        raise MalformedError(f"the StorageResolution of {name} must be 1 or 60")
    held = document.get(name)
    values: list[Any] = held if isinstance(held, list) else [held]
    if not values or len(values) > VALUES_LIMIT or not all(map(_is_number, values)):
        raise MalformedError(
            f"the metric {name!r} must be a member with a number, or with up to "
            f"{VALUES_LIMIT} of them"
        )
    return name, [Datum.one(time, float(value), unit) for value in values]


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max
