"""A table's changes reach the function in order, and none is lost in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Duration, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from ml_refarch.foundation import PythonFunction, StreamNotifier, changes_of

from .conftest import Synthesised


def pipe(synthesised: Synthesised) -> dict[str, Any]:
    return synthesised.the("AWS::Pipes::Pipe", "NotifierPipe")


def queue(synthesised: Synthesised, name: str) -> dict[str, Any]:
    return synthesised.the("AWS::SQS::Queue", f"Notifier{name}")


def test_only_the_wanted_changes_leave_the_stream(plain: Synthesised) -> None:
    (each,) = pipe(plain)["Properties"]["SourceParameters"]["FilterCriteria"]["Filters"]

    assert json.loads(each["Pattern"]) == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"sk": {"S": ["BOOKING"]}}},
    }


def test_changes_of_one_key_stay_in_order_and_repeats_of_one_are_dropped(
    plain: Synthesised,
) -> None:
    target = pipe(plain)["Properties"]["TargetParameters"]["SqsQueueParameters"]

    assert target == {
        "MessageGroupId": "$.dynamodb.Keys.pk.S",
        "MessageDeduplicationId": "$.eventID",
    }
    assert queue(plain, "Queue")["Properties"]["FifoQueue"] is True


def test_what_the_table_did_before_the_pipe_was_there_counts(plain: Synthesised) -> None:
    source = pipe(plain)["Properties"]["SourceParameters"]["DynamoDBStreamParameters"]

    assert source["StartingPosition"] == "TRIM_HORIZON"


def test_a_record_that_the_pipe_cannot_deliver_is_kept_apart(plain: Synthesised) -> None:
    source = pipe(plain)["Properties"]["SourceParameters"]["DynamoDBStreamParameters"]
    undelivered = queue(plain, "Undelivered")["Properties"]

    assert source["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0].startswith("NotifierUndelivered")
    assert source["MaximumRetryAttempts"] == 10
    assert source["OnPartialBatchItemFailure"] == "AUTOMATIC_BISECT"
    assert "FifoQueue" not in undelivered
    assert undelivered["MessageRetentionPeriod"] == Duration.days(14).to_seconds()


def test_a_message_that_always_fails_ends_in_the_dead_letter_queue(plain: Synthesised) -> None:
    redrive = queue(plain, "Queue")["Properties"]["RedrivePolicy"]
    dead_letters = queue(plain, "DeadLetters")["Properties"]

    assert redrive["maxReceiveCount"] == 5
    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0].startswith("NotifierDeadLetters")
    assert dead_letters["FifoQueue"] is True
    assert dead_letters["MessageRetentionPeriod"] == Duration.days(14).to_seconds()


def test_the_function_answers_with_the_messages_that_failed(plain: Synthesised) -> None:
    plain.template.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        {"BatchSize": 10, "FunctionResponseTypes": ["ReportBatchItemFailures"]},
    )


def test_a_message_is_hidden_for_six_timeouts_of_the_function(plain: Synthesised) -> None:
    timeout = plain.the("AWS::Lambda::Function", "TellFunction")["Properties"]["Timeout"]

    assert queue(plain, "Queue")["Properties"]["VisibilityTimeout"] == 6 * timeout


def test_the_pipe_is_created_after_the_policy_of_its_role(plain: Synthesised) -> None:
    (policy,) = (
        name for name in plain.of_type("AWS::IAM::Policy") if name.startswith("NotifierRole")
    )
    (role,) = (name for name in plain.of_type("AWS::IAM::Role") if name.startswith("NotifierRole"))

    assert set(pipe(plain)["DependsOn"]) == {policy, role}


def test_the_pipe_may_read_one_stream_and_send_to_two_queues(plain: Synthesised) -> None:
    policy = plain.the("AWS::IAM::Policy", "NotifierRole")["Properties"]["PolicyDocument"]
    read, send = policy["Statement"]

    assert read["Resource"]["Fn::GetAtt"][1] == "StreamArn"
    assert send["Action"] == "sqs:SendMessage"
    assert [each["Fn::GetAtt"][0][:13] for each in send["Resource"]] == [
        "NotifierQueue",
        "NotifierUndel",
    ]


def test_only_pipes_of_this_account_may_take_the_role(plain: Synthesised) -> None:
    role = plain.the("AWS::IAM::Role", "NotifierRole")["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Principal"] == {"Service": "pipes.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert ":pipe/*" in str(trust["Condition"]["ArnLike"]["aws:SourceArn"])


@pytest.mark.parametrize(
    ("alarm", "metric"),
    [
        ("DeadLettersAlarm", "ApproximateNumberOfMessagesVisible"),
        ("UndeliveredAlarm", "ApproximateNumberOfMessagesVisible"),
        ("PipeAlarm", "ExecutionFailed"),
    ],
)
def test_each_way_to_fail_tells_the_staff(plain: Synthesised, alarm: str, metric: str) -> None:
    properties = plain.the("AWS::CloudWatch::Alarm", f"Notifier{alarm}")["Properties"]

    assert properties["MetricName"] == metric
    assert properties["Threshold"] == 1
    assert properties["AlarmActions"][0]["Ref"].startswith("NotificationsStaff")


def test_messages_nobody_handled_outlive_the_stack_unless_told_otherwise(
    plain: Synthesised, disposable: Synthesised
) -> None:
    for name in ("Queue", "DeadLetters", "Undelivered"):
        assert queue(plain, name)["DeletionPolicy"] == "Retain"
        assert queue(disposable, name)["DeletionPolicy"] == "Delete"


def test_with_a_key_the_queues_use_it_and_the_pipe_may(keyed: Synthesised) -> None:
    policy = keyed.the("AWS::IAM::Policy", "NotifierRole")["Properties"]["PolicyDocument"]
    actions = [statement["Action"] for statement in policy["Statement"]]

    assert ["kms:Decrypt", "kms:GenerateDataKey"] in actions
    for name in ("Queue", "DeadLetters", "Undelivered"):
        assert "KmsMasterKeyId" in queue(keyed, name)["Properties"]


@pytest.fixture
def stack() -> Stack:
    return Stack()


@pytest.fixture
def table(stack: Stack) -> dynamodb.Table:
    return dynamodb.Table(
        stack,
        "Table",
        partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
        stream=dynamodb.StreamViewType.NEW_IMAGE,
    )


@pytest.fixture
def function(stack: Stack, source: Path) -> lambda_.Function:
    return PythonFunction(stack, "Tell", source=source).function


def test_a_table_can_have_other_keys_and_no_filter(
    stack: Stack, table: dynamodb.Table, function: lambda_.Function
) -> None:
    notifier = StreamNotifier(stack, "Notifier", table=table, function=function, partition_key="id")

    target = stack.resolve(notifier.pipe.target_parameters)
    assert target["sqsQueueParameters"]["messageGroupId"] == "$.dynamodb.Keys.id.S"
    assert "filterCriteria" not in stack.resolve(notifier.pipe.source_parameters)


def test_a_table_without_a_stream_is_refused(stack: Stack, function: lambda_.Function) -> None:
    table = dynamodb.Table(
        stack,
        "Still",
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
    )

    with pytest.raises(ValueError, match="table: Default/Still has no stream"):
        StreamNotifier(stack, "Notifier", table=table, function=function)


def test_a_function_that_does_not_say_its_timeout_needs_one(
    stack: Stack, table: dynamodb.Table
) -> None:
    imported = lambda_.Function.from_function_arn(
        stack, "Mine", "arn:aws:lambda:us-east-1:111122223333:function:mine"
    )

    with pytest.raises(ValueError, match="function_timeout: Default/Mine does not say"):
        StreamNotifier(stack, "Notifier", table=table, function=imported)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"batch_size": 0}, "batch_size: 0 is not between 1 and 10"),
        ({"batch_size": 11}, "batch_size: 11 is not between 1 and 10"),
        ({"max_receive_count": 0}, "max_receive_count: 0 is not between 1 and 1000"),
        ({"filters": [{}] * 6}, "filters: 6 are over the limit of a pipe, which is 5"),
    ],
)
def test_a_number_over_its_limit_is_refused(
    stack: Stack,
    table: dynamodb.Table,
    function: lambda_.Function,
    wrong: dict[str, Any],
    sentence: str,
) -> None:
    with pytest.raises(ValueError, match=sentence):
        StreamNotifier(stack, "Notifier", table=table, function=function, **wrong)


def test_an_event_that_no_stream_has_is_refused() -> None:
    with pytest.raises(ValueError, match="events: UPDATE is not among INSERT, MODIFY, REMOVE"):
        changes_of("BOOKING", events=["UPDATE"])


def test_a_filter_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="sort_keys: name at least one"):
        changes_of()
