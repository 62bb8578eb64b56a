"""Metrics that functions print into their logs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService
from localcloud.cloudwatch.embedded import MalformedError, embedded
from localcloud.events import settle
from localcloud.lambda_service import LambdaService
from tests.localcloud.cloudwatch.conftest import GROUP
from tests.localcloud.cloudwatch.reading import log, statistic
from tests.localcloud.functions.deploy import deploy

POWERTOOLS = (
    "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:7"
)
COUNTING = """
    from aws_lambda_powertools import Logger, Metrics
    from aws_lambda_powertools.metrics import MetricUnit

    logger, metrics = Logger(), Metrics()

    @metrics.log_metrics(capture_cold_start_metric=True)
    def handle(event, context):
        logger.info("counting")
        metrics.add_metric(name="RoomsBooked", unit=MetricUnit.Count, value=event["rooms"])
        metrics.add_metric(name="RoomsBooked", unit=MetricUnit.Count, value=1)
        metrics.add_metadata(key="request", value="r-1")
"""


def document(cloud: LocalCloud, **changes: Any) -> dict[str, Any]:
    """A document in the format; ``directive`` and ``aws`` change its insides."""
    directive = {
        "Namespace": "Hotel",
        "Dimensions": [["service"], ["service", "city"], []],
        "Metrics": [{"Name": "Rooms", "Unit": "Count"}, {"Name": "Waits", "Unit": "Milliseconds"}],
        **changes.pop("directive", {}),
    }
    stamp = int(cloud.clock.now().timestamp() * 1000)
    aws = {"Timestamp": stamp, "CloudWatchMetrics": [directive]} | changes.pop("aws", {})
    return {
        "_aws": aws,
        "service": "booking",
        "city": "Seoul",
        "Rooms": 2,
        "Waits": [10, 20, 30],
        "request": "r-1",
    } | changes


def test_each_set_of_dimensions_gets_every_metric(cloud: LocalCloud) -> None:
    log(cloud, document(cloud), document(cloud))

    booking = {"service": "booking"}
    assert statistic(cloud, "Hotel", "Rooms", booking) == 4
    assert statistic(cloud, "Hotel", "Rooms", {**booking, "city": "Seoul"}) == 4
    assert statistic(cloud, "Hotel", "Rooms") == 4
    assert statistic(cloud, "Hotel", "Waits", booking, which="Average") == 20
    assert statistic(cloud, "Hotel", "Waits", booking, which="SampleCount") == 6
    units = {
        point["Unit"]
        for point in cloud.client("cloudwatch").get_metric_statistics(
            Namespace="Hotel", MetricName="Waits", StartTime=cloud.clock.now() - timedelta(hours=1),
            EndTime=cloud.clock.now() + timedelta(hours=1), Period=7200, Statistics=["Sum"],
        )["Datapoints"]
    }  # fmt: skip
    assert units == {"Milliseconds"}


def test_what_lambda_writes_before_a_document_is_skipped(cloud: LocalCloud) -> None:
    log(cloud, "2026-11-22T10:00:00Z r-1 INFO " + json.dumps(document(cloud)))

    assert statistic(cloud, "Hotel", "Rooms") == 2


@pytest.mark.parametrize(
    "message",
    [
        'a line about "_aws"',
        '{"_aws": ',
        '["_aws"]',
        json.dumps({"_aws": "no metadata"}),
        json.dumps({"_aws": {"Timestamp": 1}}),
        json.dumps({"message": json.dumps({"_aws": {"CloudWatchMetrics": []}})}),
        '{"_aws": ' + "[" * 100_000,
    ],
)
def test_other_events_have_no_metrics(cloud: LocalCloud, message: str) -> None:
    log(cloud, message)

    assert cloud.client("cloudwatch").list_metrics()["Metrics"] == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"aws": {"Timestamp": None}}, "Timestamp"),
        ({"aws": {"Timestamp": "now"}}, "Timestamp"),
        ({"aws": {"Timestamp": True}}, "Timestamp"),
        ({"aws": {"Timestamp": 1e300}}, "no time"),
        ({"aws": {"CloudWatchMetrics": {}}}, "must be a list"),
        ({"aws": {"CloudWatchMetrics": ["x"]}}, "must be an object"),
        ({"directive": {"Namespace": ""}}, "Namespace"),
        ({"directive": {"Dimensions": []}}, "Dimensions"),
        ({"directive": {"Dimensions": ["service"]}}, "set of dimensions"),
        ({"directive": {"Dimensions": [["nothing"]]}}, "'nothing'"),
        ({"directive": {"Dimensions": [["Rooms"]]}}, "'Rooms'"),
        ({"directive": {"Dimensions": [[["service"]]]}}, "dimension"),
        ({"directive": {"Metrics": [{"Name": "Rooms"}] * 101}}, "at most 100"),
        ({"directive": {"Metrics": ["Rooms"]}}, "Name"),
        ({"directive": {"Metrics": [{"Name": "Nothing"}]}}, "'Nothing'"),
        ({"directive": {"Metrics": [{"Name": "Rooms", "Unit": "Rooms"}]}}, "unit of Rooms"),
        ({"directive": {"Metrics": [{"Name": "Rooms", "Unit": []}]}}, "unit of Rooms"),
        ({"directive": {"Metrics": [{"Name": "Rooms", "StorageResolution": 5}]}}, "Resolution"),
        ({"Rooms": "two"}, "'Rooms'"),
        ({"Rooms": True}, "'Rooms'"),
        ({"Rooms": float("nan")}, "'Rooms'"),
        ({"Rooms": 10**400}, "'Rooms'"),
        ({"Rooms": []}, "'Rooms'"),
        ({"Rooms": [1] * 101}, "'Rooms'"),
        ({"Rooms": {"count": 1}}, "'Rooms'"),
    ],
)
def test_a_document_that_breaks_the_format_is_refused(
    cloud: LocalCloud, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(MalformedError, match=complaint):
        embedded(json.dumps(document(cloud, **changes)))


def test_a_broken_document_is_an_event_like_any_other_and_counted(
    cloud: LocalCloud, logs: Any, caplog: pytest.LogCaptureFixture
) -> None:
    log(cloud, document(cloud, Rooms="two"), document(cloud))

    assert statistic(cloud, "Hotel", "Rooms") == 2
    assert statistic(cloud, "AWS/Logs", "EMFValidationErrors", {"LogGroupName": GROUP}) == 1
    assert len(logs.filter_log_events(logGroupName=GROUP)["events"]) == 2
    assert "'Rooms'" in caplog.text


def test_metrics_of_long_ago_are_left_out(cloud: LocalCloud) -> None:
    old = int((cloud.clock.now() - timedelta(days=15)).timestamp() * 1000)
    log(cloud, document(cloud, aws={"Timestamp": old}), document(cloud, Rooms=7))

    assert statistic(cloud, "Hotel", "Rooms") == 7


def test_a_week_ahead_metrics_are_of_that_week(cloud: LocalCloud) -> None:
    cloud.clock.move(timedelta(days=7))
    log(cloud, document(cloud))

    assert statistic(cloud, "Hotel", "Rooms") == 2


def test_an_event_that_is_rejected_counts_nothing(cloud: LocalCloud) -> None:
    answer = log(cloud, document(cloud), at=cloud.clock.now() + timedelta(hours=3))

    assert answer["rejectedLogEventsInfo"] == {"tooNewLogEventStartIndex": 0}
    assert statistic(cloud, "Hotel", "Rooms") is None


@pytest.fixture(scope="module")
def listening() -> Iterator[LocalCloud]:
    """A cloud that runs functions."""
    with LocalCloud([LogService, MetricService, LambdaService]) as cloud:
        cloud.start()
        yield cloud


@pytest.mark.parametrize("log_format", ["JSON", "Text"])
@pytest.mark.parametrize("days", [0, 7])
def test_what_powertools_prints_is_counted(
    listening: LocalCloud, log_format: str, days: int
) -> None:
    listening.clock.move(timedelta(days=days))
    namespace = f"Hotel{log_format}{days}"
    variables = {"POWERTOOLS_SERVICE_NAME": "booking", "POWERTOOLS_METRICS_NAMESPACE": namespace}
    function = deploy(
        listening,
        COUNTING,
        Layers=[POWERTOOLS],
        LoggingConfig={"LogFormat": log_format},
        Environment={"Variables": variables},
    )

    assert function.invoke({"rooms": 2}).error is None
    assert function.invoke({"rooms": 3}).error is None

    assert settle(listening)
    booking = {"service": "booking"}
    assert statistic(listening, namespace, "RoomsBooked", booking) == 7
    cold = {**booking, "function_name": function.name}
    assert statistic(listening, namespace, "ColdStart", cold) == 1
