"""Who hears of an alarm, and what is said."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.cloudwatch.alarms import alarm, over, put, ringing, shown, told, topic
from tests.localcloud.events.deploy import events_of, queue, recorder


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with ringing() as one:
        yield one


@pytest.fixture
def cloudwatch(cloud: LocalCloud) -> Any:
    return cloud.client("cloudwatch")


def test_a_topic_gets_aws_own_message(cloud: LocalCloud) -> None:
    arn, target = topic(cloud)
    name = alarm(
        cloud,
        AlarmDescription="too many",
        Dimensions=[{"Name": "floor", "Value": "2"}],
        AlarmActions=[arn],
        TreatMissingData="notBreaching",
    )
    over(cloud)
    cloud.client("cloudwatch").put_metric_data(
        Namespace="Hotel",
        MetricData=[
            {"MetricName": name, "Value": 5, "Dimensions": [{"Name": "floor", "Value": "2"}]}
        ],
    )
    assert settle(cloud)
    described = shown(cloud, name)

    (body,) = target.take()
    envelope = json.loads(body)
    assert envelope["Subject"] == f'ALARM: "{name}" in US East (N. Virginia)'
    message = json.loads(envelope["Message"])
    assert message.pop("StateChangeTime").endswith("+0000")
    assert message.pop("AlarmConfigurationUpdatedTimestamp").endswith("+0000")
    assert message == {
        "AlarmName": name,
        "AlarmDescription": "too many",
        "AWSAccountId": "123456789012",
        "NewStateValue": "ALARM",
        "NewStateReason": described["StateReason"],
        "Region": "US East (N. Virginia)",
        "AlarmArn": described["AlarmArn"],
        "OldStateValue": "OK",
        "OKActions": [],
        "AlarmActions": [arn],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": name,
            "Namespace": "Hotel",
            "StatisticType": "Statistic",
            "Statistic": "SUM",
            "Unit": None,
            "Dimensions": [{"value": "2", "name": "floor"}],
            "Period": 60,
            "EvaluationPeriods": 1,
            "DatapointsToAlarm": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 1.0,
            "TreatMissingData": "notBreaching",
            "EvaluateLowSampleCountPercentile": "",
        },
    }


def test_each_state_has_its_own_hearers_in_order(cloud: LocalCloud, cloudwatch: Any) -> None:
    arn, target = topic(cloud)
    name = alarm(cloud, AlarmActions=[arn], OKActions=[arn], InsufficientDataActions=[arn])
    for value in ("OK", "ALARM", "ALARM", "OK", "INSUFFICIENT_DATA"):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=value, StateReason="a drill")
    assert settle(cloud)

    states = [(one["OldStateValue"], one["NewStateValue"]) for one in told(target)]
    assert sorted(states) == sorted(
        [
            ("INSUFFICIENT_DATA", "OK"),
            ("OK", "ALARM"),
            ("ALARM", "OK"),
            ("OK", "INSUFFICIENT_DATA"),
        ]
    )
    history = cloudwatch.describe_alarm_history(
        AlarmName=name, HistoryItemType="Action", ScanBy="TimestampAscending"
    )["AlarmHistoryItems"]
    assert [item["HistorySummary"] for item in history] == [
        f"Successfully executed action {arn}"
    ] * 4


def test_a_function_and_the_default_bus_hear_of_it(cloud: LocalCloud) -> None:
    function, target = recorder(cloud), queue(cloud)
    events, rule = cloud.client("events"), f"rule-{uuid.uuid4().hex[:12]}"
    name = alarm(cloud, AlarmActions=[function.arn], AlarmDescription="too many")
    arn = shown(cloud, name)["AlarmArn"]
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "resources": [arn],
        "detail": {"state": {"value": ["ALARM"]}},
    }
    events.put_rule(Name=rule, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=rule, Targets=[{"Id": "1", "Arn": target.arn}])
    put(cloud, name, 5)

    (event,) = [json.loads(body) for body in target.take()]
    assert (event["account"], event["region"]) == ("123456789012", "us-east-1")
    detail = event["detail"]
    assert detail["alarmName"] == name
    assert detail["previousState"]["value"] == "INSUFFICIENT_DATA"
    assert detail["configuration"]["description"] == "too many"
    (metric,) = detail["configuration"]["metrics"]
    assert metric["metricStat"]["metric"]["name"] == name
    assert json.loads(detail["state"]["reasonData"])["threshold"] == 1

    (invoked,) = events_of(function)
    assert invoked["source"] == "aws.cloudwatch"
    assert invoked["alarmArn"] == arn
    assert invoked["alarmData"] == detail


def test_other_actions_and_failures_are_written_down(cloud: LocalCloud, cloudwatch: Any) -> None:
    arn, target = topic(cloud)
    gone = "arn:aws:sns:us-east-1:123456789012:gone"
    scaling = "arn:aws:automate:us-east-1:ec2:reboot"
    name = alarm(cloud, AlarmActions=[scaling, gone, arn])
    put(cloud, name, 5)

    assert len(told(target)) == 1
    history = cloudwatch.describe_alarm_history(AlarmName=name, HistoryItemType="Action")
    assert [item["HistorySummary"] for item in history["AlarmHistoryItems"]] == [
        f"Successfully executed action {arn}",
        f"Failed to execute action {gone}",
        f"Recorded only: action {scaling}",
    ]


def test_an_alarm_whose_actions_are_disabled_tells_nobody(
    cloud: LocalCloud, cloudwatch: Any
) -> None:
    arn, target = topic(cloud)
    name = alarm(cloud, AlarmActions=[arn], ActionsEnabled=False)
    put(cloud, name, 5)
    assert shown(cloud, name)["StateValue"] == "ALARM"
    assert told(target) == []

    cloudwatch.enable_alarm_actions(AlarmNames=[name])
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a drill")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a drill")
    assert [one["NewStateValue"] for one in told(target)] == ["ALARM"]
    cloudwatch.disable_alarm_actions(AlarmNames=[name])
    assert shown(cloud, name)["ActionsEnabled"] is False


def test_the_message_is_of_the_region_of_the_alarm(cloud: LocalCloud) -> None:
    seoul = cloud.client("cloudwatch", "ap-northeast-2")
    arn = cloud.client("sns", "ap-northeast-2").create_topic(Name="seoul")["TopicArn"]
    target = queue(cloud)
    cloud.client("sns", "ap-northeast-2").subscribe(
        TopicArn=arn, Protocol="sqs", Endpoint=target.arn
    )
    seoul.put_metric_alarm(
        AlarmName="예약 오류",
        Namespace="Hotel",
        MetricName="Errors",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[arn],
    )
    seoul.put_metric_data(Namespace="Hotel", MetricData=[{"MetricName": "Errors", "Value": 1}])
    assert settle(cloud)

    (message,) = told(target)
    assert (message["AlarmName"], message["Region"]) == ("예약 오류", "Asia Pacific (Seoul)")


def test_what_is_said_comes_at_the_moved_time(cloud: LocalCloud) -> None:
    arn, target = topic(cloud)
    name = alarm(cloud, AlarmActions=[arn], TreatMissingData="breaching")
    cloud.clock.move(timedelta(days=400))

    (message,) = told(target)
    assert message["AlarmName"] == name
    assert message["StateChangeTime"][:10] == f"{cloud.clock.now():%Y-%m-%d}"
