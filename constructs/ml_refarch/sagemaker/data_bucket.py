"""Where the data, the runs and what was captured are kept."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.foundation import PrivateBucket

from .layout import CAPTURE, MONITORING
from .removal import Removal


class DataBucket(PrivateBucket):
    """A bucket for a training pipeline, encrypted with a key of its own, whose accesses are logged.

    What was captured, and reports on it, go after a while; data and models stay.

    Args:
        encryption_key: The key; one is made when left out.
        keep_captured: How long captured requests and reports are kept.
        keep_accesses: How long the log of accesses is kept.
        log_retention: How long the log of what empties it is kept.
        removal_policy: What happens to bucket and key when the stack goes; a bucket that goes is
            emptied first.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """

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
        super().__init__(
            scope,
            construct_id,
            encrypts="Encrypts training data, models and captured requests",
            encryption_key=encryption_key,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id=folder.strip("/").capitalize(),
                    prefix=folder,
                    expiration=keep_captured or Duration.days(90),
                )
                for folder in (CAPTURE, MONITORING)
            ],
            keep_accesses=keep_accesses or Duration.days(90),
            emptied_by=lambda: Removal.of(
                self, log_retention=log_retention, removal_policy=removal_policy
            ),
            removal_policy=removal_policy,
        )
