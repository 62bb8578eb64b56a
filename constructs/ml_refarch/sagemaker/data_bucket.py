"""Where the data, the runs and what was captured are kept."""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.foundation import acknowledge

from .layout import CAPTURE, MONITORING
from .removal import Removal

_LOGS_FOLDER: Final = "accesses/"


class DataBucket(Construct):
    """A bucket for a training pipeline, encrypted with a key of its own, whose accesses are logged.

    What was captured, and reports on it, go after a while; data and models stay.

    Args:
        encryption_key: The key; one is made when left out.
        keep_captured: How long captured requests and reports are kept.
        keep_accesses: How long the log of accesses is kept.
        log_retention: How long the log of what empties it is kept.
        removal_policy: What happens to bucket and key when the stack goes; a bucket that goes is
            emptied first.

    Attributes:
        emptied: What empties it when it goes; what writes to it should depend on this.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """

    bucket: s3.Bucket
    access_log: s3.Bucket
    encryption_key: kms.IKey
    emptied: list[CustomResource]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        encryption_key: kms.IKey | None = None,
        keep_captured: Duration | None = None,
        keep_accesses: Duration | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        self.encryption_key = encryption_key or kms.Key(
            self,
            "Key",
            description="Encrypts training data, models and captured requests",
            enable_key_rotation=True,
            removal_policy=removal_policy,
        )
        self.access_log = self._access_log(keep_accesses or Duration.days(90), removal_policy)
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
                *(
                    s3.LifecycleRule(
                        id=folder.strip("/").capitalize(),
                        prefix=folder,
                        expiration=keep_captured or Duration.days(90),
                    )
                    for folder in (CAPTURE, MONITORING)
                ),
            ],
            removal_policy=removal_policy,
        )
        self._log_accesses()
        self.emptied = []
        if removal_policy is RemovalPolicy.DESTROY:
            removal = Removal.of(self, log_retention=log_retention, removal_policy=removal_policy)
            self.emptied = [
                removal.of_objects(self, f"Emptied{one.node.id}", one)
                for one in (self.access_log, self.bucket)
            ]

    def _access_log(self, keep: Duration, removal_policy: RemovalPolicy) -> s3.Bucket:
        log = s3.Bucket(
            self,
            "AccessLog",
            # The only encryption that S3 writes its access logs with.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(id="Accesses", expiration=keep)],
            removal_policy=removal_policy,
        )
        acknowledge(
            log, "AwsSolutions-S1", reason="It is where the other bucket's accesses are logged."
        )
        return log

    def _log_accesses(self) -> None:
        # The L2's own `server_access_logs_bucket` grants by ACL, which the bucket does not take,
        # unless the app has a feature flag.
        resource = cast(s3.CfnBucket, self.bucket.node.default_child)
        resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
            destination_bucket_name=self.access_log.bucket_name, log_file_prefix=_LOGS_FOLDER
        )
        self.access_log.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.access_log.arn_for_objects(f"{_LOGS_FOLDER}*")],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Stack.of(self).account},
                    "ArnLike": {"aws:SourceArn": self.bucket.bucket_arn},
                },
            )
        )
