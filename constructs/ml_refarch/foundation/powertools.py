"""Powertools for AWS Lambda from the layer that AWS publishes: no build, no download at synth."""

from __future__ import annotations

from typing import Final

from aws_cdk import Aws, CfnCondition, CfnMapping, Fn, Stack, Token
from aws_cdk import aws_lambda as lambda_
from aws_cdk.region_info import RegionInfo
from constructs import Construct

LAYER_NAME: Final = "AWSLambdaPowertoolsPythonV3-python313-arm64"

# The account that publishes the layer and the version of it, by partition; GovCloud has an
# account for each of its two regions.
_PUBLISHERS: Final = {
    "aws": {"Account": "017000801446", "Version": "37"},
    "aws-cn": {"Account": "498634801083", "Version": "37"},
    "aws-us-gov": {"Account": "165093116878", "Version": "27"},
}
_GOVCLOUD_EAST: Final = "us-gov-east-1"
_GOVCLOUD_EAST_ACCOUNT: Final = "165087284144"
_CHINA_REGION: Final = "cn-north-1"


class PowertoolsLayer(Construct):
    """Powertools for AWS Lambda (Python) for Python 3.13 on arm64, as a layer.

    The account that publishes it depends on the partition. A stack that knows its region gets
    the plain ARN; one that does not gets a mapping that CloudFormation resolves on deploy.
    One stack needs one: take it with :meth:`of`.

    Raises:
        ValueError: The stack's region has no such layer (of China's regions only cn-north-1 has).

    Source: https://docs.aws.amazon.com/powertools/python/latest/getting-started/install/#lambda-layer
    """

    layer: lambda_.ILayerVersion

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        if Token.is_unresolved(stack.region):
            account, version = self._by_partition()
        else:
            account, version = self._of_region(stack.region)
        self.layer = lambda_.LayerVersion.from_layer_version_arn(
            self,
            "Layer",
            f"arn:{stack.partition}:lambda:{stack.region}:{account}:layer:{LAYER_NAME}:{version}",
        )

    @classmethod
    def of(cls, scope: Construct) -> PowertoolsLayer:
        """The layer of the stack that ``scope`` is in, made when first asked for."""
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(cls.__name__)
        return existing if isinstance(existing, cls) else cls(stack, cls.__name__)

    def _of_region(self, region: str) -> tuple[str, str]:
        if region.startswith("cn-") and region != _CHINA_REGION:
            raise ValueError(
                f"region: AWS publishes no Powertools layer in {region}; "
                f"in China it is in {_CHINA_REGION} only. Bring a layer of your own"
            )
        partition = RegionInfo.get(region).partition or "aws"
        publisher = _PUBLISHERS.get(partition)
        if publisher is None:
            raise ValueError(
                f"region: AWS publishes no Powertools layer in partition {partition}, where "
                f"{region} is. Bring a layer of your own"
            )
        account = _GOVCLOUD_EAST_ACCOUNT if region == _GOVCLOUD_EAST else publisher["Account"]
        return account, publisher["Version"]

    def _by_partition(self) -> tuple[str, str]:
        mapping = CfnMapping(self, "Publisher", mapping=_PUBLISHERS)
        govcloud_east = CfnCondition(
            self, "GovCloudEast", expression=Fn.condition_equals(Aws.REGION, _GOVCLOUD_EAST)
        )
        account = Fn.condition_if(
            govcloud_east.logical_id,
            _GOVCLOUD_EAST_ACCOUNT,
            mapping.find_in_map(Aws.PARTITION, "Account"),
        )
        return account.to_string(), mapping.find_in_map(Aws.PARTITION, "Version")
