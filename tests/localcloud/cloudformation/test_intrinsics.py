"""Intrinsic functions give what CloudFormation gives, and refuse what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.cloudformation.intrinsics import UNKNOWN, Resolver
from localcloud.errors import ServiceError


class Known:
    """Surroundings with one resource, one parameter and one export."""

    def ref(self, name: str) -> Any:
        return {"Rooms": "rooms-1", "Stage": "prod", "Zones": ["a", "b"], "New": UNKNOWN}[name]

    def attribute(self, logical_id: str, name: str) -> Any:
        return f"{logical_id}/{name}"

    def exported(self, name: str) -> Any:
        return f"exported {name}"

    def availability_zones(self, region: str) -> list[str]:
        return [f"{region or 'here'}a"]

    def dynamic(self, reference: str) -> str:
        return f"stored {reference[10:13]}"


@pytest.fixture
def resolver() -> Resolver:
    return Resolver(
        mappings={"Layers": {"us-east-1": {"arn": "layer"}}},
        conditions={
            "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "IsDev": {"Fn::Not": [{"Condition": "IsProd"}]},
            "Loop": {"Condition": "Loop"},
        },
        values=Known(),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Rooms"}, "rooms-1"),
        ({"Fn::GetAtt": ["Rooms", "Stream", "Arn"]}, "Rooms/Stream.Arn"),
        ({"Fn::GetAtt": "Rooms.Arn"}, "Rooms/Arn"),
        ({"Fn::Sub": "${Rooms}-${Rooms.Arn}-${!Literal}"}, "rooms-1-Rooms/Arn-${Literal}"),
        ({"Fn::Sub": ["${Here} ${Stage}", {"Here": {"Ref": "Rooms"}}]}, "rooms-1 prod"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 3, True]]}, "a-prod-3-true"),
        ({"Fn::Join": [",", {"Ref": "Zones"}]}, "a,b"),
        ({"Fn::Select": ["1", {"Ref": "Zones"}]}, "b"),
        ({"Fn::Select": [4, {"Fn::Split": ["/", {"Ref": "New"}]}]}, UNKNOWN),
        ({"Fn::Split": ["-", "x-y"]}, ["x", "y"]),
        ({"Fn::If": ["IsProd", "yes", "no"]}, "yes"),
        ({"Fn::If": ["IsDev", "yes", "no"]}, "no"),
        ({"Fn::FindInMap": ["Layers", "us-east-1", "arn"]}, "layer"),
        ({"Fn::FindInMap": ["Layers", "x", "arn", {"DefaultValue": "other"}]}, "other"),
        ({"Fn::ImportValue": "Bus"}, "exported Bus"),
        ({"Fn::GetAZs": ""}, ["herea"]),
        ({"Fn::Base64": "abc"}, "YWJj"),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ({"Fn::ToJsonString": {"a": {"Ref": "Stage"}}}, '{"a":"prod"}'),
        ({"Fn::Length": {"Ref": "Zones"}}, 2),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [1, {"Ref": "AWS::NoValue"}]}, {"b": [1]}),
        ("{{resolve:ssm:/name}} and more", "stored ssm and more"),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}},) * 2,
        ({"Fn::Equals": [1, "1"]}, True),
        ({"Fn::And": [{"Condition": "IsProd"}, {"Condition": "IsDev"}]}, False),
        ({"Fn::Or": [{"Condition": "IsProd"}, {"Condition": "IsDev"}]}, True),
        ({"Fn::Contains": [["1", "2"], "2"]}, True),
    ],
)
def test_a_function_gives_its_value(resolver: Resolver, value: Any, expected: Any) -> None:
    assert resolver.resolve(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Fn::Shout": "a"}, "unknown function Fn::Shout; known are Fn::And"),
        ({"Fn::FindInMap": ["Layers", "eu-x", "arn"]}, "get mapping for Layers::eu-x::arn"),
        ({"Fn::Select": [5, ["a"]]}, "cannot select nonexistent value at index 5"),
        ({"Fn::Join": ["-", "text"]}, "Fn::Join needs a list"),
        ({"Fn::Sub": {"a": 1}}, "Fn::Sub intrinsic functions don't specify expected"),
        ({"Fn::GetAtt": ["Rooms"]}, "Fn::GetAtt object requires two"),
        ({"Fn::If": ["Nowhere", 1, 2]}, "Unresolved condition dependency Nowhere"),
        ({"Fn::If": ["Loop", 1, 2]}, "circular dependency in condition Loop"),
    ],
)
def test_a_function_used_wrongly_is_refused_by_name(
    resolver: Resolver, value: Any, message: str
) -> None:
    with pytest.raises(ServiceError, match=message):
        resolver.resolve(value)
