"""The book keeps what it is told, tells of each change, and gives nobody more than they need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template
from ml_refarch.foundation import Notifications, violations
from ml_refarch.scheduling import AppointmentBook

from .conftest import Synthesised, listed

LAYERS = Path(__file__).parents[3] / "lambda" / "layers"
ITEMS = LAYERS / "appointment_book/python/appointment_book/items.py"


def table(of: Synthesised) -> dict[str, Any]:
    (found,) = of.of_type("AWS::DynamoDB::GlobalTable").values()
    return found


def test_it_can_be_restored_to_any_moment_and_forgets_what_has_a_time(plain: Synthesised) -> None:
    properties = table(plain)["Properties"]
    (replica,) = properties["Replicas"]

    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["TimeToLiveSpecification"] == {
        "AttributeName": "expires_at",
        "Enabled": True,
    }


def test_it_stays_when_its_stack_goes_unless_it_is_disposable(
    plain: Synthesised, disposable: Synthesised
) -> None:
    for of, policy, protected in ((plain, "Retain", True), (disposable, "Delete", False)):
        assert table(of)["DeletionPolicy"] == policy
        (replica,) = table(of)["Properties"]["Replicas"]
        assert replica["DeletionProtectionEnabled"] is protected


def test_a_key_encrypts_it_even_where_the_region_is_not_known(keyed: Synthesised) -> None:
    properties = table(keyed)["Properties"]
    (replica,) = properties["Replicas"]

    assert properties["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert replica["SSESpecification"]["KMSMasterKeyId"]["Fn::GetAtt"][1] == "Arn"
    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_only_changes_of_appointments_are_told(plain: Synthesised) -> None:
    (pipe,) = plain.of_type("AWS::Pipes::Pipe").values()
    (pattern,) = pipe["Properties"]["SourceParameters"]["FilterCriteria"]["Filters"]

    assert json.loads(pattern["Pattern"])["dynamodb"]["Keys"] == {
        "sk": {"S": [{"prefix": "APPOINTMENT#"}]}
    }


@pytest.mark.parametrize("prefix", ["APPOINTMENT#", "ATTEMPTS#", "SESSION#"])
def test_the_keys_it_names_are_those_that_the_code_writes(prefix: str) -> None:
    assert f'"{prefix}' in ITEMS.read_text().replace('f"', '"')


def test_who_reads_may_not_write(plain: Synthesised) -> None:
    assert plain.actions("Reader") == {"dynamodb:GetItem", "dynamodb:Query"}


def test_who_identifies_writes_notes_of_tries_and_sessions_alone(plain: Synthesised) -> None:
    (writes,) = (
        right for right in plain.rights("Identifier") if "dynamodb:PutItem" in right["Action"]
    )

    assert writes["Condition"]["ForAllValues:StringLike"] == {
        "dynamodb:LeadingKeys": ["ATTEMPTS#*", "SESSION#*"]
    }
    assert writes["Condition"]["Null"] == {"dynamodb:LeadingKeys": "false"}
    assert plain.actions("Identifier") == {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    }


def test_who_changes_it_may_neither_scan_nor_delete_the_table(plain: Synthesised) -> None:
    assert plain.actions("Changer") == {
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    }


@pytest.mark.parametrize("who", ["Reader", "Identifier", "Changer"])
def test_whoever_may_use_it_may_use_its_key(keyed: Synthesised, who: str) -> None:
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= keyed.actions(who, of="kms:")


def test_one_layer_of_each_kind_serves_all_functions_of_the_stack(plain: Synthesised) -> None:
    assert len(plain.of_type("AWS::Lambda::LayerVersion")) == 4
    for function in plain.of_type("AWS::Lambda::Function").values():
        assert len(function["Properties"]["Layers"]) <= 5


def test_everything_is_encrypted_with_the_key_that_is_given(keyed: Synthesised) -> None:
    for kind, attribute in (
        ("AWS::Logs::LogGroup", "KmsKeyId"),
        ("AWS::SQS::Queue", "KmsMasterKeyId"),
        ("AWS::SNS::Topic", "KmsMasterKeyId"),
        ("AWS::Lambda::Function", "KmsKeyArn"),
    ):
        found = keyed.of_type(kind)
        assert found
        assert {
            name for name, each in found.items() if attribute not in each["Properties"]
        } == set()


def test_no_rule_of_cdk_nag_is_broken(plain: Synthesised, keyed: Synthesised) -> None:
    assert violations(plain.stack) == []
    assert violations(keyed.stack) == []


def test_no_right_is_on_everything(keyed: Synthesised) -> None:
    on_everything = {
        action
        for policy in keyed.of_type("AWS::IAM::Policy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement.get("Resource") == "*"
        for action in listed(statement["Action"])
    }

    assert on_everything == set()


def test_a_table_a_bus_and_a_key_can_be_brought() -> None:
    stack = Stack(App(), "Brought")
    key = kms.Key.from_key_arn(
        stack, "Key", "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"
    )
    there = dynamodb.TableV2.from_table_attributes(
        stack,
        "There",
        table_arn="arn:aws:dynamodb:us-east-1:123456789012:table/there",
        table_stream_arn="arn:aws:dynamodb:us-east-1:123456789012:table/there/stream/1",
        encryption_key=key,
    )
    book = AppointmentBook(
        stack,
        "Book",
        notifications=Notifications(stack, "Notifications"),
        table=there,
        event_bus=events.EventBus.from_event_bus_name(stack, "Bus", "clinic"),
    )

    template = dict(Template.from_stack(stack).to_json())["Resources"].values()

    assert book.table is there
    assert [one for one in template if one["Type"] == "AWS::DynamoDB::GlobalTable"] == []
    (pipe,) = (one for one in template if one["Type"] == "AWS::Pipes::Pipe")
    assert pipe["Properties"]["Source"].endswith("/stream/1")
    assert '"EVENT_BUS_NAME": "clinic"' in json.dumps(list(template))


def test_a_table_without_a_stream_is_refused_by_name() -> None:
    stack = Stack(App(), "Brought")
    still = dynamodb.TableV2.from_table_name(stack, "Still", "still")
    notifications = Notifications(stack, "Notifications")

    with pytest.raises(ValueError, match="table: Brought/Still has no stream"):
        AppointmentBook(stack, "Book", notifications=notifications, table=still)
