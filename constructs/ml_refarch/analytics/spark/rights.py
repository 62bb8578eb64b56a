"""What Spark jobs may do beside reading and writing the lake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from ml_refarch.analytics.lake.rights import accept


def job_role(scope: Construct, construct_id: str, *, service: str, description: str) -> iam.Role:
    """A role for a service that runs jobs of this account."""
    return iam.Role(
        scope,
        construct_id,
        description=description,
        assumed_by=iam.ServicePrincipal(
            service, conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        ),
    )


def let_read_code(role: iam.IRole, assets: Sequence[s3_assets.Asset]) -> iam.Policy:
    """Lets ``role`` read assets, each by its name, and no other in their bucket."""
    return iam.Policy(
        cast(Construct, role),
        "Code",
        roles=[role],
        statements=[
            iam.PolicyStatement(
                actions=["s3:GetObject"],
                resources=[asset.bucket.arn_for_objects(asset.s3_object_key) for asset in assets],
            )
        ],
    )


def let_log_to_glue(role: iam.IRole) -> iam.Policy:
    """Lets ``role`` write the logs and figures that Glue keeps of its jobs and crawlers."""
    log_groups = Stack.of(role).format_arn(
        service="logs",
        resource="log-group",
        resource_name="/aws-glue/*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    policy = iam.Policy(
        cast(Construct, role),
        "Logs",
        roles=[role],
        statements=[
            iam.PolicyStatement(
                actions=[
                    "logs:AssociateKmsKey",
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                ],
                resources=[log_groups],
            ),
            iam.PolicyStatement(
                actions=["cloudwatch:PutMetricData"],
                resources=["*"],
                conditions={"StringEquals": {"cloudwatch:namespace": "Glue"}},
            ),
        ],
    )
    accept(policy, log_groups, reason="Glue names its log groups by configuration and role.")
    accept(policy, "*", reason="Figures have no resource; the namespace is Glue's.")
    return policy
