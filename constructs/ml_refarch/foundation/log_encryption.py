"""Lets CloudWatch Logs encrypt with a key."""

from __future__ import annotations

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms


def let_logs_use(key: kms.IKey, *, log_groups: str = "*") -> None:
    """Lets CloudWatch Logs of this account and region encrypt log groups with the key.

    Args:
        key: The key.
        log_groups: Their names, with ``*``.
    """
    key.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal(f"logs.{Aws.REGION}.amazonaws.com")],
            actions=[
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:DescribeKey",
            ],
            resources=["*"],
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": Stack.of(key).format_arn(
                        service="logs",
                        resource="log-group",
                        resource_name=log_groups,
                        arn_format=ArnFormat.COLON_RESOURCE_NAME,
                    )
                }
            },
        )
    )
