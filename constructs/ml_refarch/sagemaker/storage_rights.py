"""Rights to folders of a bucket, no more."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from ml_refarch.foundation import acknowledge


def grant_folders(
    scope: Construct,
    construct_id: str,
    *,
    role: iam.IRole,
    bucket: s3.IBucket,
    read: Sequence[str] = (),
    write: Sequence[str] = (),
    key: kms.IKey | None = None,
) -> iam.Policy:
    """Lets ``role`` read and write below folders of a bucket, such as ``raw/``.

    Args:
        scope: Where the policy is made.
        construct_id: Of the policy.
        role: Who may.
        bucket: The bucket.
        read: Folders to read.
        write: Folders to write; what is written can be read again.
        key: What encrypts the bucket, when it is not the bucket's own.
    """
    reading = [bucket.arn_for_objects(f"{folder}*") for folder in (*read, *write)]
    writing = [bucket.arn_for_objects(f"{folder}*") for folder in write]
    statements = [
        iam.PolicyStatement(
            actions=["s3:GetBucketLocation", "s3:ListBucket"], resources=[bucket.bucket_arn]
        ),
        iam.PolicyStatement(actions=["s3:GetObject"], resources=reading),
    ]
    if writing:
        statements.append(
            iam.PolicyStatement(
                actions=["s3:PutObject", "s3:AbortMultipartUpload"], resources=writing
            )
        )
    policy = iam.Policy(scope, construct_id, roles=[role], statements=statements)
    for folder in dict.fromkeys(reading):
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding=f"Resource::{folder}",
            reason="SageMaker names what it writes, all of it below the folder.",
        )
    encryption = key or bucket.encryption_key
    if encryption is not None:
        encryption.grant(role, "kms:Decrypt", *(("kms:GenerateDataKey",) if writing else ()))
    return policy


def grant_assets(
    scope: Construct,
    construct_id: str,
    *,
    role: iam.IRole,
    assets: Sequence[s3_assets.Asset],
) -> iam.Policy:
    """Lets ``role`` read assets, each by its name, in the bucket that has them all.

    SageMaker takes an address as the beginning of names, so that it asks for a list first.

    Args:
        scope: Where the policy is made.
        construct_id: Of the policy.
        role: Who may.
        assets: The assets; at least one.
    """
    return iam.Policy(
        scope,
        construct_id,
        roles=[role],
        statements=[
            iam.PolicyStatement(
                actions=["s3:GetBucketLocation", "s3:ListBucket"],
                resources=[assets[0].bucket.bucket_arn],
            ),
            iam.PolicyStatement(
                actions=["s3:GetObject"],
                resources=[asset.bucket.arn_for_objects(asset.s3_object_key) for asset in assets],
            ),
        ],
    )
