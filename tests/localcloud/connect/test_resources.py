"""CloudFormation makes a contact centre, changes it in place, and takes it away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.connect.calls import Calls
from localcloud.connect.service import ConnectService
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.connect.deployed import ALL_DAY
from tests.localcloud.connect.flows import block, end, flow, say

INSTANCE = {"Fn::GetAtt": ["Centre", "Arn"]}
BOT = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID"


def contact_centre() -> dict[str, Any]:
    """The resources of one."""
    content = flow(
        block(
            "Queue",
            "UpdateContactTargetQueue",
            {"QueueId": "${Reception.QueueArn}"},
            then="Open?",
            errors={"NoMatchingError": "End"},
        ),
        block(
            "Open?",
            "CheckHoursOfOperation",
            {"HoursOfOperationId": "${Hours.HoursOfOperationArn}"},
            then="Hello",
            equals={"True": "Hello", "False": "Closed"},
            errors={"NoMatchingError": "End"},
        ),
        say("Hello", "We are open."),
        say("Closed", "We are closed."),
        end(),
    )
    return {
        "Centre": resource(
            "Instance",
            IdentityManagementType="CONNECT_MANAGED",
            InstanceAlias="clinic",
            Attributes={"InboundCalls": True, "OutboundCalls": False, "ContactflowLogs": True},
        ),
        "Hours": resource(
            "HoursOfOperation",
            InstanceArn=INSTANCE,
            Name="Always",
            TimeZone="Asia/Seoul",
            Config=ALL_DAY,
            HoursOfOperationOverrides=[
                {
                    "OverrideName": "New Year",
                    "EffectiveFrom": "2027-01-01",
                    "EffectiveTill": "2027-01-01",
                    "OverrideConfig": ALL_DAY[:1],
                }
            ],
        ),
        "Reception": resource(
            "Queue",
            InstanceArn=INSTANCE,
            Name="Reception",
            HoursOfOperationArn={"Fn::GetAtt": ["Hours", "HoursOfOperationArn"]},
            MaxContacts=5,
            Tags=[{"Key": "team", "Value": "desk"}],
        ),
        "Profile": resource(
            "RoutingProfile",
            InstanceArn=INSTANCE,
            Name="Desk",
            Description="The desk",
            DefaultOutboundQueueArn={"Fn::GetAtt": ["Reception", "QueueArn"]},
            MediaConcurrencies=[{"Channel": "VOICE", "Concurrency": 1}],
            QueueConfigs=[
                {
                    "Priority": 1,
                    "Delay": 0,
                    "QueueReference": {
                        "Channel": "VOICE",
                        "QueueArn": {"Fn::GetAtt": ["Reception", "QueueArn"]},
                    },
                }
            ],
        ),
        "Bot": resource(
            "IntegrationAssociation",
            InstanceId=INSTANCE,
            IntegrationType="LEX_BOT",
            IntegrationArn=BOT,
        ),
        "Recordings": resource(
            "InstanceStorageConfig",
            InstanceArn=INSTANCE,
            ResourceType="CALL_RECORDINGS",
            StorageType="S3",
            S3Config={"BucketName": "recordings", "BucketPrefix": "calls"},
        ),
        "Inbound": resource(
            "ContactFlow",
            InstanceArn=INSTANCE,
            Name="Inbound",
            Type="CONTACT_FLOW",
            Content={"Fn::Sub": content},
        ),
        "Kept": resource("ContactFlowVersion", ContactFlowId={"Ref": "Inbound"}),
        "Number": resource(
            "PhoneNumber", TargetArn=INSTANCE, Type="DID", CountryCode="US", Description="Desk"
        ),
        "SelfTest": resource(
            "TestCase", InstanceArn=INSTANCE, Name="Greets", Content=json.dumps({"Version": "1"})
        ),
    }


def resource(name: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::Connect::{name}", "Properties": properties}


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud([CloudFormation, ConnectService]) as made:
        yield made


@pytest.fixture
def stack(cloud: LocalCloud) -> Deployer:
    made = Deployer(cloud, "Clinic")
    made.create(contact_centre())
    assert made.status == "CREATE_COMPLETE", made.failures
    return made


def test_a_deployed_flow_answers(cloud: LocalCloud, stack: Deployer) -> None:
    assert stack.status == "CREATE_COMPLETE"
    answered = Calls(cloud).start()
    assert [heard["text"] for heard in answered["heard"]] == ["We are open."]


def test_each_resource_is_what_the_template_says(cloud: LocalCloud, stack: Deployer) -> None:
    connect, instance = cloud.client("connect"), stack.physical_id("Centre")
    assert instance.startswith("arn:aws:connect:us-east-1:123456789012:instance/")
    queue = connect.describe_queue(InstanceId=instance, QueueId=stack.physical_id("Reception"))
    assert queue["Queue"]["MaxContacts"] == 5
    assert queue["Queue"]["Tags"] == {"team": "desk"}
    attributes = connect.list_instance_attributes(InstanceId=instance)["Attributes"]
    assert {"AttributeType": "OUTBOUND_CALLS", "Value": "false"} in attributes
    assert {"AttributeType": "CONTACTFLOW_LOGS", "Value": "true"} in attributes
    number = connect.describe_phone_number(PhoneNumberId=stack.physical_id("Number"))
    assert number["ClaimedPhoneNumberSummary"]["PhoneNumber"].startswith("+1206555")
    queues = connect.list_routing_profile_queues(
        InstanceId=instance, RoutingProfileId=stack.physical_id("Profile")
    )["RoutingProfileQueueConfigSummaryList"]
    assert [queue["QueueName"] for queue in queues] == ["Reception"]
    assert connect.list_bots(InstanceId=instance, LexVersion="V2")["LexBots"] == [
        {"LexV2Bot": {"AliasArn": BOT}}
    ]
    assert stack.physical_id("Kept") == f"{stack.physical_id('Inbound')}:1"


def test_a_flow_keeps_its_arn_when_its_content_changes(cloud: LocalCloud, stack: Deployer) -> None:
    before = stack.physical_id("Inbound")
    changed = contact_centre()
    changed["Inbound"]["Properties"]["Content"] = flow(say("Hello", "We have moved."))
    stack.update(changed)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert stack.physical_id("Inbound") == before
    assert Calls(cloud).start()["heard"][0]["text"] == "We have moved."


def test_hours_and_queue_change_in_place(cloud: LocalCloud, stack: Deployer) -> None:
    before = stack.physical_id("Hours"), stack.physical_id("Reception")
    changed = contact_centre()
    changed["Hours"]["Properties"]["Config"] = []
    changed["Reception"]["Properties"].update(Name="Desk", Status="DISABLED", MaxContacts=9)
    stack.update(changed)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert (stack.physical_id("Hours"), stack.physical_id("Reception")) == before
    assert Calls(cloud).start()["heard"][0]["text"] == "We are closed."
    queue = cloud.client("connect").describe_queue(
        InstanceId=stack.physical_id("Centre"), QueueId=before[1]
    )["Queue"]
    assert (queue["Name"], queue["Status"], queue["MaxContacts"]) == ("Desk", "DISABLED", 9)


def test_another_alias_is_another_instance(stack: Deployer) -> None:
    before = stack.physical_id("Centre")
    changed = contact_centre()
    changed["Centre"]["Properties"]["InstanceAlias"] = "hospital"
    stack.update(changed)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert stack.physical_id("Centre") != before


def test_a_flow_that_connect_would_not_publish_fails_the_deploy_with_its_problems(
    cloud: LocalCloud,
) -> None:
    wrong = contact_centre()
    wrong["Inbound"]["Properties"]["Content"] = flow(
        block("Transfer", "TransferContactToQueue", {"QueueId": "x"}, then="End")
    )
    stack = Deployer(cloud, "Clinic")
    stack.create(wrong)
    assert stack.status == "ROLLBACK_COMPLETE"
    assert any(
        "Invalid Action property name. Path: Actions[0].Parameters.QueueId (block 'Transfer')"
        in reason
        for reason in stack.failures
    )


def test_nothing_is_left_of_a_deleted_contact_centre(cloud: LocalCloud, stack: Deployer) -> None:
    stack.delete()
    connect = cloud.client("connect")
    assert connect.list_instances()["InstanceSummaryList"] == []
    assert connect.list_phone_numbers_v2()["ListPhoneNumbersSummaryList"] == []
