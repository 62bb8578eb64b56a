"""What EventBridge Scheduler refuses."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import Queue, queue
from tests.localcloud.events.schedules import ONCE, ROLE, at, refusal, schedule

YEARLY = "cron(0 9 1 1 ? *)"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:reminders"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:remind"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


@pytest.fixture
def target(cloud: LocalCloud) -> Queue:
    return queue(cloud)


def _create(cloud: LocalCloud, **request: Any) -> tuple[str, str]:
    """The code and words with which a creation is refused."""
    aim = request.pop("Target", {"Arn": QUEUE})
    created = {
        "Name": f"schedule-{uuid.uuid4().hex[:12]}",
        "ScheduleExpression": YEARLY,
        "FlexibleTimeWindow": ONCE,
        "Target": {"RoleArn": ROLE, **aim},
        **request,
    }
    return refusal(cloud.client("scheduler").create_schedule, **created)[:2]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"ScheduleExpression": "rate(10 years)"}, "Invalid Schedule Expression rate(10 years)."),
        ({"Name": "a b"}, "Value 'a b' at 'Name' failed to satisfy constraint"),
        ({"Name": "x" * 65}, "Member must have length less than or equal to 64"),
        (
            {"ScheduleExpressionTimezone": "Mars/Olympus"},
            "Invalid ScheduleExpressionTimezone Mars/Olympus.",
        ),
        ({"ScheduleExpressionTimezone": "../etc"}, "Invalid ScheduleExpressionTimezone ../etc."),
        ({"ScheduleExpressionTimezone": "Asia"}, "Invalid ScheduleExpressionTimezone Asia."),
        (
            {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}},
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to "
            "FLEXIBLE.",
        ),
        (
            {"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}},
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to "
            "OFF.",
        ),
        (
            {"Target": {"Arn": QUEUE, "RetryPolicy": {"MaximumRetryAttempts": 186}}},
            "Member must have value less than or equal to 185",
        ),
        (
            {"Target": {"Arn": QUEUE, "DeadLetterConfig": {"Arn": f"{QUEUE}.fifo"}}},
            "Member must satisfy regular expression pattern",
        ),
        (
            {"Target": {"Arn": QUEUE.replace("us-east-1", "eu-west-1")}},
            "The target ARN provided does not match the current region us-east-1.",
        ),
        (
            {"Target": {"Arn": f"{QUEUE}.fifo"}},
            "Parameters SqsParameters must be specified.",
        ),
        (
            {"Target": {"Arn": QUEUE, "SqsParameters": {"MessageGroupId": "a"}}},
            "Parameters MessageGroupId not valid for the target.",
        ),
        (
            {"Target": {"Arn": FUNCTION, "SqsParameters": {"MessageGroupId": "a"}}},
            "Parameters SqsParameters not supported for the target.",
        ),
        ({"Target": {"Arn": BUS}}, "Parameters EventBridgeParameters must be specified."),
        (
            {"Target": {"Arn": FUNCTION, "Input": "not json"}},
            "JSON syntax error in input for the target.",
        ),
        (
            {"Target": {"Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/clinic"}},
            "ecs is not a supported service for a target. This cloud's schedules reach events, "
            "firehose, kinesis, lambda, sns, sqs, states.",
        ),
        (
            {"Target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"}},
            "You must provide an input to set this target for your schedule.",
        ),
        (
            {"Target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:listQueues", "Input": "{}"}},
            "listQueues API is not supported.",
        ),
        (
            {"Target": {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendLetter", "Input": "{}"}},
            "sendLetter API is not supported.",
        ),
        (
            {"Target": {"Arn": "arn:aws:scheduler:::aws-sdk:ec2:startInstances", "Input": "{}"}},
            "ec2 is not a supported service for a target. This cloud's schedules call",
        ),
    ],
)
def test_what_aws_refuses_is_refused_in_its_words(
    cloud: LocalCloud, request_: dict[str, Any], sentence: str
) -> None:
    code, said = _create(cloud, **request_)
    assert code == "ValidationException"
    assert sentence in said


def test_dates_are_checked_where_a_schedule_recurs(cloud: LocalCloud, target: Queue) -> None:
    now = cloud.clock.now()
    early, late = now - timedelta(minutes=6), now + timedelta(days=1)

    assert _create(cloud, StartDate=early)[1] == (
        "The StartDate you specify cannot be earlier than 5 minutes ago."
    )
    assert _create(cloud, StartDate=late, EndDate=now)[1] == (
        "The StartDate you specify must come before the EndDate."
    )
    # One that happens once goes by neither.
    schedule(cloud, target, at(cloud, timedelta(days=9)), StartDate=early, EndDate=early)


def test_an_update_is_checked_as_a_creation_and_changes_nothing_if_refused(
    cloud: LocalCloud, target: Queue
) -> None:
    scheduler = cloud.client("scheduler")
    name = schedule(cloud, target, YEARLY)
    before = scheduler.get_schedule(Name=name)
    said = refusal(
        scheduler.update_schedule,
        Name=name,
        ScheduleExpression="at(tomorrow)",
        FlexibleTimeWindow=ONCE,
        Target={"Arn": target.arn, "RoleArn": ROLE},
    )
    after = scheduler.get_schedule(Name=name)

    assert said == ("ValidationException", "Invalid Schedule Expression at(tomorrow).", 400)
    before.pop("ResponseMetadata")
    after.pop("ResponseMetadata")
    assert after == before
