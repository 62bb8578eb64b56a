"""Alarms of a deployed stack: they ring, and they follow their template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.inventory import inventory
from localcloud.cloudwatch.recording import record
from localcloud.events import settle
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.cloudformation.test_resources import ASSUME, of
from tests.localcloud.cloudwatch.alarms import over, ringing, shown, state, told
from tests.localcloud.events.deploy import Queue

FAILING = """
def handler(event, context):
    if event.get("fail"):
        raise ValueError("no such room")
"""
HEARING = """
def handler(event, context):
    print("HEARD " + event["Records"][0]["Sns"]["Subject"])
"""


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with ringing() as one:
        yield one


@pytest.fixture
def hotel(cloud: LocalCloud) -> Deployer:
    return Deployer(cloud)


def function(code: str) -> dict[str, Any]:
    return of(
        "Lambda::Function",
        Runtime="python3.13",
        Handler="index.handler",
        Timeout=20,
        Role={"Fn::GetAtt": ["Role", "Arn"]},
        Code={"ZipFile": code},
    )


def watched(threshold: int = 1) -> Resources:
    """A function, an alarm over its errors, and those who hear of it."""
    return {
        "Role": of("IAM::Role", AssumeRolePolicyDocument=ASSUME),
        "Failing": function(FAILING),
        "Hearing": function(HEARING),
        "Topic": of("SNS::Topic"),
        "Queue": of("SQS::Queue", QueueName="staff"),
        "ToQueue": of(
            "SNS::Subscription",
            TopicArn={"Ref": "Topic"},
            Protocol="sqs",
            Endpoint={"Fn::GetAtt": ["Queue", "Arn"]},
        ),
        "ToFunction": of(
            "SNS::Subscription",
            TopicArn={"Ref": "Topic"},
            Protocol="lambda",
            Endpoint={"Fn::GetAtt": ["Hearing", "Arn"]},
        ),
        "Errors": of(
            "CloudWatch::Alarm",
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": "FunctionName", "Value": {"Ref": "Failing"}}],
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=threshold,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[{"Ref": "Topic"}],
            Tags=[{"Key": "threshold", "Value": str(threshold)}],
        ),
        "Any": of("CloudWatch::CompositeAlarm", AlarmRule={"Fn::Sub": 'ALARM("${Errors}")'}),
    }


def test_staff_hear_of_a_function_that_fails(cloud: LocalCloud, hotel: Deployer) -> None:
    hotel.create(watched())
    assert hotel.failures == []
    (stack,) = inventory(cloud)
    assert all(one["runs"] for one in stack["resources"] if "CloudWatch" in one["type"])
    alarm, every = hotel.physical_id("Errors"), hotel.physical_id("Any").split(":")[-1]
    failing, hearing = hotel.physical_id("Failing"), hotel.physical_id("Hearing")
    over(cloud)
    assert state(cloud, alarm) == "OK"

    invoke = cloud.client("lambda").invoke
    invoke(FunctionName=failing, Payload=b"{}")
    assert settle(cloud)
    assert (state(cloud, alarm), state(cloud, every)) == ("OK", "OK")
    invoke(FunctionName=failing, Payload=b'{"fail": true}')
    assert settle(cloud)

    assert (state(cloud, alarm), state(cloud, every)) == ("ALARM", "ALARM")
    target = Queue(cloud, "staff", hotel.physical_id("Queue"))
    (message,) = told(target)
    assert (message["AlarmName"], message["OldStateValue"]) == (alarm, "OK")
    assert message["Trigger"]["Dimensions"] == [{"value": failing, "name": "FunctionName"}]
    heard = cloud.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{hearing}")
    assert any(f'HEARD ALARM: "{alarm}"' in event["message"] for event in heard["events"])
    over(cloud, 20)
    assert (state(cloud, alarm), state(cloud, every)) == ("OK", "OK")
    assert told(target) == []


def test_alarms_follow_their_template(cloud: LocalCloud, hotel: Deployer) -> None:
    hotel.create(watched())
    alarm = hotel.physical_id("Errors")
    hotel.update(watched(threshold=5))

    assert hotel.failures == []
    described = shown(cloud, alarm)
    assert described["Threshold"] == 5
    tags = cloud.client("cloudwatch").list_tags_for_resource(ResourceARN=described["AlarmArn"])
    assert {"Key": "threshold", "Value": "5"} in tags["Tags"]
    hotel.delete()
    answer = cloud.client("cloudwatch").describe_alarms(
        AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    assert (answer["MetricAlarms"], answer["CompositeAlarms"]) == ([], [])


def test_an_alarm_that_cloudwatch_would_not_take_fails_the_deploy(hotel: Deployer) -> None:
    wrong = watched()
    wrong["Errors"]["Properties"]["Period"] = 45
    hotel.create(wrong)

    assert any("Period must be 10, 20, 30 or a multiple of 60" in one for one in hotel.failures)


def test_an_expression_of_a_template_is_watched(cloud: LocalCloud, hotel: Deployer) -> None:
    metric = {"MetricName": "Errors", "Namespace": "AWS/Lambda"}
    stat = {"Metric": metric, "Period": 60, "Stat": "Sum"}
    alarm = of(
        "CloudWatch::Alarm",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Threshold=1,
        Metrics=[
            {"Id": "twice", "Expression": "2 * errors", "ReturnData": True},
            {"Id": "errors", "ReturnData": False, "MetricStat": stat},
        ],
    )
    hotel.create({"Alarm": alarm})
    assert hotel.failures == []
    record(cloud, "us-east-1", "AWS/Lambda", {"Errors": (1, "Count")}, dimensions=[{}])
    assert settle(cloud)

    assert "[2.0 (" in shown(cloud, hotel.physical_id("Alarm"))["StateReason"]
