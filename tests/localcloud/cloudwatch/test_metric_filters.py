"""Log events that metric filters count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudwatch.conftest import GROUP
from tests.localcloud.cloudwatch.reading import log, statistic


def transformation(**changes: Any) -> dict[str, Any]:
    return {"metricName": "Found", "metricNamespace": "Hotel", "metricValue": "1"} | changes


def filtered(logs: Any, pattern: str, name: str = "found", **changes: Any) -> None:
    logs.put_metric_filter(
        logGroupName=GROUP,
        filterName=name,
        filterPattern=pattern,
        metricTransformations=[transformation(**changes)],
    )


def test_what_matches_is_counted_from_then_on(cloud: LocalCloud, logs: Any) -> None:
    log(cloud, {"level": "ERROR"})
    filtered(logs, '{ $.level = "ERROR" }')
    log(cloud, {"level": "ERROR"}, {"level": "INFO"}, "ERROR")
    log(cloud, {"level": "ERROR"})

    assert statistic(cloud, "Hotel", "Found") == 2


def test_a_value_of_the_event_is_counted(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, "{ $.took.ms > 0 }", metricValue="$.took.ms", unit="Milliseconds")
    log(cloud, {"took": {"ms": 120}}, {"took": {"ms": "80.5"}}, {"took": {"ms": 0}}, {"took": 7})

    assert statistic(cloud, "Hotel", "Found", which="Average") == pytest.approx(100.25)
    assert statistic(cloud, "Hotel", "Found", which="SampleCount") == 2


def test_a_value_that_is_no_number_is_no_data_point(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, '{ $.took = "*" }', metricValue="$.took")
    log(cloud, {"took": "long"}, {"took": True}, {"took": 5})

    assert statistic(cloud, "Hotel", "Found") == 5


def test_a_column_can_be_the_value_and_another_the_dimension(cloud: LocalCloud, logs: Any) -> None:
    pattern = "[ip, user, ..., status = 4*, bytes]"
    filtered(logs, pattern, metricValue="$bytes", dimensions={"Status": "$status"})
    log(cloud, "127.0.0.1 frank [10/Oct/2000:13:25:15 -0700] 404 1534", "127.0.0.1 frank 200 7")

    assert statistic(cloud, "Hotel", "Found", {"Status": "404"}) == 1534
    assert statistic(cloud, "Hotel", "Found") is None


def test_dimensions_come_from_the_event(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, '{ $.level = "ERROR" }', dimensions={"Service": "$.service", "Cold": "$.cold"})
    log(cloud, {"level": "ERROR", "service": "booking", "cold": True})
    log(cloud, {"level": "ERROR", "service": "booking"})

    assert statistic(cloud, "Hotel", "Found", {"Service": "booking", "Cold": "true"}) == 1


def test_the_default_is_counted_for_what_does_not_match(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, "ERROR", defaultValue=0)
    log(cloud, "fine", "fine")

    assert statistic(cloud, "Hotel", "Found") == 0
    assert statistic(cloud, "Hotel", "Found", which="SampleCount") == 2


def test_without_a_default_there_is_no_data_point(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, "ERROR")
    log(cloud, "fine")

    assert statistic(cloud, "Hotel", "Found") is None


def test_a_filter_of_another_group_or_region_counts_nothing(cloud: LocalCloud, logs: Any) -> None:
    seoul = cloud.client("logs", "ap-northeast-2")
    seoul.create_log_group(logGroupName=GROUP)
    filtered(seoul, "ERROR")
    logs.create_log_group(logGroupName="/other")
    logs.put_metric_filter(
        logGroupName="/other",
        filterName="found",
        filterPattern="ERROR",
        metricTransformations=[transformation()],
    )
    log(cloud, "ERROR")

    assert statistic(cloud, "Hotel", "Found") is None
    assert statistic(cloud, "Hotel", "Found", region="ap-northeast-2") is None


def test_the_event_tells_the_time(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, "ERROR")
    cloud.clock.move(timedelta(days=7))
    log(cloud, "ERROR", at=cloud.clock.now() - timedelta(days=2))
    log(cloud, "ERROR")

    assert statistic(cloud, "Hotel", "Found") == 1


def test_none_of_many_writers_is_forgotten(cloud: LocalCloud, logs: Any) -> None:
    filtered(logs, "{ $.n >= 0 }", metricValue="$.n", dimensions={"Writer": "$.writer"})

    def write(writer: int) -> None:
        for n in range(25):
            log(cloud, {"writer": str(writer), "n": n}, {"writer": "all", "n": 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))

    assert statistic(cloud, "Hotel", "Found", {"Writer": "all"}) == 200
    assert [statistic(cloud, "Hotel", "Found", {"Writer": str(n)}) for n in range(8)] == [300] * 8
    assert len(logs.filter_log_events(logGroupName=GROUP)["events"]) == 400


def test_a_filter_put_again_is_replaced_and_one_deleted_counts_no_more(
    cloud: LocalCloud, logs: Any
) -> None:
    filtered(logs, "ERROR")
    filtered(logs, "WARN", metricValue="10")
    log(cloud, "ERROR", "WARN")
    assert statistic(cloud, "Hotel", "Found") == 10

    logs.delete_metric_filter(logGroupName=GROUP, filterName="found")
    log(cloud, "WARN")

    assert statistic(cloud, "Hotel", "Found") == 10
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.delete_metric_filter(logGroupName=GROUP, filterName="found")


def test_filters_are_described(logs: Any) -> None:
    filtered(logs, "ERROR", "errors")
    filtered(logs, "WARN", "warnings", metricName="Warned")

    def names(**wanted: Any) -> list[str]:
        shapes = logs.describe_metric_filters(**wanted)["metricFilters"]
        return [shape["filterName"] for shape in shapes]

    assert names() == ["errors", "warnings"]
    assert names(logGroupName=GROUP, filterNamePrefix="warn") == ["warnings"]
    assert names(metricName="Found", metricNamespace="Hotel") == ["errors"]
    assert names(metricName="Found", metricNamespace="Motel") == []
    first, second = (
        page["metricFilters"]
        for page in logs.get_paginator("describe_metric_filters").paginate(
            PaginationConfig={"PageSize": 1}
        )
    )
    assert [first[0]["filterPattern"], second[0]["filterPattern"]] == ["ERROR", "WARN"]
    assert first[0]["metricTransformations"] == [transformation()]


def test_the_filters_of_a_group_go_with_it(logs: Any) -> None:
    filtered(logs, "ERROR")
    logs.delete_log_group(logGroupName=GROUP)
    logs.create_log_group(logGroupName=GROUP)

    assert logs.describe_metric_filters(logGroupName=GROUP)["metricFilters"] == []


def test_a_pattern_is_tested(logs: Any) -> None:
    answer = logs.test_metric_filter(
        filterPattern="{ $.a = 1 }", logEventMessages=['{"a": 2}', '{"a": 1}']
    )

    (match,) = answer["matches"]
    assert (match["eventNumber"], match["eventMessage"]) == (2, '{"a": 1}')


@pytest.mark.parametrize(
    ("pattern", "changes", "complaint"),
    [
        ("{ $.level }", {}, "instead of an operator"),
        ("{ " + "(" * 900 + "$.a = 1 }", {}, "nested too deep|closing parenthesis"),
        ("ERROR", {"metricValue": "$.took"}, "have fields"),
        ("ERROR", {"dimensions": {"A": "$.a"}}, "have fields"),
        ("{ $.a = 1 }", {"metricValue": "many"}, "number or a field"),
        ("{ $.a = 1 }", {"dimensions": {"A": "a"}}, r"such as \$\.service"),
        ("{ $.a = 1 }", {"dimensions": {"A": "$.a"}, "defaultValue": 0}, "default value"),
        ("{ $.a = 1 }", {"dimensions": dict.fromkeys("ABCD", "$.a")}, "3 are allowed"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(
    logs: Any, pattern: str, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ClientError, match=complaint) as failure:
        filtered(logs, pattern, **changes)

    assert failure.value.response["Error"]["Code"] == "InvalidParameterException"


def test_a_filter_needs_its_group(logs: Any) -> None:
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.put_metric_filter(
            logGroupName="/app/other",
            filterName="found",
            filterPattern="",
            metricTransformations=[transformation()],
        )
