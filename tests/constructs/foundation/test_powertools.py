"""Powertools comes from AWS's own layer, wherever the stack goes."""

from __future__ import annotations

import pytest
from aws_cdk import App, Environment, Stack
from ml_refarch.foundation import PowertoolsLayer

from .conftest import Synthesised

NAME = "AWSLambdaPowertoolsPythonV3-python313-arm64"


def layer_arn(region: str) -> object:
    stack = Stack(App(), "Stack", env=Environment(region=region, account="111122223333"))
    return stack.resolve(PowertoolsLayer.of(stack).layer.layer_version_arn)


@pytest.mark.parametrize(
    ("region", "account", "version"),
    [
        ("ap-northeast-2", "017000801446", 37),
        ("cn-north-1", "498634801083", 37),
        ("us-gov-east-1", "165087284144", 27),
        ("us-gov-west-1", "165093116878", 27),
    ],
)
def test_a_stack_that_knows_its_region_gets_that_regions_publisher(
    region: str, account: str, version: int
) -> None:
    layer = f":lambda:{region}:{account}:layer:{NAME}:{version}"

    assert layer_arn(region) == {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, layer]]}


@pytest.mark.parametrize("region", ["cn-northwest-1", "us-iso-east-1"])
def test_a_region_without_the_layer_is_refused_by_name(region: str) -> None:
    with pytest.raises(ValueError, match=f"region: AWS publishes no Powertools layer .*{region}"):
        layer_arn(region)


def test_a_stack_that_knows_no_region_asks_for_the_publisher_on_deploy(plain: Synthesised) -> None:
    (mapping,) = (
        each for name, each in plain.body["Mappings"].items() if name.startswith("Powertools")
    )
    (condition,) = (
        each for name, each in plain.body["Conditions"].items() if name.startswith("Powertools")
    )

    assert {name: each["Account"] for name, each in mapping.items()} == {
        "aws": "017000801446",
        "aws-cn": "498634801083",
        "aws-us-gov": "165093116878",
    }
    assert condition == {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-gov-east-1"]}


def test_functions_of_one_stack_share_one_layer() -> None:
    stack = Stack()

    assert PowertoolsLayer.of(stack) is PowertoolsLayer.of(stack)
