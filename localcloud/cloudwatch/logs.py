"""CloudWatch Logs: events become metrics, patterns and saved queries work.

moto keeps groups, streams and events.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from localcloud.cloudwatch.datapoints import Datum, MetricId, in_time
from localcloud.cloudwatch.embedded import MalformedError, embedded
from localcloud.cloudwatch.log_queries import QueryOperations
from localcloud.cloudwatch.metric_filters import FILTERS_LIMIT, MetricFilter, pattern_of, tested
from localcloud.cloudwatch.metrics import MetricService
from localcloud.cloudwatch.recording import record
from localcloud.errors import ServiceError
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

MOST_EVENTS = 10_000
"""Of one page of FilterLogEvents."""

Shape = dict[str, Any]
FilterKey = tuple[str, str, str]
"""Region, log group and filter name."""


class LogService(QueryOperations):
    """CloudWatch Logs, as far as it is more than keeping events."""

    running_types = frozenset({"AWS::Logs::MetricFilter"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._filters: dict[FilterKey, MetricFilter] = {}
        self._keys: dict[tuple[str, str], str | None] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Looks at events once moto has kept them."""
        self.cloud.on(self.api, "PutLogEvents", self._put)

    def _put(self, call: Call, request: Shape, answer: Shape) -> None:
        """Keeps the metrics that are in events, or made of them."""
        rejected = answer.get("rejectedLogEventsInfo") or {}
        events = request["logEvents"]
        first = rejected.get("tooOldLogEventEndIndex", -1) + 1
        last = rejected.get("tooNewLogEventStartIndex", len(events))
        self._measure(call.region, request["logGroupName"], events[first:last])

    def get_log_events(self, call: Call, request: Shape) -> Shape:
        """The events of a stream, with those on their way to it."""
        self.flush_others()
        return self._ask(call, "GetLogEvents", request)

    def describe_log_streams(self, call: Call, request: Shape) -> Shape:
        """The streams of a group, with those about to be made."""
        self.flush_others()
        return self._ask(call, "DescribeLogStreams", request)

    def filter_log_events(self, call: Call, request: Shape) -> Shape:
        """The events of a group that match a pattern, the oldest first."""
        pattern = pattern_of(request.get("filterPattern") or "")
        limit = request.get("limit") or MOST_EVENTS
        self.flush_others()
        wanted = {
            name: value
            for name, value in request.items()
            if name in ("logGroupName", "logStreamNames", "startTime", "endTime")
        }
        if "logGroupIdentifier" in request:
            wanted["logGroupName"] = _group_name(request["logGroupIdentifier"])
        streams, events = self._all_events(call, {**wanted, "limit": MOST_EVENTS})
        prefix = request.get("logStreamNamePrefix", "")
        found = [
            event
            for event in sorted(events, key=lambda event: event["timestamp"])
            if event["logStreamName"].startswith(prefix)
            and pattern.read(event["message"]) is not None
        ]
        start = _place(request.get("nextToken"))
        more = {"nextToken": str(start + limit)} if start + limit < len(found) else {}
        return {"events": found[start : start + limit], "searchedLogStreams": streams, **more}

    def put_metric_filter(self, call: Call, request: Shape) -> None:
        """Makes a metric filter, or replaces the one of that name."""
        group = request["logGroupName"]
        self._check_group(call, group)
        made = MetricFilter.of(request, created=self.cloud.clock.now())
        key = (call.region, group, request["filterName"])
        with self._lock:
            others = sum(1 for other in self._filters if other[:2] == key[:2] and other != key)
            if others >= FILTERS_LIMIT:
                raise ServiceError(
                    "LimitExceededException", f"{group} has {others} metric filters already"
                )
            self._filters[key] = made

    def describe_metric_filters(self, call: Call, request: Shape) -> Shape:
        """The metric filters, by name."""
        if "logGroupName" in request:
            self._check_group(call, request["logGroupName"])
        namespace, name = request.get("metricNamespace"), request.get("metricName")
        with self._lock:
            shapes = [
                one.shape
                for (region, group, filter_name), one in sorted(self._filters.items())
                if region == call.region
                and request.get("logGroupName") in (None, group)
                and filter_name.startswith(request.get("filterNamePrefix", ""))
                and one.has_metric(namespace, name)
            ]
        start, limit = _place(request.get("nextToken")), request.get("limit") or 50
        more = {"nextToken": str(start + limit)} if start + limit < len(shapes) else {}
        return {"metricFilters": shapes[start : start + limit], **more}

    def delete_metric_filter(self, call: Call, request: Shape) -> None:
        """Deletes a metric filter; what it has counted stays."""
        key = (call.region, request["logGroupName"], request["filterName"])
        with self._lock:
            if self._filters.pop(key, None) is None:
                raise ServiceError(
                    "ResourceNotFoundException", "The specified metric filter does not exist."
                )

    def test_metric_filter(self, call: Call, request: Shape) -> Shape:  # noqa: ARG002 - the operations' signature
        """Which messages a pattern matches."""
        messages = request["logEventMessages"]
        return {"matches": tested(pattern_of(request["filterPattern"]), messages)}

    def describe_log_groups(self, call: Call, request: Shape) -> Shape:
        """The log groups, with the number of their metric filters."""
        answer = self._ask(call, "DescribeLogGroups", request)
        with self._lock:
            for group in answer["logGroups"]:
                place = (call.region, group["logGroupName"])
                group["metricFilterCount"] = sum(1 for key in self._filters if key[:2] == place)
                if place in self._keys:
                    group.pop("kmsKeyId", None)
                    if self._keys[place] is not None:
                        group["kmsKeyId"] = self._keys[place]
        return answer

    def delete_log_group(self, call: Call, request: Shape) -> Shape:
        """Deletes a log group with its metric filters."""
        answer = self._ask(call, "DeleteLogGroup", request)
        place = (call.region, request["logGroupName"])
        with self._lock:
            self._keys.pop(place, None)
            for key in [key for key in self._filters if key[:2] == place]:
                del self._filters[key]
        return answer

    def associate_kms_key(self, call: Call, request: Shape) -> None:
        """Records the key of a log group; nothing is encrypted here."""
        self._set_key(call, request, request["kmsKeyId"])

    def disassociate_kms_key(self, call: Call, request: Shape) -> None:
        """Takes the key from a log group."""
        self._set_key(call, request, None)

    def _set_key(self, call: Call, request: Shape, key: str | None) -> None:
        named = request.get("logGroupName") or request.get("resourceIdentifier")
        if named is None:
            raise ServiceError(
                "InvalidParameterException", "logGroupName or resourceIdentifier is required"
            )
        group = _group_name(named)
        self._check_group(call, group)
        with self._lock:
            self._keys[call.region, group] = key

    def _measure(self, region: str, group: str, events: list[Shape]) -> None:
        for event in events:
            try:
                self._keep(region, embedded(event["message"]))
            except MalformedError as error:
                LOG.warning("Metrics in an event of %s are ignored: %s", group, error)
                figures = {"EMFValidationErrors": (1.0, "Count")}
                record(
                    self.cloud,
                    region,
                    "AWS/Logs",
                    figures,
                    dimensions=[{}, {"LogGroupName": group}],
                )
        with self._lock:
            filters = [one for key, one in self._filters.items() if key[:2] == (region, group)]
        for one in filters:
            self._keep(region, one.data(events))

    def _keep(self, region: str, data: Iterable[tuple[MetricId, list[Datum]]]) -> None:
        match self.cloud.services.get(MetricService.api):
            case MetricService(datapoints=datapoints):
                now = self.cloud.clock.now()
                for metric, points in data:
                    if all(in_time(point.time, now) for point in points):
                        datapoints.add(region, metric, points)
                    else:
                        LOG.warning("%s: a data point is too old or too new", metric.name)

    def _all_events(self, call: Call, request: Shape) -> tuple[list[Shape], list[Shape]]:
        events: list[Shape] = []
        while True:
            answer = self._ask(call, "FilterLogEvents", request)
            events += answer["events"]
            if not answer.get("nextToken"):
                return answer["searchedLogStreams"], events
            request = {**request, "nextToken": answer["nextToken"]}


def _group_name(identifier: str) -> str:
    """The name of a group, of which an ARN may have been given."""
    return identifier.split(":log-group:")[-1].removesuffix(":*")


def _place(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdigit():
        raise ServiceError("InvalidParameterException", "The specified nextToken is invalid.")
    return int(token)
