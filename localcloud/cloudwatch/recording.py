"""How the services of the local cloud tell CloudWatch of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from localcloud.cloudwatch.datapoints import Datum, MetricId
from localcloud.cloudwatch.metrics import MetricService

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Figures = Mapping[str, tuple[float, str]]
"""Values by the name of their metric, each with its unit."""


def record(
    cloud: Cloud,
    region: str,
    namespace: str,
    figures: Figures,
    *,
    dimensions: Sequence[Mapping[str, str]],
    at: datetime | None = None,
) -> None:
    """Keeps figures under each set of dimensions; nothing where the cloud has no CloudWatch.

    It takes microseconds, so that a service may call it in the middle of its work.

    Args:
        at: When it was; now by default.
    """
    match cloud.services.get(MetricService.api):
        case MetricService(datapoints=datapoints):
            time = at or cloud.clock.now()
            data = {name: [Datum.one(time, *figure)] for name, figure in figures.items()}
            for each in dimensions:
                for name, one in data.items():
                    datapoints.add(region, MetricId.of(namespace, name, each), one)
