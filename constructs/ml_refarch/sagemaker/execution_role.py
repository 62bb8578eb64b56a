"""What SageMaker acts as when it runs a container."""

from __future__ import annotations

from typing import cast

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import acknowledge


def execution_role(scope: Construct, construct_id: str, *, description: str) -> iam.Role:
    """A role that SageMaker takes on, which may write logs and figures and nothing else.

    The rights are inline: nothing that uses the role exists before them.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
    """
    stack = Stack.of(scope)
    groups = stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name="/aws/sagemaker/*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    role = iam.Role(
        scope,
        construct_id,
        description=description,
        assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"),
        inline_policies={
            "Tell": iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(
                        actions=[
                            "logs:CreateLogGroup",
                            "logs:CreateLogStream",
                            "logs:DescribeLogStreams",
                            "logs:PutLogEvents",
                        ],
                        resources=[groups],
                    ),
                    iam.PolicyStatement(
                        actions=["cloudwatch:PutMetricData"],
                        resources=["*"],
                        conditions={
                            "StringLike": {
                                "cloudwatch:namespace": ["/aws/sagemaker/*", "aws/sagemaker/*"]
                            }
                        },
                    ),
                ]
            )
        },
    )
    # On the resource, so that the role's default policy, where grants go, is not covered.
    resource = cast(iam.CfnRole, role.node.default_child)
    acknowledge(
        resource,
        "AwsSolutions-IAM5",
        finding="Resource::*",
        reason="A figure has no resource to name; its namespace is SageMaker's.",
    )
    acknowledge(
        resource,
        "AwsSolutions-IAM5",
        finding=f"Resource::{groups}",
        reason="SageMaker names the logs of its jobs and endpoints, all below /aws/sagemaker.",
    )
    return role
