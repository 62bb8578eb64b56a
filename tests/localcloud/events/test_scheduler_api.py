"""EventBridge Scheduler's API: schedules and groups as AWS keeps them, and what it refuses."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import Queue, queue
from tests.localcloud.events.schedules import ONCE, ROLE, at, refusal, schedule

YEARLY = "cron(0 9 1 1 ? *)"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:reminders"


@pytest.fixture
def target(cloud: LocalCloud) -> Queue:
    return queue(cloud)


@pytest.fixture
def group(cloud: LocalCloud) -> str:
    name = f"group-{uuid.uuid4().hex[:12]}"
    cloud.client("scheduler").create_schedule_group(Name=name)
    return name


def test_a_schedule_is_described_with_its_defaults(cloud: LocalCloud, target: Queue) -> None:
    name = schedule(cloud, target, YEARLY)
    described = cloud.client("scheduler").get_schedule(Name=name)

    created = described.pop("CreationDate")
    assert described.pop("LastModificationDate") == created
    assert abs(cloud.clock.now() - created) < timedelta(minutes=1)
    described.pop("ResponseMetadata")
    assert described == {
        "Arn": f"arn:aws:scheduler:us-east-1:123456789012:schedule/default/{name}",
        "GroupName": "default",
        "Name": name,
        "ScheduleExpression": YEARLY,
        "ScheduleExpressionTimezone": "UTC",
        "State": "ENABLED",
        "FlexibleTimeWindow": ONCE,
        "ActionAfterCompletion": "NONE",
        "Target": {
            "Arn": target.arn,
            "RoleArn": ROLE,
            "Input": "due",
            "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
        },
    }


def test_an_update_replaces_all_that_a_schedule_was(cloud: LocalCloud, target: Queue) -> None:
    scheduler = cloud.client("scheduler")
    name = schedule(
        cloud,
        target,
        YEARLY,
        Description="each year",
        State="DISABLED",
        ScheduleExpressionTimezone="Asia/Seoul",
        ActionAfterCompletion="DELETE",
        EndDate=cloud.clock.now() + timedelta(days=1000),
    )
    before = scheduler.get_schedule(Name=name)
    cloud.clock.move(timedelta(minutes=1))
    aim = {"Arn": target.arn, "RoleArn": ROLE, "RetryPolicy": {"MaximumRetryAttempts": 3}}
    scheduler.update_schedule(
        Name=name, ScheduleExpression="rate(400 days)", FlexibleTimeWindow=ONCE, Target=aim
    )
    after = scheduler.get_schedule(Name=name)

    assert not {"Description", "EndDate"} & set(after)
    assert after["State"] == "ENABLED"
    assert after["ScheduleExpressionTimezone"] == "UTC"
    assert after["ActionAfterCompletion"] == "NONE"
    assert after["Target"] == {
        "Arn": target.arn,
        "RoleArn": ROLE,
        "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 3},
    }
    assert after["CreationDate"] == before["CreationDate"] < after["LastModificationDate"]


def test_schedules_of_one_name_live_in_different_groups_and_regions(
    cloud: LocalCloud, group: str
) -> None:
    name = f"schedule-{uuid.uuid4().hex[:12]}"
    for where in ({}, {"GroupName": group}):
        schedule(cloud, {"Arn": QUEUE}, YEARLY, Name=name, **where)
    there = QUEUE.replace("us-east-1", "eu-west-1")
    schedule(cloud, {"Arn": there}, "rate(9 days)", Name=name, region="eu-west-1", State="DISABLED")

    here = cloud.client("scheduler").list_schedules(NamePrefix=name)["Schedules"]
    assert sorted(each["GroupName"] for each in here) == sorted(["default", group])
    (other,) = cloud.client("scheduler", "eu-west-1").list_schedules(NamePrefix=name)["Schedules"]
    assert other["State"] == "DISABLED"


def test_a_name_is_taken_once(cloud: LocalCloud, group: str) -> None:
    scheduler = cloud.client("scheduler")
    name = schedule(cloud, {"Arn": QUEUE}, YEARLY, GroupName=group)
    again = refusal(
        scheduler.create_schedule,
        Name=name,
        GroupName=group,
        ScheduleExpression=YEARLY,
        FlexibleTimeWindow=ONCE,
        Target={"Arn": QUEUE, "RoleArn": ROLE},
    )

    assert again == ("ConflictException", f"Schedule {name} already exists.", 409)
    assert refusal(scheduler.create_schedule_group, Name=group) == (
        "ConflictException",
        f"Schedule group {group} already exists.",
        409,
    )


def test_a_repeated_request_creates_once(cloud: LocalCloud) -> None:
    scheduler = cloud.client("scheduler")
    named = {"Name": f"name-{uuid.uuid4().hex[:12]}", "ClientToken": "the-same"}
    request = {
        **named,
        "ScheduleExpression": YEARLY,
        "FlexibleTimeWindow": ONCE,
        "Target": {"Arn": QUEUE, "RoleArn": ROLE},
    }
    arns = {scheduler.create_schedule(**request)["ScheduleArn"] for _ in range(2)}
    groups = {scheduler.create_schedule_group(**named)["ScheduleGroupArn"] for _ in range(2)}

    assert len(arns) == len(groups) == 1
    other = {**request, "ScheduleExpression": "rate(5 days)"}
    assert refusal(scheduler.create_schedule, **other)[0] == "ConflictException"


def test_what_is_not_there_is_named(cloud: LocalCloud) -> None:
    scheduler = cloud.client("scheduler")
    gone = ("ResourceNotFoundException", "Schedule nothing does not exist.", 404)
    no_group = ("ResourceNotFoundException", "Schedule group nowhere does not exist.", 404)
    change = {
        "ScheduleExpression": YEARLY,
        "FlexibleTimeWindow": ONCE,
        "Target": {"Arn": QUEUE, "RoleArn": ROLE},
    }

    assert refusal(scheduler.get_schedule, Name="nothing") == gone
    assert refusal(scheduler.delete_schedule, Name="nothing") == gone
    assert refusal(scheduler.update_schedule, Name="nothing", **change) == gone
    for call, request in (
        (scheduler.get_schedule, {"Name": "x", "GroupName": "nowhere"}),
        (scheduler.delete_schedule, {"Name": "x", "GroupName": "nowhere"}),
        (scheduler.create_schedule, {"Name": "x", "GroupName": "nowhere", **change}),
        (scheduler.delete_schedule_group, {"Name": "nowhere"}),
        (scheduler.get_schedule_group, {"Name": "nowhere"}),
    ):
        assert refusal(call, **request) == no_group


@pytest.mark.parametrize("name", ["group", "tags", "a.b-c_d"])
def test_a_schedule_may_be_called_like_a_part_of_its_address(cloud: LocalCloud, name: str) -> None:
    scheduler = cloud.client("scheduler")
    scheduler.create_schedule_group(Name=name)
    schedule(cloud, {"Arn": QUEUE}, YEARLY, Name=name, GroupName=name)
    schedule(cloud, {"Arn": QUEUE}, YEARLY, Name=name)

    scheduler.delete_schedule(Name=name)
    assert scheduler.get_schedule(Name=name, GroupName=name)["GroupName"] == name
    scheduler.delete_schedule_group(Name=name)


def test_a_group_takes_its_schedules_with_it(cloud: LocalCloud, group: str, target: Queue) -> None:
    scheduler = cloud.client("scheduler")
    name = schedule(cloud, target, at(cloud, timedelta(hours=1)), GroupName=group)
    scheduler.delete_schedule_group(Name=group)
    cloud.clock.move(timedelta(hours=2))

    assert target.bodies() == []
    scheduler.create_schedule_group(Name=group)
    assert scheduler.list_schedules(GroupName=group)["Schedules"] == []
    schedule(cloud, target, YEARLY, GroupName=group, Name=name)


def test_the_default_group_is_nobodys(cloud: LocalCloud) -> None:
    scheduler = cloud.client("scheduler")
    sentence = "This operation cannot be performed on schedule group default."
    for call in (scheduler.create_schedule_group, scheduler.delete_schedule_group):
        assert refusal(call, Name="default") == ("ValidationException", sentence, 400)


def test_groups_have_tags_and_schedules_none(cloud: LocalCloud, group: str) -> None:
    scheduler = cloud.client("scheduler")
    arn = scheduler.get_schedule_group(Name=group)["Arn"]
    scheduler.tag_resource(ResourceArn=arn, Tags=[{"Key": "Team", "Value": "clinic"}])
    assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == [
        {"Key": "Team", "Value": "clinic"}
    ]
    scheduler.untag_resource(ResourceArn=arn, TagKeys=["Team"])
    assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == []

    name = schedule(cloud, {"Arn": QUEUE}, YEARLY)
    own = scheduler.get_schedule(Name=name)["Arn"]
    assert refusal(scheduler.list_tags_for_resource, ResourceArn=own)[0] == "ValidationException"
    elsewhere = arn.replace(group, "nowhere")
    assert refusal(scheduler.list_tags_for_resource, ResourceArn=elsewhere)[2] == 404
