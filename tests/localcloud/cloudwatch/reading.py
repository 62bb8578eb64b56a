"""Writes events and reads metrics, as short as a test wants it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudwatch.conftest import GROUP, STREAM

HOUR = timedelta(hours=1)


def log(cloud: LocalCloud, *messages: Any, at: datetime | None = None) -> dict[str, Any]:
    """Puts events, objects as JSON."""
    stamp = int((at or cloud.clock.now()).timestamp() * 1000)
    answer: dict[str, Any] = cloud.client("logs").put_log_events(
        logGroupName=GROUP,
        logStreamName=STREAM,
        logEvents=[
            {"timestamp": stamp, "message": one if isinstance(one, str) else json.dumps(one)}
            for one in messages
        ],
    )
    return answer


def statistic(
    cloud: LocalCloud,
    namespace: str,
    name: str,
    dimensions: Mapping[str, str] | None = None,
    *,
    which: str = "Sum",
    region: str = "us-east-1",
) -> float | None:
    """One statistic of the hour around now; None where there is no data point."""
    now = cloud.clock.now()
    extended = which.startswith("p")
    points = cloud.client("cloudwatch", region).get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in (dimensions or {}).items()],
        StartTime=now - HOUR,
        EndTime=now + HOUR,
        Period=7200,
        **{"ExtendedStatistics" if extended else "Statistics": [which]},
    )["Datapoints"]
    if not points:
        return None
    (point,) = points
    value: float = point["ExtendedStatistics"][which] if extended else point[which]
    return value
