"""A warehouse's schema, limit and administrator, as resources of the stack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, Final

from aws_cdk import CustomResource
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.analytics.sql import Migration
from ml_refarch.foundation import ResourceFunction, shipped_code

from .usage_limit import UsageLimit

_LIMITS: Final = (
    "redshift-serverless:CreateUsageLimit",
    "redshift-serverless:DeleteUsageLimit",
    "redshift-serverless:ListUsageLimits",
    "redshift-serverless:UpdateUsageLimit",
)


class WarehouseFunction(ResourceFunction):
    """Applies migrations by the Redshift Data API, and limits use."""

    PURPOSE: ClassVar[str] = "Keeps a warehouse's schema and its limit of use; empties buckets"

    @classmethod
    def code(cls) -> Path:
        """The folder with the function's ``handler.py``."""
        return shipped_code("warehouse_migrations")

    def administrator(
        self,
        scope: Construct,
        construct_id: str,
        *,
        namespace_name: str,
        namespace_arn: str,
    ) -> CustomResource:
        """Where the administrator's password is: attribute ``SecretArn``.

        CloudFormation has no such attribute of a namespace whose password Redshift manages.

        Args:
            namespace_name: The namespace.
            namespace_arn: Its ARN.

        Source: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2021
        """
        return self.resource(
            scope,
            construct_id,
            kind="Custom::WarehouseAdministrator",
            properties={"NamespaceName": namespace_name},
            rights=[
                iam.PolicyStatement(
                    actions=["redshift-serverless:GetNamespace"], resources=[namespace_arn]
                )
            ],
        )

    def migrations(
        self,
        scope: Construct,
        construct_id: str,
        *,
        workgroup_name: str,
        workgroup_arn: str,
        database: str,
        secret_arn: str,
        prepare: Sequence[str],
        migrations: Sequence[Migration],
    ) -> CustomResource:
        """A schema that is up to date.

        Args:
            workgroup_name: Of the warehouse.
            workgroup_arn: Its ARN.
            database: Where the schema is.
            secret_arn: The secret of the user who makes it.
            prepare: Statements before the first migration, of no effect the second time.
            migrations: All there are, in order.
        """
        return self.resource(
            scope,
            construct_id,
            kind="Custom::WarehouseMigrations",
            properties={
                "WorkgroupName": workgroup_name,
                "Database": database,
                "SecretArn": secret_arn,
                "Prepare": json.dumps(list(prepare)),
                "Migrations": json.dumps([asdict(one) for one in migrations]),
            },
            rights=[
                iam.PolicyStatement(
                    actions=[
                        "redshift-data:BatchExecuteStatement",
                        "redshift-data:ExecuteStatement",
                    ],
                    resources=[workgroup_arn],
                ),
                iam.PolicyStatement(
                    actions=[
                        "redshift-data:CancelStatement",
                        "redshift-data:DescribeStatement",
                        "redshift-data:GetStatementResult",
                    ],
                    resources=["*"],
                    conditions={
                        "StringEquals": {
                            "redshift-data:statement-owner-iam-userid": "${aws:userid}"
                        }
                    },
                ),
                iam.PolicyStatement(
                    actions=["secretsmanager:GetSecretValue"], resources=[secret_arn]
                ),
            ],
            wildcards={"*": "A statement has no ARN; only one's own may be looked at."},
        )

    def usage_limit(
        self,
        scope: Construct,
        construct_id: str,
        *,
        workgroup_name: str,
        workgroup_arn: str,
        limit: UsageLimit,
    ) -> CustomResource:
        """A limit of what a workgroup computes.

        Args:
            workgroup_name: The workgroup.
            workgroup_arn: Its ARN.
            limit: How much, and what happens beyond.
        """
        return self.resource(
            scope,
            construct_id,
            kind="Custom::WarehouseUsageLimit",
            properties={
                "LimitName": f"{workgroup_name}/{limit.period}",
                "WorkgroupArn": workgroup_arn,
                "Period": limit.period,
                "RpuHours": str(limit.rpu_hours),
                "BreachAction": limit.beyond,
            },
            rights=[iam.PolicyStatement(actions=list(_LIMITS), resources=["*"])],
            wildcards={"*": "Limits of use have no ARN to name in a policy."},
        )
