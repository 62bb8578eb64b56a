"""What is told of stacks, in pages, as boto3's users read it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.cloudtrail import CloudTrail
from localcloud.cloudformation.inventory import bootstrapped_regions, inventory
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.cloudformation.test_create import GROUP
from tests.localcloud.cloudformation.test_update import note


def test_a_long_history_comes_in_pages_newest_first(hotel: Deployer) -> None:
    hotel.create({f"Handle{i}": HANDLE for i in range(60)})

    first = hotel.client.describe_stack_events(StackName="Hotel")
    assert len(first["StackEvents"]) == 100
    assert first["StackEvents"][0]["ResourceStatus"] == "CREATE_COMPLETE"
    assert len(hotel.events) == 122


HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def test_no_two_events_have_the_same_millisecond(hotel: Deployer) -> None:
    hotel.create({f"Handle{i}": HANDLE for i in range(9)})

    events = hotel.client.describe_stack_events(StackName="Hotel")["StackEvents"]
    stamps = [int(event["Timestamp"].timestamp() * 1000) for event in events]
    assert stamps == sorted(set(stamps), reverse=True)


def test_a_stack_that_is_not_there_is_told_in_awss_words(hotel: Deployer) -> None:
    for operation in ("describe_stacks", "describe_stack_events", "get_template"):
        with pytest.raises(ClientError, match="Stack with id Hotel does not exist") as caught:
            getattr(hotel.client, operation)(StackName="Hotel")
        assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_a_stack_tells_its_tags_and_times(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP}, Tags=[{"Key": "stage", "Value": "dev"}])

    assert hotel.stack["Tags"] == [{"Key": "stage", "Value": "dev"}]
    assert "LastUpdatedTime" not in hotel.stack
    hotel.update({"Group": GROUP, "Note": note("x")})
    assert hotel.stack["LastUpdatedTime"] >= hotel.stack["CreationTime"]
    assert hotel.stack["Tags"] == [{"Key": "stage", "Value": "dev"}]


def test_the_template_comes_back_as_it_was_sent(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP})

    assert hotel.client.get_template(StackName="Hotel")["TemplateBody"] == {
        "Resources": {"Group": GROUP}
    }


def test_a_resource_is_found_by_its_physical_id(hotel: Deployer) -> None:
    hotel.create({"Group": {**GROUP, "Metadata": {"aws:cdk:path": "Hotel/Group"}}})
    name = hotel.physical_id("Group")

    [found] = hotel.client.describe_stack_resources(PhysicalResourceId=name)["StackResources"]
    assert (found["StackName"], found["LogicalResourceId"]) == ("Hotel", "Group")
    detail = hotel.client.describe_stack_resource(StackName="Hotel", LogicalResourceId="Group")
    assert detail["StackResourceDetail"]["Metadata"] == '{"aws:cdk:path": "Hotel/Group"}'
    with pytest.raises(ClientError, match="Resource Nothing does not exist for stack Hotel"):
        hotel.physical_id("Nothing")


def test_a_template_tells_what_it_declares(hotel: Deployer) -> None:
    body = """
    Description: rooms
    Parameters: {Stage: {Type: String, Default: dev}}
    Resources: {Group: {Type: AWS::Logs::LogGroup}}
    """

    told = hotel.client.get_template_summary(TemplateBody=body)
    assert told["ResourceTypes"] == ["AWS::Logs::LogGroup"]
    assert told["Parameters"][0]["DefaultValue"] == "dev"
    assert hotel.client.validate_template(TemplateBody=body)["Description"] == "rooms"


def test_the_reason_of_a_failure_is_among_the_failed_events(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP, "Second": {**GROUP, "Properties": {"LogGroupName": "a"}}})
    twice = Deployer(hotel.cloud, name="Twice")
    twice.create({"Group": {**GROUP, "Properties": {"LogGroupName": "a"}}})

    failed = twice.client.describe_events(StackName="Twice", Filters={"FailedEvents": True})
    assert [event["LogicalResourceId"] for event in failed["OperationEvents"]] == ["Group"]


def test_the_inventory_says_what_runs_and_what_is_only_recorded(hotel: Deployer) -> None:
    alarm = {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1},
    }
    hotel.create({"Queue": {"Type": "AWS::SQS::Queue"}, "Alarm": alarm})
    Deployer(hotel.cloud, name="CDKToolkit", region="eu-west-1").create({"Group": GROUP})

    [stack] = inventory(hotel.cloud)
    assert {r["logical_id"]: r["runs"] for r in stack["resources"]} == {
        "Queue": True,
        "Alarm": False,
    }
    assert bootstrapped_regions(hotel.cloud) == ["eu-west-1"]


def test_cloudtrail_answers_at_once_that_nothing_happened() -> None:
    with LocalCloud(services=[CloudTrail]) as cloud:
        assert cloud.client("cloudtrail").lookup_events()["Events"] == []
