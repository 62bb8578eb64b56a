"""Templates are read from JSON and YAML, and refused in CloudFormation's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.cloudformation import graph, template
from localcloud.errors import ServiceError

YAML = """
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: Queue
    Properties:
      DisplayName: !Sub "${AWS::StackName} news"
      TopicName: !GetAtt Queue.QueueName
  Queue:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    Properties:
      Tags: !If [Prod, [{Key: a, Value: !Ref Stage}], !Ref AWS::NoValue]
"""


def test_yaml_short_forms_are_the_functions_they_stand_for() -> None:
    topic = template.parse(YAML).resources["Topic"]

    assert topic.properties == {
        "DisplayName": {"Fn::Sub": "${AWS::StackName} news"},
        "TopicName": {"Fn::GetAtt": ["Queue", "QueueName"]},
    }
    assert topic.depends_on == ("Queue",)


def test_resources_come_after_what_they_refer_to() -> None:
    parsed = template.parse(YAML)
    needs = graph.dependencies(parsed.resources, lambda _: True)

    assert graph.ordered(needs) == ["Queue", "Topic"]


def test_only_the_branch_that_holds_counts_as_a_reference() -> None:
    value = {"Fn::If": ["Prod", {"Ref": "Big"}, {"Fn::Sub": "${Small.Arn}"}]}

    assert graph.references(value, lambda _: True) == {"Big"}
    assert graph.references(value, lambda _: False) == {"Small"}
    assert graph.references(value) == {"Big", "Small"}


def test_a_circle_of_dependencies_is_named() -> None:
    with pytest.raises(ServiceError, match=r"Circular dependency between resources: \[A, B\]"):
        graph.ordered({"A": {"B"}, "B": {"A"}, "C": set()})


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"Resources": {}}, "At least one Resources member must be defined"),
        ({"Resources": {"A": {}}}, "must contain a Type member"),
        ({"Resources": {"A-b": {"Type": "X"}}}, "Resource name A-b is non alphanumeric"),
        ({"Resources": {"A": {"Type": "X", "Propertys": {}}}}, "property 'Propertys'"),
        ({"Resourcen": {}}, r"Invalid template property or properties \[Resourcen\]"),
        ({"Transform": "Mine", "Resources": {"A": {"Type": "X"}}}, "No transform named Mine"),
        ({"Resources": {"A": {"Type": "X", "DeletionPolicy": "Keep"}}}, "DeletionPolicy Keep"),
        (
            {"Resources": {f"A{i}": {"Type": "X"} for i in range(501)}},
            "Number of resources, 501, is greater than maximum allowed, 500",
        ),
    ],
)
def test_a_malformed_template_is_refused_with_what_is_wrong(
    document: dict[str, Any], message: str
) -> None:
    with pytest.raises(ServiceError, match=message):
        template.parse(json.dumps(document))


@pytest.mark.parametrize("text", ["{", "a: [", "- a"])
def test_text_that_is_no_template_is_refused(text: str) -> None:
    with pytest.raises(ServiceError, match="Template format error"):
        template.parse(text)
