"""What the HotelBooking stack promises whoever deploys it."""

from __future__ import annotations

import copy
import json
from typing import Any

import cfnlint.api
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.stacks.snapshots import normalised

Template = dict[str, Any]


def resources(template: Template, kind: str) -> dict[str, Any]:
    return {k: v for k, v in template["Resources"].items() if v["Type"] == kind}


def test_the_architecture_is_the_one_that_was_reviewed(
    hotel_booking: Template, snapshot: SnapshotAssertion
) -> None:
    assert normalised(hotel_booking) == snapshot(extension_class=JSONSnapshotExtension)


def test_cloudformations_own_linter_finds_nothing(hotel_booking: Template) -> None:
    assert lint(hotel_booking) == []


def test_the_linter_finds_what_is_wrong(hotel_booking: Template) -> None:
    broken = copy.deepcopy(hotel_booking)
    (table,) = resources(broken, "AWS::DynamoDB::GlobalTable").values()
    table["Properties"]["BillingMode"] = "FREE"
    assert [finding.partition(" ")[0] for finding in lint(broken)] == ["E3030"]


def lint(template: Template) -> list[str]:
    found = cfnlint.api.lint(json.dumps(template), regions=["us-east-1"])
    return [
        f"{one.rule.id} {one.message}"
        for one in found
        # A DependsOn that a reference implies already: the CDK writes both, to no harm.
        if one.rule.id != "W3005"
    ]


def test_a_booking_reaches_the_guest_through_the_tables_stream(hotel_booking: Template) -> None:
    (pipe,) = resources(hotel_booking, "AWS::Pipes::Pipe").values()
    (table,) = resources(hotel_booking, "AWS::DynamoDB::GlobalTable")
    assert pipe["Properties"]["Source"] == {"Fn::GetAtt": [table, "StreamArn"]}


def test_the_booking_function_may_not_delete_what_guests_have_booked(
    hotel_booking: Template,
) -> None:
    actions = {
        action
        for policy in resources(hotel_booking, "AWS::IAM::Policy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in _listed(statement["Action"])
    }
    # The notifications' idempotency deletes its own notes, in a table of its own.
    assert "dynamodb:*" not in actions
    assert "dynamodb:BatchWriteItem" not in actions


def test_only_the_disposable_environment_lets_go_of_data(
    hotel_booking: Template, production: Template
) -> None:
    for template, policy in ((hotel_booking, "Delete"), (production, "Retain")):
        tables = resources(template, "AWS::DynamoDB::GlobalTable").values()
        assert {table["DeletionPolicy"] for table in tables} == {policy}
        groups = resources(template, "AWS::Logs::LogGroup").values()
        assert {group["DeletionPolicy"] for group in groups} == {policy}


def test_no_partition_is_written_by_hand(hotel_booking: Template) -> None:
    assert "arn:aws:" not in json.dumps(hotel_booking)


@pytest.mark.parametrize("kind", ["AWS::Lambda::Function"])
def test_functions_run_on_python_3_13_and_arm64(hotel_booking: Template, kind: str) -> None:
    for function in resources(hotel_booking, kind).values():
        assert function["Properties"]["Runtime"] == "python3.13"
        assert function["Properties"]["Architectures"] == ["arm64"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
