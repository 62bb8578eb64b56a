"""The role by which OpenSearch Service reaches into a VPC."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from aws_cdk import CustomResource, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import ResourceFunction, shipped_code

_SERVICE: Final = "opensearchservice.amazonaws.com"
_ROLE: Final = "AWSServiceRoleForAmazonOpenSearchService"


class LinkedRoleFunction(ResourceFunction):
    """Makes the role, unless the account has it.

    Source: https://github.com/aws/aws-cdk/issues/3734
    """

    PURPOSE: ClassVar[str] = "Makes the service-linked role of OpenSearch; empties buckets"

    @classmethod
    def code(cls) -> Path:
        """The folder with the function's ``handler.py``."""
        return shipped_code("search_role")

    def role(self, scope: Construct, construct_id: str) -> CustomResource:
        """The role; a domain in a VPC should depend on this."""
        arn = Stack.of(scope).format_arn(
            service="iam",
            region="",
            resource="role",
            resource_name=f"aws-service-role/{_SERVICE}/{_ROLE}",
        )
        return self.resource(
            scope,
            construct_id,
            kind="Custom::ServiceLinkedRole",
            properties={"ServiceName": _SERVICE},
            rights=[
                iam.PolicyStatement(
                    actions=["iam:CreateServiceLinkedRole"],
                    resources=[arn],
                    conditions={"StringEquals": {"iam:AWSServiceName": _SERVICE}},
                )
            ],
        )
