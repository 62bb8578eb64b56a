"""Rights to a layer of the lake: to its objects, to its tables, and to the key of both."""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import acknowledge

from .layers import Layer

_READ_TABLES: Final = (
    "glue:BatchGetPartition",
    "glue:GetDatabase",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTableVersions",
    "glue:GetTables",
)
_WRITE_PARTITIONS: Final = (
    "glue:BatchCreatePartition",
    "glue:BatchUpdatePartition",
    "glue:CreatePartition",
    "glue:DeletePartition",
    "glue:UpdatePartition",
    "glue:UpdateTable",
)
_MAKE_TABLES: Final = ("glue:CreateTable",)
_LAKE_FORMATION: Final = "LakeFormation"


def let(
    role: iam.IRole,
    layer: Layer,
    *,
    folder: str = "",
    writes: bool = False,
    make_tables: bool = False,
) -> iam.Policy:
    """Lets ``role`` read a layer's tables and objects.

    Args:
        folder: Only objects below it, such as ``flights/``.
        writes: Whether it may write objects, and register partitions of what it wrote.
        make_tables: Whether it may make tables of what is there, as a crawler does.
    """
    objects = layer.bucket.arn_for_objects(f"{folder}*")
    tables = _tables(role, layer)
    statements = [
        iam.PolicyStatement(
            actions=["s3:GetBucketLocation", "s3:ListBucket"], resources=[layer.bucket.bucket_arn]
        ),
        iam.PolicyStatement(actions=["s3:GetObject"], resources=[objects]),
        iam.PolicyStatement(
            actions=[
                *_READ_TABLES,
                *(_WRITE_PARTITIONS if writes or make_tables else ()),
                *(_MAKE_TABLES if make_tables else ()),
            ],
            resources=tables,
        ),
    ]
    if writes:
        # Whole partitions are written over, so that what was there before goes.
        statements.append(
            iam.PolicyStatement(
                actions=["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
                resources=[objects],
            )
        )
    policy = _policy(role, f"{layer.name.capitalize()}Layer")
    policy.add_statements(*statements)
    accept(policy, objects, reason="Files of a lake are many, and named by what writes them.")
    accept(policy, tables[-1], reason="Tables of the lake's own database, whichever there are.")
    if layer.key is not None:
        layer.key.grant(role, "kms:Decrypt", *(("kms:GenerateDataKey",) if writes else ()))
    return policy


def _policy(role: iam.IRole, construct_id: str) -> iam.Policy:
    """The role's policy of that name: what is granted twice is in one."""
    existing = role.node.try_find_child(construct_id)
    if isinstance(existing, iam.Policy):
        return existing
    return iam.Policy(cast(Construct, role), construct_id, roles=[role])


def accept(policy: iam.Policy, resource: str, *, reason: str) -> None:
    """Accepts that a policy names a wildcard."""
    acknowledge(policy, "AwsSolutions-IAM5", finding=f"Resource::{resource}", reason=reason)


def _tables(role: iam.IRole, layer: Layer) -> list[str]:
    """The catalogue, the database and its tables: Glue asks for rights to all three."""
    stack = Stack.of(role)
    database = layer.database.database_name
    return [
        stack.format_arn(service="glue", resource="catalog"),
        stack.format_arn(service="glue", resource="database", resource_name=database),
        stack.format_arn(service="glue", resource="table", resource_name=f"{database}/*"),
    ]


def let_use_lake_formation(role: iam.IRole) -> iam.Policy:
    """Lets ``role`` get at data by the permissions that Lake Formation gives it."""
    policy = _policy(role, _LAKE_FORMATION)
    policy.add_statements(
        iam.PolicyStatement(actions=["lakeformation:GetDataAccess"], resources=["*"])
    )
    accept(policy, "*", reason="The right has no resource; Lake Formation decides of which data.")
    return policy


def location_arn(layer: Layer) -> str:
    """A layer's bucket as Lake Formation knows it."""
    return f"arn:{Aws.PARTITION}:s3:::{layer.bucket.bucket_name}"
