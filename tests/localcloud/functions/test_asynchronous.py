"""Invocations that nobody waits for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from queue import SimpleQueue
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.functions.parts import functions_of
from tests.localcloud.functions.deploy import ACCOUNT_ARN, Function, deploy

FAILING = "def handle(event, context): print(context.aws_request_id); raise ValueError(event)"


def _queue(cloud: LocalCloud, name: str) -> tuple[str, str]:
    url = cloud.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    return url, f"arn:aws:sqs:{ACCOUNT_ARN}:{name}"


def _messages(cloud: LocalCloud, url: str) -> list[dict[str, Any]]:
    assert functions_of(cloud).background.settle(20)
    answer = cloud.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages


def _attempts(function: Function) -> list[str]:
    return [line for line in function.log() if len(line) == 36]


def test_an_event_is_answered_at_once_and_handled_after(cloud: LocalCloud) -> None:
    function = deploy(cloud, "def handle(event, context): print(event['city'])")
    answer = function.invoke({"city": "jeju"}, InvocationType="Event")

    assert (answer.payload, answer.error) == (None, None)
    assert "jeju" in function.log()


def test_a_failing_event_is_tried_three_times_as_one_request(cloud: LocalCloud) -> None:
    function = deploy(cloud, FAILING)
    function.invoke({}, InvocationType="Event")
    attempts = _attempts(function)

    assert len(attempts) == 3
    assert len(set(attempts)) == 1


def test_a_function_may_ask_for_fewer_attempts(cloud: LocalCloud) -> None:
    function = deploy(cloud, FAILING)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=function.name, MaximumRetryAttempts=0
    )
    function.invoke({}, InvocationType="Event")

    assert len(_attempts(function)) == 1


def test_what_failed_to_the_end_goes_to_the_destination(cloud: LocalCloud) -> None:
    url, arn = _queue(cloud, "failures")
    function = deploy(cloud, FAILING)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=function.name, DestinationConfig={"OnFailure": {"Destination": arn}}
    )
    function.invoke({"city": "jeju"}, InvocationType="Event")
    (message,) = _messages(cloud, url)
    record = json.loads(message["Body"])

    assert record["requestPayload"] == {"city": "jeju"}
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestContext"]["functionArn"] == f"{function.arn}:$LATEST"
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["responsePayload"]["errorType"] == "ValueError"


def test_what_succeeded_goes_to_its_destination(cloud: LocalCloud) -> None:
    url, arn = _queue(cloud, "successes")
    function = deploy(cloud, "def handle(event, context): return {'booked': event}")
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=function.name, DestinationConfig={"OnSuccess": {"Destination": arn}}
    )
    function.invoke("jeju", InvocationType="Event")
    (message,) = _messages(cloud, url)

    assert json.loads(message["Body"])["responsePayload"] == {"booked": "jeju"}


def test_what_failed_to_the_end_goes_to_the_dead_letter_queue(cloud: LocalCloud) -> None:
    url, arn = _queue(cloud, "dead-letters")
    function = deploy(cloud, FAILING, DeadLetterConfig={"TargetArn": arn})
    function.invoke({"city": "jeju"}, InvocationType="Event")
    (message,) = _messages(cloud, url)

    assert json.loads(message["Body"]) == {"city": "jeju"}
    assert message["MessageAttributes"]["ErrorCode"]["StringValue"] == "200"
    assert "city" in message["MessageAttributes"]["ErrorMessage"]["StringValue"]


def test_a_throttled_event_waits_for_its_turn(cloud: LocalCloud) -> None:
    background = functions_of(cloud).background
    background.longest_wait = timedelta(milliseconds=20)
    client = cloud.client("lambda")
    function = deploy(cloud, "def handle(event, context): print('handled')")
    client.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    function.invoke({}, InvocationType="Event")
    assert not background.settle(0.1)
    client.delete_function_concurrency(FunctionName=function.name)

    assert "handled" in function.log()
    background.longest_wait = timedelta()


def test_retries_wait_as_long_as_on_aws_by_the_clouds_clock(
    patient: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = functions_of(patient).background
    later, waits = background.later, SimpleQueue[timedelta]()

    def noted(wait: timedelta, action: Callable[[], None]) -> None:
        later(wait, action)
        waits.put(wait)

    monkeypatch.setattr(background, "later", noted)
    function = deploy(patient, FAILING)
    function.invoke({}, InvocationType="Event")

    assert waits.get(timeout=20) == timedelta(minutes=1)
    assert not background.settle(0.01)
    patient.clock.move(timedelta(minutes=1))
    assert waits.get(timeout=20) == timedelta(minutes=2)
    assert not background.settle(0.01)
    patient.clock.move(timedelta(minutes=2))
    assert len(_attempts(function)) == 3
