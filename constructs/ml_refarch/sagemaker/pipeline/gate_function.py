"""The function that finds the model in use and judges new ones."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

from ml_refarch.foundation import PythonFunction, shared_layer, shipped_code
from ml_refarch.sagemaker.layout import RUNS
from ml_refarch.sagemaker.storage_rights import grant_folders

from . import rights

GATE_SERVICE: Final = "model_gate"
GATE_NAMESPACE: Final = "MachineLearning"


def gate_function(
    scope: Construct,
    *,
    bucket: s3.IBucket,
    key: kms.IKey | None,
    group: str,
    alarm_topic: sns.ITopic | None,
    log_retention: logs.RetentionDays,
    removal_policy: RemovalPolicy,
) -> PythonFunction:
    """The function, with the right to read evaluations and the registry.

    Args:
        bucket: Where evaluations are.
        key: What encrypts them.
        group: The registry.
        alarm_topic: Who hears that it fails.
        log_retention: How long its log is kept.
        removal_policy: What happens to its log when the stack goes.
    """
    function = PythonFunction(
        scope,
        "ModelGate",
        source=shipped_code("model_gate"),
        description="Finds the model in use, and judges the one that may take its place",
        environment={
            "POWERTOOLS_SERVICE_NAME": GATE_SERVICE,
            "POWERTOOLS_METRICS_NAMESPACE": GATE_NAMESPACE,
        },
        layers=[shared_layer(scope, "function_start")],
        powertools=True,
        timeout=Duration.seconds(30),
        alarm_topic=alarm_topic,
        log_retention=log_retention,
        removal_policy=removal_policy,
    )
    grant_folders(function, "Evaluations", role=function.role, bucket=bucket, read=[RUNS], key=key)
    rights.let_read_registry(function.role, group=group)
    return function
