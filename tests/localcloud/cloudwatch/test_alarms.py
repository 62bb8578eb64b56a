"""Alarms that ring: by data, by the clock, by hand, by other alarms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch.recording import record
from localcloud.events import settle
from tests.localcloud.cloudwatch.alarms import (
    BOTH,
    MINUTE,
    alarm,
    over,
    put,
    ringing,
    shown,
    state,
    told,
    topic,
)


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with ringing() as one:
        yield one


@pytest.fixture(autouse=True)
def amid_a_minute(cloud: LocalCloud) -> None:
    """No minute ends while a test puts data that belongs together."""
    cloud.clock.move(timedelta(seconds=(90 - cloud.clock.now().second) % 60))


@pytest.fixture
def cloudwatch(cloud: LocalCloud) -> Any:
    return cloud.client("cloudwatch")


def test_a_new_alarm_has_not_been_evaluated(cloud: LocalCloud) -> None:
    name = alarm(cloud)

    assert state(cloud, name) == "INSUFFICIENT_DATA"
    assert shown(cloud, name)["StateReason"] == "Unchecked: Initial alarm creation"
    over(cloud)
    assert shown(cloud, name)["StateReason"] == "Insufficient Data: 1 datapoint was unknown."


def test_too_much_rings_at_once_and_ends_when_its_minute_is_over(cloud: LocalCloud) -> None:
    name = alarm(cloud, TreatMissingData="notBreaching")
    put(cloud, name, 1)
    assert state(cloud, name) == "INSUFFICIENT_DATA"
    put(cloud, name, 1)
    assert state(cloud, name) == "ALARM"
    rung = shown(cloud, name)

    assert rung["StateUpdatedTimestamp"] <= cloud.clock.now()
    assert "[2.0 (" in rung["StateReason"]
    assert json.loads(rung["StateReasonData"])["recentDatapoints"] == [2.0]
    over(cloud)
    put(cloud, name, 0)
    over(cloud)
    assert state(cloud, name) == "OK"
    assert shown(cloud, name)["StateTransitionedTimestamp"] > rung["StateTransitionedTimestamp"]


def test_too_little_rings_when_the_minute_is_over(cloud: LocalCloud) -> None:
    name = alarm(cloud, ComparisonOperator="LessThanThreshold", Threshold=5)
    put(cloud, name, 1)
    assert state(cloud, name) == "INSUFFICIENT_DATA"
    over(cloud)

    assert state(cloud, name) == "ALARM"
    assert "was less than the threshold (5.0)" in shown(cloud, name)["StateReason"]


def test_two_of_three_periods_are_enough_where_it_says_so(cloud: LocalCloud) -> None:
    name = alarm(cloud, EvaluationPeriods=3, DatapointsToAlarm=2, TreatMissingData="notBreaching")
    for value in (5, 0):
        put(cloud, name, value)
        over(cloud)
        assert state(cloud, name) == "OK"
    put(cloud, name, 5)

    assert state(cloud, name) == "ALARM"


def test_data_that_comes_late_rings(cloud: LocalCloud) -> None:
    name = alarm(cloud, Period=300)
    put(cloud, name, 5, at=cloud.clock.now() - timedelta(minutes=4))
    assert state(cloud, name) == "ALARM"

    late = alarm(cloud)
    put(cloud, late, 5, at=cloud.clock.now() - timedelta(hours=1))
    over(cloud)
    assert state(cloud, late) == "INSUFFICIENT_DATA"


def test_a_percentile_rings(cloud: LocalCloud) -> None:
    name = alarm(cloud, ExtendedStatistic="p90", Threshold=100)
    put(cloud, name, *[50] * 9, 200)
    over(cloud)
    assert state(cloud, name) == "OK"
    put(cloud, name, 50, 200)
    assert state(cloud, name) == "ALARM"


def test_an_expression_over_several_metrics_rings(cloud: LocalCloud) -> None:
    def read(key: str, metric: str) -> dict[str, Any]:
        described = {"Namespace": "Hotel", "MetricName": metric}
        stat = {"Metric": described, "Period": 60, "Stat": "Sum"}
        return {"Id": key, "MetricStat": stat, "ReturnData": False}

    expression = "IF(asked >= 10, 100 * FILL(failed, 0) / asked, 0)"
    name = alarm(
        cloud,
        Threshold=30,
        Metrics=[
            {"Id": "share", "Expression": expression},
            read("asked", "Asked"),
            read("failed", "Failed"),
        ],
    )
    put(cloud, "Failed", 4)
    put(cloud, "Asked", 9)
    over(cloud)
    assert state(cloud, name) == "OK"
    put(cloud, "Asked", 10)
    assert state(cloud, name) == "OK"
    put(cloud, "Failed", 4)

    assert state(cloud, name) == "ALARM"
    assert "[40.0 (" in shown(cloud, name)["StateReason"]


def test_a_period_of_ten_seconds_is_evaluated_every_ten_seconds(cloud: LocalCloud) -> None:
    name = alarm(cloud, Period=10, ComparisonOperator="LessThanThreshold")
    put(cloud, name, 0)
    cloud.clock.move(timedelta(seconds=10))
    assert settle(cloud)

    assert state(cloud, name) == "ALARM"


def test_a_state_set_by_hand_holds_until_the_next_evaluation(
    cloud: LocalCloud, cloudwatch: Any
) -> None:
    name = alarm(cloud, TreatMissingData="notBreaching")
    over(cloud)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a drill")
    assert (state(cloud, name), shown(cloud, name)["StateReason"]) == ("ALARM", "a drill")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="over")
    put(cloud, name, 5)
    assert state(cloud, name) == "OK"
    over(cloud)

    assert state(cloud, name) == "ALARM"
    with pytest.raises(ClientError, match="nowhere does not exist"):
        cloudwatch.set_alarm_state(AlarmName="nowhere", StateValue="OK", StateReason="none")
    with pytest.raises(ClientError, match="StateReasonData is no JSON"):
        cloudwatch.set_alarm_state(
            AlarmName=name, StateValue="OK", StateReason="none", StateReasonData="{"
        )


def test_an_alarm_that_changes_keeps_its_state_until_it_is_evaluated(cloud: LocalCloud) -> None:
    name = alarm(cloud)
    put(cloud, name, 5)
    alarm(cloud, AlarmName=name, MetricName=name, Threshold=10)
    assert (state(cloud, name), shown(cloud, name)["Threshold"]) == ("ALARM", 10)
    over(cloud)

    assert state(cloud, name) == "OK"


def test_each_region_has_alarms_of_its_own(cloud: LocalCloud) -> None:
    name = alarm(cloud)
    cloud.client("cloudwatch", "eu-west-1").put_metric_data(
        Namespace="Hotel", MetricData=[{"MetricName": name, "Value": 5}]
    )
    assert settle(cloud)

    assert state(cloud, name) == "INSUFFICIENT_DATA"
    assert cloud.client("cloudwatch", "eu-west-1").describe_alarms()["MetricAlarms"] == []


def test_an_alarm_that_nothing_here_can_evaluate_says_so(cloud: LocalCloud) -> None:
    stat = {"Metric": {"Namespace": "Hotel", "MetricName": "Rooms"}, "Period": 60, "Stat": "Sum"}
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName="banded",
        ComparisonOperator="GreaterThanUpperThreshold",
        EvaluationPeriods=1,
        ThresholdMetricId="band",
        Metrics=[
            {"Id": "rooms", "MetricStat": stat},
            {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(rooms)", "ReturnData": True},
        ],
    )
    trimmed = alarm(cloud, ExtendedStatistic="tm99")
    put(cloud, trimmed, 1_000)
    over(cloud)

    assert "needs an anomaly band" in shown(cloud, "banded")["StateReason"]
    reason = shown(cloud, trimmed)["StateReason"]
    assert reason.startswith("Not evaluated in the local cloud: ")
    assert "'tm99' is not one of" in reason


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"Period": 45}, "Period must be 10, 20, 30 or a multiple of 60, not 45"),
        ({"Period": 3000, "EvaluationPeriods": 60}, "more than 1 day"),
        ({"DatapointsToAlarm": 2}, "DatapointsToAlarm, 2, must be at most EvaluationPeriods, 1"),
        ({"TreatMissingData": "guess"}, "Option guess is not supported"),
        ({"ExtendedStatistic": "p90", "Statistic": "Sum"}, "Exactly one of Statistic and"),
        ({"ThresholdMetricId": "band"}, "Exactly one of Threshold and ThresholdMetricId"),
        (
            {"Metrics": [{"Id": "a", "Expression": "SEARCH('{A}', 'Sum')"}]},
            "SEARCH is not supported",
        ),
        (
            {"Metrics": [{"Id": "a", "Expression": "b"}, {"Id": "b", "Expression": "1"}]},
            "Exactly one element of the metrics list should return data",
        ),
    ],
)
def test_what_is_no_alarm_is_refused(
    cloud: LocalCloud, settings: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ClientError, match=complaint):
        alarm(cloud, **settings)


def test_alarms_are_found_by_what_they_are(cloud: LocalCloud, cloudwatch: Any) -> None:
    names = [alarm(cloud, AlarmName=f"found-{number}") for number in range(3)]
    cloudwatch.put_composite_alarm(AlarmName="found-any", AlarmRule="ALARM(found-0)")

    def found(**request: Any) -> list[str]:
        answer = cloudwatch.describe_alarms(AlarmNamePrefix="found-", **request)
        return [one["AlarmName"] for kind in BOTH for one in answer[f"{kind}s"]]

    assert found() == names
    assert found(AlarmTypes=["CompositeAlarm"]) == ["found-any"]
    assert found(MaxRecords=2) == names[:2]
    first = cloudwatch.describe_alarms(AlarmNamePrefix="found-", MaxRecords=2)
    assert found(NextToken=first["NextToken"]) == names[2:]
    assert found(StateValue="ALARM") == []
    assert found(ChildrenOfAlarmName="found-any") == ["found-0"]
    assert found(ParentsOfAlarmName="found-0", AlarmTypes=BOTH) == ["found-any"]
    metric = cloudwatch.describe_alarms_for_metric(Namespace="Hotel", MetricName=names[0])
    assert metric["MetricAlarms"] == []


def test_alarms_have_tags(cloud: LocalCloud, cloudwatch: Any) -> None:
    name = alarm(cloud, Tags=[{"Key": "team", "Value": "desk"}])
    arn = shown(cloud, name)["AlarmArn"]
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "floor", "Value": "1"}])
    cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["team"])

    tags = cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert tags == [{"Key": "floor", "Value": "1"}]


def test_alarms_are_deleted_all_or_none(cloud: LocalCloud, cloudwatch: Any) -> None:
    name = alarm(cloud)
    with pytest.raises(ClientError, match="nowhere does not exist"):
        cloudwatch.delete_alarms(AlarmNames=[name, "nowhere"])
    assert state(cloud, name)
    cloudwatch.put_composite_alarm(AlarmName="over-it", AlarmRule=f"ALARM({name})")
    with pytest.raises(ClientError, match="composite alarm\\(s\\) depending on it: over-it"):
        cloudwatch.delete_alarms(AlarmNames=[name])
    cloudwatch.delete_alarms(AlarmNames=[name, "over-it"])
    put(cloud, name, 5)

    assert cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"] == []


def test_a_composite_alarm_goes_by_others(cloud: LocalCloud, cloudwatch: Any) -> None:
    arn, target = topic(cloud)
    one, other = alarm(cloud), alarm(cloud)
    cloudwatch.put_composite_alarm(
        AlarmName="both", AlarmRule=f"ALARM({one}) AND ALARM({other})", AlarmActions=[arn]
    )
    cloudwatch.put_composite_alarm(AlarmName="not-both", AlarmRule="NOT ALARM(both)")
    assert (state(cloud, "both"), state(cloud, "not-both")) == ("OK", "ALARM")
    put(cloud, one, 5)
    assert state(cloud, "both") == "OK"
    put(cloud, other, 5)
    assert (state(cloud, "both"), state(cloud, "not-both")) == ("ALARM", "OK")

    (message,) = told(target)
    assert message["AlarmRule"] == f"ALARM({one}) AND ALARM({other})"
    assert [child["Arn"].split(":")[-1] for child in message["TriggeringChildren"]] == [other]
    assert f"{other} transitioned to ALARM at" in message["NewStateReason"]


def test_composite_alarms_in_a_ring_come_to_rest(cloud: LocalCloud, cloudwatch: Any) -> None:
    one = alarm(cloud)
    cloudwatch.put_composite_alarm(AlarmName="ring-a", AlarmRule=f"ALARM({one})")
    cloudwatch.put_composite_alarm(AlarmName="ring-b", AlarmRule="NOT ALARM(ring-a)")
    cloudwatch.put_composite_alarm(AlarmName="ring-a", AlarmRule=f"ALARM({one}) OR ALARM(ring-b)")
    put(cloud, one, 5)

    assert state(cloud, one) == "ALARM"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"AlarmRule": "ALARM(gone)"}, r"alarms \[gone\] in the alarm rule do not exist"),
        ({"AlarmRule": "ALARM("}, "AlarmRule of wrong cannot be read"),
        ({"AlarmRule": "TRUE", "ActionsSuppressor": "a"}, "ActionsSuppressor is not worked out"),
    ],
)
def test_what_is_no_composite_alarm_is_refused(
    cloudwatch: Any, settings: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ClientError, match=complaint):
        cloudwatch.put_composite_alarm(AlarmName="wrong", **settings)


def test_data_from_many_writers_rings_once(cloud: LocalCloud) -> None:
    arn, target = topic(cloud)
    name = alarm(cloud, AlarmActions=[arn], Threshold=50)

    def write(_: int) -> None:
        cloud.client("cloudwatch").put_metric_data(
            Namespace="Hotel", MetricData=[{"MetricName": name, "Value": 1}] * 4
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    assert settle(cloud)

    assert state(cloud, name) == "ALARM"
    assert [message["NewStateValue"] for message in told(target)] == ["ALARM"]


def test_a_jump_of_the_clock_is_one_evaluation(cloud: LocalCloud, cloudwatch: Any) -> None:
    name = alarm(cloud, TreatMissingData="breaching")
    cloud.clock.move(timedelta(days=3))
    assert settle(cloud)

    history = cloudwatch.describe_alarm_history(AlarmName=name)["AlarmHistoryItems"]
    assert [item["HistoryItemType"] for item in history] == ["StateUpdate", "ConfigurationUpdate"]
    assert state(cloud, name) == "ALARM"
    assert shown(cloud, name)["StateUpdatedTimestamp"] > cloud.clock.now() - MINUTE


def test_a_flood_of_data_is_looked_at_in_one_go(cloud: LocalCloud) -> None:
    name = alarm(cloud, Statistic="SampleCount", Threshold=19_999)
    for _ in range(20_000):
        record(cloud, "us-east-1", "Hotel", {name: (0, "Count")}, dimensions=[{}])
    assert settle(cloud)

    assert "[20000.0 (" in shown(cloud, name)["StateReason"]
