"""Where in a network the machines of SageMaker are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import acknowledge

# What SageMaker does as the role when it puts a machine into a VPC; none names a resource.
_INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)


class Network(Construct):
    """The subnets and security groups of machines in a VPC of one's own.

    The machines reach S3, ECR, CloudWatch Logs and SageMaker through endpoints of the VPC, or
    through a NAT gateway: without either, jobs fail after minutes of waiting.

    Args:
        vpc: The VPC.
        subnets: Which of its subnets; private ones with a way out when left out.
        security_groups: Existing ones; one is made that lets machines call out when left out.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
    """

    security_groups: list[ec2.ISecurityGroup]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        self.subnet_ids = _ids(vpc, subnets)
        self.security_groups = list(security_groups) or [
            ec2.SecurityGroup(
                self,
                "SecurityGroup",
                vpc=vpc,
                description="Machines of SageMaker; none may call in",
            )
        ]

    @property
    def security_group_ids(self) -> list[str]:
        """The ids of the security groups."""
        return [group.security_group_id for group in self.security_groups]

    @property
    def vpc_config(self) -> dict[str, Any]:
        """The request's ``VpcConfig``."""
        return {"SecurityGroupIds": self.security_group_ids, "Subnets": self.subnet_ids}

    def grant_join(self, role: iam.IRole) -> None:
        """Lets SageMaker put machines into the VPC as ``role``."""
        policy = iam.Policy(
            self,
            f"Join{len(self.node.children)}",
            roles=[role],
            statements=[iam.PolicyStatement(actions=list(_INTERFACES), resources=["*"])],
        )
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="SageMaker makes interfaces that have no name before they are made.",
        )


def _ids(vpc: ec2.IVpc, subnets: ec2.SubnetSelection | None) -> list[str]:
    wanted = subnets or ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
    return vpc.select_subnets(
        availability_zones=wanted.availability_zones,
        one_per_az=wanted.one_per_az,
        subnet_filters=wanted.subnet_filters,
        subnet_group_name=wanted.subnet_group_name,
        subnets=wanted.subnets,
        subnet_type=wanted.subnet_type,
    ).subnet_ids
