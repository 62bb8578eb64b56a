"""The way back: records that Firehose could not use, on the stream again."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from ml_refarch.analytics.data_lake import DataLake
from ml_refarch.analytics.lake import RAW
from ml_refarch.foundation import PythonFunction, acknowledge, shared_layer, shipped_code

from .layout import FAILED, REPLAYED

REPLAY_SERVICE: Final = "event_replay"
REPLAY_NAMESPACE: Final = "Analytics"


def let_write_stream(grantee: iam.IGrantable, stream: kinesis.IStream) -> iam.Grant:
    """Lets ``grantee`` put records on a stream, and no more."""
    if stream.encryption_key is not None:
        stream.encryption_key.grant(grantee, "kms:Decrypt", "kms:GenerateDataKey")
    return iam.Grant.add_to_principal(
        grantee=grantee,
        actions=["kinesis:PutRecord", "kinesis:PutRecords"],
        resource_arns=[stream.stream_arn],
    )


def replay_function(
    scope: Construct,
    *,
    lake: DataLake,
    stream: kinesis.IStream,
    alarm_topic: sns.ITopic | None,
    log_retention: logs.RetentionDays,
    removal_policy: RemovalPolicy,
) -> PythonFunction:
    """The function: it reads a folder of failed records, puts them on the stream, moves the files.

    Args:
        lake: Where the failed records are.
        stream: Where they go.
        alarm_topic: Who hears that it fails.
        log_retention: How long its log is kept.
        removal_policy: What happens to its log when the stack goes.
    """
    function = PythonFunction(
        scope,
        "Replay",
        source=shipped_code("event_replay"),
        description="Puts records that Firehose could not use back on the stream",
        environment={
            "BUCKET_NAME": lake.raw.bucket_name,
            "FAILED_FOLDER": FAILED,
            "REPLAYED_FOLDER": REPLAYED,
            "STREAM_NAME": stream.stream_name,
            "POWERTOOLS_SERVICE_NAME": REPLAY_SERVICE,
            "POWERTOOLS_METRICS_NAMESPACE": REPLAY_NAMESPACE,
        },
        layers=[shared_layer(scope, "function_start")],
        powertools=True,
        timeout=Duration.minutes(15),
        memory_size=512,
        alarm_topic=alarm_topic,
        log_retention=log_retention,
        removal_policy=removal_policy,
    )
    objects = [lake.raw.arn_for_objects(f"{folder}*") for folder in (FAILED, REPLAYED)]
    policy = iam.Policy(
        function,
        "Records",
        roles=[function.role],
        statements=[
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[lake.raw.bucket_arn]),
            iam.PolicyStatement(actions=["s3:DeleteObject", "s3:GetObject"], resources=objects[:1]),
            iam.PolicyStatement(actions=["s3:PutObject"], resources=objects[1:]),
        ],
    )
    for finding in objects:
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding=f"Resource::{finding}",
            reason="Firehose names the files of failed records.",
        )
    key = lake.layer(RAW).key
    if key is not None:
        key.grant(function.role, "kms:Decrypt", "kms:GenerateDataKey")
    let_write_stream(function.role, stream)
    return function
