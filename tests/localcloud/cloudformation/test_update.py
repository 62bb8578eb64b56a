"""Updating a stack: in place, by replacement, back on failure."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.cloudformation.test_create import GROUP, REFUSED


def queue(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def note(value: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}


def group_names(cloud: LocalCloud) -> list[str]:
    return [g["logGroupName"] for g in cloud.client("logs").describe_log_groups()["logGroups"]]


def test_a_changed_property_changes_the_resource_in_place(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create({"Queue": queue(VisibilityTimeout=30, DelaySeconds=5)})
    url = hotel.physical_id("Queue")

    hotel.update({"Queue": queue(VisibilityTimeout=60)})

    assert hotel.status == "UPDATE_COMPLETE"
    assert hotel.physical_id("Queue") == url
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert attributes["Attributes"]["VisibilityTimeout"] == "60"
    assert attributes["Attributes"]["DelaySeconds"] == "0"


def test_a_replacement_makes_the_new_one_first_and_deletes_the_old_one_last(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create({"Group": GROUP, "Note": note({"Ref": "Group"})})
    old = hotel.physical_id("Group")

    named = {**GROUP, "Properties": {"LogGroupName": "bookings", "RetentionInDays": 7}}
    hotel.update({"Group": named, "Note": note({"Ref": "Group"})})

    assert group_names(cloud) == ["bookings"]
    stored = cloud.client("ssm").get_parameter(Name=hotel.physical_id("Note"))
    assert stored["Parameter"]["Value"] == "bookings"
    assert old != "bookings"
    assert hotel.events[-8:] == [
        ("Group", "UPDATE_IN_PROGRESS"),
        ("Group", "UPDATE_COMPLETE"),
        ("Note", "UPDATE_IN_PROGRESS"),
        ("Note", "UPDATE_COMPLETE"),
        ("Hotel", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Group", "DELETE_IN_PROGRESS"),
        ("Group", "DELETE_COMPLETE"),
        ("Hotel", "UPDATE_COMPLETE"),
    ]


def test_a_replaced_resource_can_be_retained(hotel: Deployer, cloud: LocalCloud) -> None:
    kept = {**GROUP, "UpdateReplacePolicy": "Retain"}
    hotel.create({"Group": kept})
    old = hotel.physical_id("Group")

    hotel.update({"Group": {**kept, "Properties": {"LogGroupName": "bookings"}}})

    assert sorted(group_names(cloud)) == sorted([old, "bookings"])
    assert ("Group", "DELETE_SKIPPED") in hotel.events


def table(key: str) -> dict[str, Any]:
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "TableName": "rooms",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
        },
    }


def test_a_custom_named_resource_is_not_replaced_under_its_own_name(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create({"Rooms": table("pk")})

    hotel.update({"Rooms": table("city")})

    assert hotel.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "Rename rooms and update the stack again" in hotel.failures[0]
    described = cloud.client("dynamodb").describe_table(TableName="rooms")["Table"]
    assert described["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]


def test_resources_that_are_gone_from_the_template_are_deleted_last(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create({"Group": GROUP, "Note": note({"Ref": "Group"})})

    hotel.update({"Queue": queue()})

    assert group_names(cloud) == []
    deleted = [logical_id for logical_id, status in hotel.events if status == "DELETE_COMPLETE"]
    assert deleted == ["Note", "Group"]
    assert [r["LogicalResourceId"] for r in resources(hotel)] == ["Queue"]


def resources(hotel: Deployer) -> list[dict[str, Any]]:
    answer = hotel.client.describe_stack_resources(StackName="Hotel")
    shown: list[dict[str, Any]] = answer["StackResources"]
    return shown


def test_a_failed_update_gives_everything_back_what_it_had(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    before = {"Queue": queue(VisibilityTimeout=30), "Group": GROUP}
    hotel.create(before, Outputs={"Url": {"Value": {"Ref": "Queue"}}})
    url, group = hotel.physical_id("Queue"), hotel.physical_id("Group")

    hotel.update(
        {
            "Queue": queue(VisibilityTimeout=90),
            "Group": {**GROUP, "Properties": {"LogGroupName": "bookings"}},
            "New": note("x"),
            "Policy": {**REFUSED, "DependsOn": ["Queue", "Group", "New"]},
        }
    )

    assert hotel.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "NonExistentQueue" in hotel.failures[0]
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert attributes["Attributes"]["VisibilityTimeout"] == "30"
    assert group_names(cloud) == [group]
    assert cloud.client("ssm").describe_parameters()["Parameters"] == []
    assert {r["LogicalResourceId"] for r in resources(hotel)} == {"Queue", "Group"}
    assert hotel.outputs == {"Url": url}

    hotel.update({**before, "New": note("x")})
    assert hotel.status == "UPDATE_COMPLETE"


def test_no_change_is_refused_and_says_so(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP})

    with pytest.raises(ClientError, match="No updates are to be performed"):
        hotel.update({"Group": GROUP})


def test_an_output_alone_is_a_change(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP})

    hotel.update({"Group": GROUP}, Outputs={"Name": {"Value": {"Ref": "Group"}}})

    assert hotel.outputs == {"Name": hotel.physical_id("Group")}


def test_the_type_of_a_resource_cannot_change(hotel: Deployer) -> None:
    hotel.create({"Thing": GROUP})

    hotel.update({"Thing": queue()})

    assert hotel.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "Update of resource type is not permitted" in hotel.failures[0]
    assert hotel.physical_id("Thing").startswith("Hotel-Thing-")


def test_a_stack_whose_creation_rolled_back_cannot_be_updated(hotel: Deployer) -> None:
    hotel.create({"Policy": REFUSED})

    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        hotel.update({"Group": GROUP})
