"""What a cluster acts as: EMR itself, and its machines."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Aws, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.analytics.data_lake import DataLake
from ml_refarch.analytics.lake import CURATED, RAW
from ml_refarch.analytics.lake.rights import accept
from ml_refarch.foundation import acknowledge

from .groups import ClusterGroups

_MANAGED = "service-role/AmazonEMRServicePolicy_v2"


def instance_role(scope: Construct, lake: DataLake) -> iam.Role:
    """What the machines act as: they read and write the lake, and log below the results."""
    role = iam.Role(
        scope,
        "Role",
        description=f"What machines of {scope.node.path} read and write the lake with",
        assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
    )
    lake.grant_read(role, RAW)
    lake.grant_write(role, CURATED)
    logs = lake.results.arn_for_objects("emr-logs/*")
    policy = iam.Policy(
        role,
        "ClusterLogs",
        roles=[role],
        statements=[
            iam.PolicyStatement(
                actions=["s3:AbortMultipartUpload", "s3:PutObject"], resources=[logs]
            )
        ],
    )
    accept(policy, logs, reason="Each cluster has a folder of its own.")
    key = lake.results.encryption_key or lake.encryption_key
    if key is not None:
        key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")
    return role


def service_role(
    scope: Construct, machines: iam.Role, groups: ClusterGroups, subnets: Sequence[str]
) -> iam.Role:
    """What EMR acts as: its managed policy, the network of the cluster, and nothing of others."""
    stack = Stack.of(scope)
    role = iam.Role(
        scope,
        "ServiceRole",
        description=f"What EMR makes clusters of {scope.node.path} with",
        assumed_by=iam.ServicePrincipal(
            "elasticmapreduce.amazonaws.com",
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        ),
        managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(_MANAGED)],
    )
    acknowledge(
        role,
        "AwsSolutions-IAM4",
        finding=f"Policy::arn:{Aws.PARTITION}:iam::aws:policy/{_MANAGED}",
        reason="What EMR needs of EC2 changes with its releases; it goes by the cluster's tag.",
    )

    def arn(resource: str, name: str) -> str:
        return stack.format_arn(service="ec2", resource=resource, resource_name=name)

    named: list[ec2.SecurityGroup] = [groups.leader, groups.workers, groups.service]
    iam.Policy(
        role,
        "Network",
        roles=[role],
        statements=[
            # The managed policy knows subnets and groups by their tag; these may have none.
            iam.PolicyStatement(
                actions=["ec2:CreateFleet", "ec2:CreateNetworkInterface", "ec2:RunInstances"],
                resources=[
                    *(arn("subnet", subnet) for subnet in subnets),
                    *(arn("security-group", group.security_group_id) for group in named),
                ],
            ),
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[machines.role_arn],
                conditions={"StringLike": {"iam:PassedToService": "ec2.amazonaws.com*"}},
            ),
        ],
    )
    return role
