"""GetMetricData: what its queries give, metrics first and expressions over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from localcloud.cloudwatch.datapoints import Datapoints, MetricId
from localcloud.cloudwatch.metric_math import MathError, MetricMath, Series, Value
from localcloud.cloudwatch.metric_search import Search, SearchError
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
            "Label": _label(query, series),
            "Timestamps": list(series.values),
            "Values": list(series.values.values()),
            "StatusCode": "Complete",
        }
        for query in queries
        if query.get("ReturnData", True)
        for series in work.all_series(query["Id"])
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
        self._known: dict[str, Series | list[Series]] = {}
        self._open: list[str] = []
        if len(self._queries) < len(queries):
            raise _invalid("The ids of MetricDataQueries must differ.")

    def all_series(self, name: str) -> list[Series]:
        """What a query gives: of a search several series, or none."""
        given = self._given(name)
        return [given] if isinstance(given, Series) else given

    def _value(self, name: str) -> Value:
        given = self._given(name)
        return given if isinstance(given, Series) else list(given)

    def _given(self, name: str) -> Series | list[Series]:
        if name not in self._queries:
            raise MathError(f"{name!r} is not the id of a query")
        if name in self._open:
            raise _invalid(f"The queries {' and '.join(self._open)} refer to each other.")
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self._work_out(self._queries[name])
            self._open.pop()
        return self._known[name]

    def _work_out(self, query: Query) -> Series | list[Series]:
        if ("MetricStat" in query) == ("Expression" in query):
            raise _invalid(f"{query['Id']}: exactly one of MetricStat and Expression is wanted.")
        try:
            if "MetricStat" in query:
                return self._metric(query["MetricStat"])
            return self._expression(query)
        except (MathError, SearchError, UnknownStatisticError) as error:
            raise _invalid(f"Error in expression '{query['Id']}': {error}") from error

    def _metric(self, stat: Mapping[str, Any]) -> Series:
        described = stat["Metric"]
        metric = MetricId.of(
            described["Namespace"],
            described["MetricName"],
            {one["Name"]: one["Value"] for one in described.get("Dimensions") or ()},
        )
        return self._series(metric, check(stat["Stat"]), int(stat["Period"]), stat.get("Unit"))

    def _series(
        self, metric: MetricId, statistic: str, period: int, unit: str | None = None
    ) -> Series:
        span = Span.asked(self._start, self._end, period)
        data = self._datapoints.of(self._region, metric, span.start, span.end)
        points = by_period(data, span, period, unit=unit)
        values = {time: value(statistic, data) for time, data in points.items()}
        known = {time: found for time, found in values.items() if found is not None}
        return Series(known, period)

    def _found(self, text: str, statistic: str, period: int) -> list[Series]:
        """The metrics of a search that have data, by what tells them apart."""
        check(statistic)
        found = []
        for metric in Search.of(text).among(self._datapoints.metrics(self._region)):
            series = self._series(metric, statistic, period)
            if series.values:
                held = " ".join(held for _, held in sorted(metric.dimensions))
                found.append(replace(series, label=f"{held} {metric.name}".strip()))
        return found

    def _expression(self, query: Query) -> Series | list[Series]:
        if query["Expression"].lstrip().upper().startswith("SELECT"):
            raise MathError("Metrics Insights is not in the local cloud")
        metrics = [
            each
            for name, other in self._queries.items()
            if "MetricStat" in other
            for each in self.all_series(name)
        ]
        period = int(query.get("Period") or min((one.period for one in metrics), default=300))
        math = MetricMath(
            self._value,
            metrics,
            Span.asked(self._start, self._end, period),
            lambda text, statistic, every: self._found(text, statistic, every or period),
        )
        return math.series(query["Expression"])


def _label(query: Query, series: Series) -> str:
    stat = query.get("MetricStat")
    given = query.get("Label") or (stat["Metric"]["MetricName"] if stat else query["Id"])
    if series.label is None:
        return str(given)
    return f"{query['Label']} {series.label}" if query.get("Label") else series.label


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
