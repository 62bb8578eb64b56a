"""Properties become members of the API's shape; what does not fit is told."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.cloudformation import schema
from localcloud.cloudformation.mapping import Folding
from localcloud.cloudformation.names import physical_name
from localcloud.cloudformation.operations import input_of, operation_of
from localcloud.cloudformation.replacement import replaced_by


@pytest.mark.parametrize(
    ("service", "operation", "properties", "members"),
    [
        (
            "logs",
            "CreateLogGroup",
            {"LogGroupName": "a", "Tags": [{"Key": "k", "Value": "v"}]},
            {"logGroupName": "a", "tags": {"k": "v"}},
        ),
        ("ssm", "PutParameter", {"Tags": {"k": "v"}}, {"Tags": [{"Key": "k", "Value": "v"}]}),
        (
            "kms",
            "CreateKey",
            {"Tags": [{"Key": "k", "Value": "v"}]},
            {"Tags": [{"TagKey": "k", "TagValue": "v"}]},
        ),
        ("events", "PutRule", {"EventPattern": {"a": ["b"]}}, {"EventPattern": '{"a": ["b"]}'}),
    ],
)
def test_names_tags_and_documents_take_the_apis_form(
    service: str, operation: str, properties: dict[str, Any], members: dict[str, Any]
) -> None:
    folding = Folding()

    assert folding.fold(input_of(service, operation), properties) == members
    assert folding.unmapped == []


def test_a_nested_property_without_a_counterpart_is_told_by_its_path() -> None:
    folding = Folding()

    folding.fold(input_of("pipes", "CreatePipe"), {"SourceParameters": {"Nothing": 1}, "No": 2})

    assert folding.unmapped == ["SourceParameters.Nothing", "No"]


@pytest.mark.parametrize(
    ("type_name", "action", "operation"),
    [
        ("AWS::Pipes::Pipe", "create", "CreatePipe"),
        ("AWS::Pipes::Pipe", "update", "UpdatePipe"),
        ("AWS::CloudWatch::Alarm", "create", "PutMetricAlarm"),
        ("AWS::CloudWatch::Dashboard", "delete", "DeleteDashboards"),
        ("AWS::Logs::MetricFilter", "create", "PutMetricFilter"),
        ("AWS::Nowhere::Thing", "create", None),
    ],
)
def test_the_operations_of_a_type_are_found(
    type_name: str, action: str, operation: str | None
) -> None:
    assert operation_of(type_name, action) == operation


def test_text_becomes_the_type_that_the_schema_names() -> None:
    known = schema.of("AWS::Lambda::Function")
    assert known is not None

    coerced = schema.coerced(known, {"MemorySize": "256", "Description": 5})

    assert coerced == {"MemorySize": 256, "Description": "5"}


def test_a_nested_create_only_property_replaces() -> None:
    def source(position: str) -> dict[str, Any]:
        return {"SourceParameters": {"DynamoDBStreamParameters": {"StartingPosition": position}}}

    changed = replaced_by("AWS::Pipes::Pipe", source("LATEST"), source("TRIM_HORIZON"))

    assert changed == ("SourceParameters.DynamoDBStreamParameters.StartingPosition",)


@pytest.mark.parametrize("limit", [32, 64, 255])
def test_a_name_obeys_its_limit_and_is_new_each_time(limit: int) -> None:
    names = {physical_name("A" * 60, "Resource" * 20, limit=limit) for _ in range(9)}

    assert len(names) == 9
    assert all(len(name) <= limit for name in names)
