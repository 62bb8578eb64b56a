"""Schedules and their groups, deployed by CloudFormation."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.mounted import SERVICES
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.events.deploy import Queue, queue
from tests.localcloud.events.schedules import ONCE, ROLE, at, schedule

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(SERVICES) as cloud:
        yield cloud


@pytest.fixture
def stack(cloud: LocalCloud) -> Deployer:
    return Deployer(cloud, f"stack-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def target(cloud: LocalCloud) -> Queue:
    return queue(cloud)


def _schedule(target: Queue, expression: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Scheduler::Schedule",
        "Properties": {
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": ONCE,
            "Target": {"Arn": target.arn, "RoleArn": ROLE, "Input": "due"},
            **properties,
        },
    }


def _group(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::Scheduler::ScheduleGroup", "Properties": properties}


def test_a_schedule_in_a_group_is_created_fires_and_is_deleted(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    resources: Resources = {
        "Group": _group(Tags=[{"Key": "Team", "Value": "clinic"}]),
        "Reminder": _schedule(target, at(cloud, HOUR), GroupName={"Ref": "Group"}),
    }
    outputs = {
        "Schedule": {"Value": {"Fn::GetAtt": ["Reminder", "Arn"]}},
        "Group": {"Value": {"Fn::GetAtt": ["Group", "Arn"]}},
    }
    stack.create(resources, Outputs=outputs)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    group, name = stack.physical_id("Group"), stack.physical_id("Reminder")
    arn = "arn:aws:scheduler:us-east-1:123456789012"
    assert stack.outputs == {
        "Schedule": f"{arn}:schedule/{group}/{name}",
        "Group": f"{arn}:schedule-group/{group}",
    }
    tags = cloud.client("scheduler").list_tags_for_resource(ResourceArn=stack.outputs["Group"])
    assert {"Key": "Team", "Value": "clinic"} in tags["Tags"]
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]

    stack.delete()
    groups = cloud.client("scheduler").list_schedule_groups(NamePrefix=group)["ScheduleGroups"]
    assert groups == []


def test_an_update_changes_a_schedule_in_place(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    before = _schedule(target, at(cloud, HOUR), Name=f"{stack.name}-nightly", Description="first")
    stack.create({"Reminder": before})
    name = stack.physical_id("Reminder")
    stack.update({"Reminder": _schedule(target, at(cloud, 3 * HOUR), Name=name)})
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert stack.physical_id("Reminder") == name
    assert "Description" not in cloud.client("scheduler").get_schedule(Name=name)
    cloud.clock.move(2 * HOUR)
    assert target.take() == []
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]


def test_another_name_is_another_schedule(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    first, second = f"{stack.name}-a", f"{stack.name}-b"
    stack.create({"Reminder": _schedule(target, at(cloud, HOUR), Name=first)})
    stack.update({"Reminder": _schedule(target, at(cloud, HOUR), Name=second)})

    assert stack.status == "UPDATE_COMPLETE", stack.failures
    names = cloud.client("scheduler").list_schedules(NamePrefix=stack.name)["Schedules"]
    assert [each["Name"] for each in names] == [second]


def test_tags_of_a_group_change_in_place(cloud: LocalCloud, stack: Deployer) -> None:
    stack.create({"Group": _group(Tags=[{"Key": "Old", "Value": "1"}])})
    group = stack.physical_id("Group")
    stack.update({"Group": _group(Tags=[{"Key": "New", "Value": "2"}])})

    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert stack.physical_id("Group") == group
    arn = cloud.client("scheduler").get_schedule_group(Name=group)["Arn"]
    tags = cloud.client("scheduler").list_tags_for_resource(ResourceArn=arn)["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags}.items() >= {"New": "2"}.items()
    assert "Old" not in {tag["Key"] for tag in tags}


def test_a_schedule_that_is_refused_rolls_the_stack_back(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    stack.create(
        {"Group": _group(Name=stack.name), "Reminder": _schedule(target, "cron(every day)")}
    )
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "Invalid Schedule Expression cron(every day)." in stack.failures[0]
    groups = cloud.client("scheduler").list_schedule_groups(NamePrefix=stack.name)
    assert groups["ScheduleGroups"] == []


def test_an_update_that_fails_leaves_the_schedule_as_it_was(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    name = f"{stack.name}-nightly"
    stack.create({"Reminder": _schedule(target, at(cloud, HOUR), Name=name)})
    before = cloud.client("scheduler").get_schedule(Name=name)
    later = _schedule(target, at(cloud, 5 * HOUR), Name=name)
    wrong = _schedule(target, "rate(1 fortnight)")
    stack.update({"Reminder": later, "Wrong": {**wrong, "DependsOn": "Reminder"}})

    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    after = cloud.client("scheduler").get_schedule(Name=name)
    assert after["ScheduleExpression"] == before["ScheduleExpression"]
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]


def test_a_group_that_goes_takes_the_schedules_that_a_function_made(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    stack.create({"Group": _group()})
    schedule(cloud, target, at(cloud, HOUR), GroupName=stack.physical_id("Group"))
    stack.delete()
    cloud.clock.move(2 * HOUR)

    assert target.take() == []


def test_a_rule_on_a_schedule_fires_until_its_stack_goes(
    cloud: LocalCloud, stack: Deployer, target: Queue
) -> None:
    rule = {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "ScheduleExpression": "rate(1 day)",
            "Targets": [{"Id": "a", "Arn": target.arn, "Input": '"daily"'}],
        },
    }
    stack.create({"Daily": rule})
    assert stack.status == "CREATE_COMPLETE", stack.failures
    cloud.clock.move(24 * HOUR)
    assert target.take() == ['"daily"']
    stack.delete()
    cloud.clock.move(48 * HOUR)
    assert target.take() == []


def test_both_types_count_as_running(cloud: LocalCloud) -> None:
    assert cloud.services["scheduler"].running_types == {
        "AWS::Scheduler::Schedule",
        "AWS::Scheduler::ScheduleGroup",
    }
