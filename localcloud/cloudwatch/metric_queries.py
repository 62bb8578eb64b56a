"""GetMetricData: what its queries give, metrics first and expressions over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from localcloud.cloudwatch.datapoints import Datapoints, MetricId
from localcloud.cloudwatch.metric_math import MathError, MetricMath, Series
from localcloud.cloudwatch.statistics import (
    Span,
    UnknownStatisticError,
    by_period,
    check,
    value,
)
from localcloud.errors import ServiceError

Query = Mapping[str, Any]


def metric_data(
    datapoints: Datapoints, region: str, queries: Sequence[Query], start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """The results of the queries that return data, oldest values first.

    Raises:
        ServiceError: ValidationError, naming the query.
    """
    work = _Queries(datapoints, region, queries, start, end)
    return [
        {
            "Id": query["Id"],
            "Label": query.get("Label") or _label(query),
            "Timestamps": list(series.values),
            "Values": list(series.values.values()),
            "StatusCode": "Complete",
        }
        for query in queries
        if query.get("ReturnData", True)
        for series in [work.series(query["Id"])]
    ]


class _Queries:
    """The queries of one request, each worked out once."""

    def __init__(
        self,
        datapoints: Datapoints,
        region: str,
        queries: Sequence[Query],
        start: datetime,
        end: datetime,
    ) -> None:
        self._datapoints = datapoints
        self._region = region
        self._queries = {query["Id"]: query for query in queries}
        self._start, self._end = start, end
        self._known: dict[str, Series] = {}
        self._open: list[str] = []
        if len(self._queries) < len(queries):
            raise _invalid("The ids of MetricDataQueries must differ.")

    def series(self, name: str) -> Series:
        """What a query gives."""
        if name not in self._queries:
            raise MathError(f"{name!r} is not the id of a query")
        if name in self._open:
            raise _invalid(f"The queries {' and '.join(self._open)} refer to each other.")
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self._work_out(self._queries[name])
            self._open.pop()
        return self._known[name]

    def _work_out(self, query: Query) -> Series:
        if ("MetricStat" in query) == ("Expression" in query):
            raise _invalid(f"{query['Id']}: exactly one of MetricStat and Expression is wanted.")
        try:
            if "MetricStat" in query:
                return self._metric(query["MetricStat"])
            return self._expression(query)
        except (MathError, UnknownStatisticError) as error:
            raise _invalid(f"Error in expression '{query['Id']}': {error}") from error

    def _metric(self, stat: Mapping[str, Any]) -> Series:
        period, statistic = int(stat["Period"]), check(stat["Stat"])
        described = stat["Metric"]
        metric = MetricId.of(
            described["Namespace"],
            described["MetricName"],
            {one["Name"]: one["Value"] for one in described.get("Dimensions") or ()},
        )
        points = by_period(
            self._datapoints.of(self._region, metric),
            Span.asked(self._start, self._end, period),
            period,
            unit=stat.get("Unit"),
        )
        values = {time: value(statistic, data) for time, data in points.items()}
        known = {time: found for time, found in values.items() if found is not None}
        return Series(known, period)

    def _expression(self, query: Query) -> Series:
        if query["Expression"].lstrip().upper().startswith("SELECT"):
            raise MathError("Metrics Insights is not in the local cloud")
        metrics = [
            self.series(name) for name, each in self._queries.items() if "MetricStat" in each
        ]
        periods = [series.period for series in metrics]
        shortest = int(query.get("Period") or min(periods, default=60))
        span = Span.asked(self._start, self._end, shortest)
        return MetricMath(self.series, metrics, span).series(query["Expression"])


def _label(query: Query) -> str:
    stat = query.get("MetricStat")
    return str(stat["Metric"]["MetricName"] if stat else query["Id"])


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
