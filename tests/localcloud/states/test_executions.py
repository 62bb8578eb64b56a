"""Executions: names, waits by the clock, stops, time limits, what they leave to be read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.functions.parts import functions_of
from tests.localcloud.states.machines import machine, task

PASS = {"Type": "Pass", "End": True}


def test_a_machine_can_be_started_again_without_a_name(cloud: LocalCloud) -> None:
    made = machine(cloud, {"A": PASS})
    first, second = made.start({"n": 1}), made.start({"n": 2})
    assert first.arn != second.arn
    assert (first.output(), second.output()) == ({"n": 1}, {"n": 2})


def test_an_execution_knows_its_name(cloud: LocalCloud) -> None:
    state = {
        **PASS,
        "Parameters": {"name.$": "$$.Execution.Name", "at.$": "$$.Execution.StartTime"},
    }
    output = machine(cloud, {"A": state}).start(name="monthly-1").output()
    assert output["name"] == "monthly-1"
    assert output["at"].endswith("Z")


def test_a_choice_compares_with_the_executions_name(cloud: LocalCloud) -> None:
    states = {
        "Choose": {
            "Type": "Choice",
            "Choices": [
                {
                    "And": [
                        {"Variable": "$.config", "StringEqualsPath": "$$.Execution.Name"},
                        {"Variable": "$$.State.Name", "StringEquals": "Choose"},
                        {"Variable": "$.config", "StringEqualsPath": "$.other"},
                    ],
                    "Next": "Mine",
                }
            ],
            "Default": "Other",
        },
        "Mine": {"Type": "Pass", "Result": True, "End": True},
        "Other": {"Type": "Pass", "Result": False, "End": True},
    }
    made = machine(cloud, states)
    assert made.start({"config": "one", "other": "one"}, name="one").output() is True
    assert made.start({"config": "one", "other": "one"}, name="two").output() is False


def test_a_machine_fails_with_the_error_that_it_caught(cloud: LocalCloud) -> None:
    states = {
        "Get": task(
            "aws-sdk:s3:getObject",
            Parameters={"Bucket": "b", "Key": 5},
            Catch=[{"ErrorEquals": ["States.Runtime"], "Next": "Failed"}],
        ),
        "Failed": {"Type": "Fail", "ErrorPath": "$.Error", "CausePath": "$.Cause"},
    }
    ended = machine(cloud, states).start().end()
    assert ended["error"] == "States.Runtime"
    assert "Invalid type for parameter Key" in ended["cause"]


@pytest.mark.parametrize("name", ["with space", "a:b", "a*b"])
def test_a_name_that_is_none_is_refused(cloud: LocalCloud, name: str) -> None:
    made = machine(cloud, {"A": PASS})
    with pytest.raises(ClientError, match="InvalidName"):
        cloud.client("stepfunctions").start_execution(stateMachineArn=made.arn, name=name)


def test_input_that_is_no_json_is_refused(cloud: LocalCloud) -> None:
    made = machine(cloud, {"A": PASS})
    with pytest.raises(ClientError, match="InvalidExecutionInput"):
        cloud.client("stepfunctions").start_execution(stateMachineArn=made.arn, input="{")


def test_a_name_is_used_once(cloud: LocalCloud) -> None:
    made = machine(cloud, {"A": PASS})
    made.start({"n": 1}, name="once").output()
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        made.start({"n": 2}, name="once")


@pytest.mark.parametrize(
    "wait",
    [
        {"Seconds": 86_400},
        {"SecondsPath": "$.seconds"},
        {"TimestampPath": "$.at"},
    ],
)
def test_a_wait_ends_when_the_clock_is_moved(cloud: LocalCloud, wait: dict[str, object]) -> None:
    at = cloud.clock.now() + timedelta(days=1)
    given = {"seconds": 86_400, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    execution = machine(cloud, {"Wait": {"Type": "Wait", "End": True, **wait}}).start(given)
    execution.reach("WaitStateEntered")
    cloud.clock.move(timedelta(hours=23))
    assert execution.describe()["status"] == "RUNNING"
    cloud.clock.move(timedelta(hours=2))
    assert execution.output() == given


def test_a_stopped_execution_is_aborted_and_says_why(cloud: LocalCloud) -> None:
    execution = machine(cloud, {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}).start()
    execution.reach("WaitStateEntered")
    client = cloud.client("stepfunctions")
    client.stop_execution(executionArn=execution.arn, error="Changed", cause="Other data came")
    ended = execution.describe()
    assert (ended["status"], ended["error"], ended["cause"]) == (
        "ABORTED",
        "Changed",
        "Other data came",
    )
    assert execution.events()[-1] == "ExecutionAborted"


def test_an_execution_that_has_hardly_begun_can_be_stopped(cloud: LocalCloud) -> None:
    execution = machine(cloud, {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}).start()
    cloud.client("stepfunctions").stop_execution(executionArn=execution.arn)
    assert execution.end()["status"] == "ABORTED"


def test_a_machine_has_a_time_limit(cloud: LocalCloud) -> None:
    states = {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}
    execution = machine(cloud, states, definition={"TimeoutSeconds": 1}).start()
    ended = execution.end()
    assert (ended["status"], ended["error"]) == ("TIMED_OUT", "States.Timeout")
    assert ended["stopDate"] >= ended["startDate"]


def test_the_history_comes_in_pages_and_backwards(cloud: LocalCloud) -> None:
    states = {"A": {"Type": "Pass", "Next": "B"}, "B": PASS}
    execution = machine(cloud, states).start()
    execution.output()
    client = cloud.client("stepfunctions")
    page = client.get_execution_history(executionArn=execution.arn, maxResults=2)
    assert [event["id"] for event in page["events"]] == [1, 2]
    backwards = client.get_execution_history(executionArn=execution.arn, reverseOrder=True)
    assert backwards["events"][0]["type"] == "ExecutionSucceeded"
    assert len(execution.history()) == len(backwards["events"])


def test_executions_are_counted_for_alarms(cloud: LocalCloud) -> None:
    made = machine(cloud, {"A": {"Type": "Fail", "Error": "No", "Cause": "No data"}})
    assert made.start().end()["error"] == "No"
    assert functions_of(cloud).background.settle(20)
    metrics = cloud.client("cloudwatch").list_metrics(
        Namespace="AWS/States", Dimensions=[{"Name": "StateMachineArn", "Value": made.arn}]
    )["Metrics"]
    names = {metric["MetricName"] for metric in metrics}
    assert names == {"ExecutionsStarted", "ExecutionsFailed", "ExecutionTime"}


def test_the_history_is_logged_where_the_machine_says(cloud: LocalCloud) -> None:
    group = "/aws/vendedlogs/states/logged"
    cloud.client("logs").create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{group}:*"
    made = machine(
        cloud,
        {"A": PASS},
        loggingConfiguration={
            "level": "ALL",
            "includeExecutionData": False,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}],
        },
    )
    made.start({"secret": 1}).output()
    assert functions_of(cloud).background.settle(20)
    events = cloud.client("logs").filter_log_events(logGroupName=group)["events"]
    kinds = [json.loads(event["message"])["type"] for event in events]
    assert kinds == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]
    assert not any("secret" in event["message"] for event in events)


def test_a_rule_starts_executions(cloud: LocalCloud) -> None:
    cloud.client("s3").create_bucket(Bucket="started")
    made = machine(
        cloud,
        {
            "Put": task(
                "aws-sdk:s3:putObject",
                Parameters={"Bucket": "started", "Key.$": "$.detail.key", "Body": "x"},
            )
        },
    )
    events = cloud.client("events")
    events.put_rule(Name="arrived", EventPattern=json.dumps({"source": ["data"]}))
    events.put_targets(Rule="arrived", Targets=[{"Id": "1", "Arn": made.arn}])
    for key in ("one", "two"):
        entry = {"Source": "data", "DetailType": "arrived", "Detail": json.dumps({"key": key})}
        events.put_events(Entries=[entry])
    assert functions_of(cloud).background.settle(20)
    client = cloud.client("stepfunctions")
    listed = client.list_executions(stateMachineArn=made.arn)["executions"]
    assert len(listed) == 2
