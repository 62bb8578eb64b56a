"""Buckets for what is nobody else's: encrypted, closed, logged, and emptied if they are to go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from .nag import acknowledge
from .resource_function import ResourceFunction

ACCESSES: Final = "accesses/"
"""The folder of the log of accesses, unless another is named."""


class AccessLog(s3.Bucket):
    """A bucket for the logs of who accessed other buckets.

    Args:
        keep: How long they are kept; for ever when left out.
        removal_policy: What happens to them when the stack goes.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        keep: Duration | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            # The only encryption that S3 writes its access logs with.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(id="Accesses", expiration=keep)] if keep else None,
            removal_policy=removal_policy,
        )
        acknowledge(
            self, "AwsSolutions-S1", reason="It is where other buckets' accesses are logged."
        )

    def log(self, bucket: s3.Bucket, *, folder: str = ACCESSES) -> None:
        """Has the accesses to a bucket logged here.

        Args:
            bucket: The bucket.
            folder: Where; ends with a slash. Each bucket that is logged here needs its own.
        """
        # The L2's own `server_access_logs_bucket` grants by ACL, which this bucket does not take,
        # unless the app has a feature flag.
        resource = cast(s3.CfnBucket, bucket.node.default_child)
        resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
            destination_bucket_name=self.bucket_name, log_file_prefix=folder
        )
        self.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.arn_for_objects(f"{folder}*")],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Stack.of(self).account},
                    "ArnLike": {"aws:SourceArn": bucket.bucket_arn},
                },
            )
        )


def tell_event_bridge(bucket: s3.IBucket) -> None:
    """Has a bucket of this app tell EventBridge of its files; another one must do so already.

    In the bucket's own properties: the L2 makes a function of its own for it.
    """
    resource = bucket.node.default_child
    if isinstance(resource, s3.CfnBucket) and resource.notification_configuration is None:
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )


class PrivateBucket(Construct):
    """A bucket that is encrypted with a key of one's own, and whose accesses are logged.

    A bucket that goes with its stack is emptied first, for one with objects cannot go::

        raw = PrivateBucket(self, "Raw", encrypts="Encrypts the lake")
        curated = PrivateBucket(
            self,
            "Curated",
            encryption_key=raw.encryption_key,
            access_log=raw.access_log,
            accesses="curated/",
        )
        writer.node.add_dependency(*raw.emptied, *curated.emptied)

    Args:
        encrypts: What the key is said to do, when one is made.
        encryption_key: The key; one is made when left out.
        lifecycle_rules: What becomes of objects. Unfinished uploads go after a week besides.
        event_bridge: Whether EventBridge hears of each object.
        access_log: Where accesses are logged; a bucket for them is made when left out.
        accesses: The folder there; ends with a slash. Buckets that share a log need two.
        keep_accesses: How long a log that is made keeps them; for ever when left out.
        emptied_by: What empties it; the stack's :class:`ResourceFunction` when left out.
        log_retention: How long the log of what empties it is kept.
        removal_policy: What happens to bucket, log and key when the stack goes.

    Attributes:
        emptied: What empties it when it goes; what writes to it should depend on this.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """

    bucket: s3.Bucket
    access_log: AccessLog
    encryption_key: kms.IKey
    emptied: list[CustomResource]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        encrypts: str = "Encrypts a bucket",
        encryption_key: kms.IKey | None = None,
        lifecycle_rules: Sequence[s3.LifecycleRule] = (),
        event_bridge: bool = False,
        access_log: AccessLog | None = None,
        accesses: str = ACCESSES,
        keep_accesses: Duration | None = None,
        emptied_by: Callable[[], ResourceFunction] | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        self.encryption_key = encryption_key or kms.Key(
            self,
            "Key",
            description=encrypts,
            enable_key_rotation=True,
            removal_policy=removal_policy,
        )
        self.access_log = access_log or AccessLog(
            self, "AccessLog", keep=keep_accesses, removal_policy=removal_policy
        )
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.encryption_key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="UnfinishedUploads",
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                ),
                *lifecycle_rules,
            ],
            removal_policy=removal_policy,
        )
        if event_bridge:
            tell_event_bridge(self.bucket)
        self.access_log.log(self.bucket, folder=accesses)
        self.emptied = []
        if removal_policy is RemovalPolicy.DESTROY:
            function = (
                emptied_by()
                if emptied_by
                else ResourceFunction.of(
                    self, log_retention=log_retention, removal_policy=removal_policy
                )
            )
            ours = [self.bucket] if access_log else [self.access_log, self.bucket]
            self.emptied = [
                function.emptied_bucket(self, f"Emptied{one.node.id}", one) for one in ours
            ]
