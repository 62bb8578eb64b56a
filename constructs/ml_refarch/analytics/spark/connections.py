"""Rights to Glue connections: to databases on premises, or in a VPC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.analytics.lake.rights import accept


def let_use_connections(role: iam.IRole, connections: Sequence[glue.IConnection]) -> iam.Policy:
    """Lets ``role`` read connections, and join the networks that they lead into.

    Source: https://docs.aws.amazon.com/glue/latest/dg/create-service-policy.html
    """
    stack = Stack.of(role)
    interfaces = stack.format_arn(service="ec2", resource="network-interface", resource_name="*")
    tagged = {"ForAllValues:StringEquals": {"aws:TagKeys": ["aws-glue-service-resource"]}}
    policy = iam.Policy(
        cast(Construct, role),
        "Connections",
        roles=[role],
        statements=[
            iam.PolicyStatement(
                actions=["glue:GetConnection"],
                resources=[
                    stack.format_arn(service="glue", resource="catalog"),
                    *(one.connection_arn for one in connections),
                ],
            ),
            iam.PolicyStatement(
                actions=[
                    "ec2:CreateNetworkInterface",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:DescribeRouteTables",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeSubnets",
                    "ec2:DescribeVpcAttribute",
                    "ec2:DescribeVpcEndpoints",
                ],
                resources=["*"],
            ),
            iam.PolicyStatement(
                actions=["ec2:CreateTags", "ec2:DeleteTags"],
                resources=[interfaces],
                conditions=tagged,
            ),
            iam.PolicyStatement(
                actions=["ec2:DeleteNetworkInterface"],
                resources=[interfaces],
                conditions={
                    "StringLike": {"aws:ResourceTag/aws-glue-service-resource": "*"},
                },
            ),
        ],
    )
    accept(policy, interfaces, reason="Glue makes interfaces when a run starts, and tags them.")
    accept(policy, "*", reason="What is described, and what is not yet there, has no ARN.")
    return policy
