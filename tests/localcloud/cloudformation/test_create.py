"""Creating a stack: in order, with events; or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer

GROUP: dict[str, Any] = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}
REFUSED: dict[str, Any] = {
    "Type": "AWS::SQS::QueuePolicy",
    "Properties": {"Queues": ["https://sqs/nowhere"], "PolicyDocument": {"Statement": []}},
}


def test_a_resource_is_made_after_those_it_refers_to(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create(
        {
            "Note": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Type": "String", "Value": {"Fn::GetAtt": ["Group", "Arn"]}},
            },
            "Group": GROUP,
        },
        Outputs={"Note": {"Value": {"Ref": "Note"}, "Description": "where"}},
    )

    assert hotel.events == [
        ("Hotel", "CREATE_IN_PROGRESS"),
        ("Group", "CREATE_IN_PROGRESS"),
        ("Group", "CREATE_COMPLETE"),
        ("Note", "CREATE_IN_PROGRESS"),
        ("Note", "CREATE_COMPLETE"),
        ("Hotel", "CREATE_COMPLETE"),
    ]
    group = hotel.physical_id("Group")
    stored = cloud.client("ssm").get_parameter(Name=hotel.outputs["Note"])["Parameter"]["Value"]
    assert stored == f"arn:aws:logs:us-east-1:123456789012:log-group:{group}:*"
    assert cloud.client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"] == 7


def test_names_are_made_of_stack_and_logical_id(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP, "Bucket": {"Type": "AWS::S3::Bucket"}})

    stack, logical_id, random = hotel.physical_id("Group").split("-")
    assert (stack, logical_id, len(random)) == ("Hotel", "Group", 12)
    assert hotel.physical_id("Bucket").startswith("hotel-bucket-")


def test_a_resource_whose_condition_does_not_hold_is_not_made(hotel: Deployer) -> None:
    hotel.create(
        {"Group": GROUP, "Other": {**GROUP, "Condition": "Never"}},
        Conditions={"Never": {"Fn::Equals": ["a", "b"]}},
    )

    resources = hotel.client.list_stack_resources(StackName="Hotel")["StackResourceSummaries"]
    assert [r["LogicalResourceId"] for r in resources] == ["Group"]


def test_a_failure_deletes_what_was_made(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create({"Group": GROUP, "Policy": {**REFUSED, "DependsOn": "Group"}})

    assert hotel.status == "ROLLBACK_COMPLETE"
    assert "NonExistentQueue" in hotel.failures[0]
    assert ("Group", "DELETE_COMPLETE") in hotel.events
    assert cloud.client("logs").describe_log_groups()["logGroups"] == []


def test_a_failure_keeps_what_is_retained_but_not_what_is_retained_except_on_create(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create(
        {
            "Kept": {**GROUP, "DeletionPolicy": "Retain"},
            "Gone": {**GROUP, "DeletionPolicy": "RetainExceptOnCreate"},
            "Policy": {**REFUSED, "DependsOn": ["Kept", "Gone"]},
        }
    )

    groups = cloud.client("logs").describe_log_groups()["logGroups"]
    assert [group["logGroupName"].split("-")[1] for group in groups] == ["Kept"]


def test_a_failure_can_leave_everything_where_it_is(hotel: Deployer) -> None:
    hotel.create(
        {"Group": GROUP, "Policy": {**REFUSED, "DependsOn": "Group"}}, OnFailure="DO_NOTHING"
    )

    assert hotel.status == "CREATE_FAILED"
    assert hotel.physical_id("Group").startswith("Hotel-Group-")


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        (
            {"Thing": {"Type": "AWS::Nowhere::Thing"}},
            r"Unrecognized resource types: AWS::Nowhere::Thing \(Thing\): AWS has no such type",
        ),
        (
            {"Fleet": {"Type": "AWS::GameLift::Fleet"}},
            r"AWS::GameLift::Fleet \(Fleet\): the local cloud has no gamelift CreateFleet",
        ),
        (
            {"Group": {**GROUP, "Properties": {"RetentionInDays": 8}}},
            r"validation failed for resource Group \(AWS::Logs::LogGroup\).*RetentionInDays: 8 is",
        ),
        (
            {"Group": {**GROUP, "Properties": {"Retention": 7}}},
            r"resource Group .*'Retention' was unexpected",
        ),
        (
            {"Group": {**GROUP, "Properties": {"Arn": "arn"}}},
            "resource Group .*Arn: is set by AWS and cannot be given",
        ),
        (
            {"Group": {**GROUP, "Properties": {"LogGroupName": {"Ref": "Nowhere"}}}},
            r"Unresolved resource dependencies \[Nowhere\] in the Resources block",
        ),
        (
            {
                "Group": {**GROUP, "Properties": {"LogGroupName": {"Fn::GetAtt": ["Q", "Colour"]}}},
                "Q": {"Type": "AWS::SQS::Queue"},
            },
            "resource Q does not support attribute type Colour in Fn::GetAtt",
        ),
        (
            {"A": {**GROUP, "DependsOn": "B"}, "B": {**GROUP, "DependsOn": "A"}},
            r"Circular dependency between resources: \[A, B\]",
        ),
    ],
)
def test_what_is_wrong_with_a_template_fails_before_anything_is_made(
    hotel: Deployer, resources: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=message):
        hotel.create(resources)

    assert hotel.client.list_stacks()["StackSummaries"] == []


def test_iam_resources_need_an_acknowledgement(hotel: Deployer) -> None:
    role = """{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}}}"""

    with pytest.raises(ClientError, match=r"Requires capabilities : \[CAPABILITY_IAM\]"):
        hotel.client.create_stack(StackName="Hotel", TemplateBody=role)


def test_a_second_stack_of_the_same_name_is_refused_but_not_in_another_region(
    cloud: LocalCloud, hotel: Deployer
) -> None:
    hotel.create({"Group": GROUP})

    with pytest.raises(ClientError, match=r"Stack \[Hotel\] already exists"):
        hotel.create({"Group": GROUP})

    elsewhere = Deployer(cloud, region="ap-northeast-2")
    elsewhere.create({"Group": GROUP})
    assert elsewhere.status == "CREATE_COMPLETE"
    assert ":ap-northeast-2:" in elsewhere.stack["StackId"]


def test_a_rule_that_does_not_hold_refuses_the_template(hotel: Deployer) -> None:
    old = {"Fn::Not": [{"Fn::Contains": [["1", "2"], "1"]}]}
    rules = {"Version": {"Assertions": [{"Assert": old, "AssertDescription": "too old"}]}}

    with pytest.raises(ClientError, match="too old"):
        hotel.create({"Group": GROUP}, Rules=rules)
