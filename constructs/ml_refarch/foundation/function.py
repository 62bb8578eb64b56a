"""A Lambda function in Python: the one way this library makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .log_encryption import let_logs_use
from .nag import acknowledge
from .powertools import PowertoolsLayer
from .python_asset import python_asset

_MAX_TIMEOUT_SECONDS: Final = 900
_MEMORY_MIB: Final = range(128, 10_240 + 1)
_MAX_LAYERS: Final = 5


class PythonFunction(Construct):
    """A Lambda function in Python 3.13 on arm64, logged as JSON, traced and alarmed.

    The handler is ``handler.handle`` in ``source``, a folder that is shipped as it is: what it
    imports comes from ``layers``, so synthesis needs neither Docker nor a network. Its role may
    write to its own log group and send traces, nothing more: grant the rest.

    Args:
        source: The folder with ``handler.py``.
        description: What the function does, at most 256 characters.
        environment: Variables the handler reads. Values may be tokens.
        layers: Layers with shared code, at most five with the one of Powertools.
        powertools: Adds Powertools for AWS Lambda from AWS's published layer.
        timeout: How long one invocation may take; at most 15 minutes.
        memory_size: 128 to 10,240 MiB; CPU grows with it.
        reserved_concurrency: The most invocations at a time; they are taken from the account's
            quota. Left out, the function shares what the account has.
        dead_letter_queue: Where Lambda puts an asynchronous event that failed three times.
        encryption_key: The key for the environment and the logs; AWS's own when left out. The
            key of another account or stack must let CloudWatch Logs use it.
        alarm_topic: Who hears of an alarm.
        log_retention: How long CloudWatch keeps the logs.
        removal_policy: What happens to the logs when the stack goes.

    Raises:
        ValueError: ``source`` has no ``handler.py``, or a number is over Lambda's limit.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """

    function: lambda_.Function
    role: iam.Role
    log_group: logs.LogGroup
    errors_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source: Path,
        description: str | None = None,
        environment: Mapping[str, str] | None = None,
        layers: Sequence[lambda_.ILayerVersion] = (),
        powertools: bool = False,
        timeout: Duration | None = None,
        memory_size: int = 256,
        reserved_concurrency: int | None = None,
        dead_letter_queue: sqs.IQueue | None = None,
        encryption_key: kms.IKey | None = None,
        alarm_topic: sns.ITopic | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        timeout = timeout or Duration.seconds(10)
        _check_limits(source, timeout, memory_size, len(layers) + powertools)

        self.log_group = logs.LogGroup(
            self,
            "Logs",
            encryption_key=encryption_key,
            retention=log_retention,
            removal_policy=removal_policy,
        )
        if encryption_key is not None:
            let_logs_use(encryption_key)
        self.role = self._role()
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=python_asset(source),
            handler="handler.handle",
            description=description,
            role=self.role,
            environment=dict(environment or {}),
            environment_encryption=encryption_key,
            layers=[*layers, *([PowertoolsLayer.of(self).layer] if powertools else [])],
            timeout=timeout,
            memory_size=memory_size,
            reserved_concurrent_executions=reserved_concurrency,
            dead_letter_queue=dead_letter_queue,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=self.log_group,
        )
        dead_letter_key = dead_letter_queue and dead_letter_queue.encryption_master_key
        if dead_letter_key is not None:
            # The L2 lets the function send to the queue, not use the queue's key.
            dead_letter_key.grant(self.role, "kms:Decrypt", "kms:GenerateDataKey")
        # The L2's own `tracing` grants X-Ray through the role's default policy, where the
        # acknowledgement of its wildcard would cover every later grant too.
        resource = cast(lambda_.CfnFunction, self.function.node.default_child)
        resource.tracing_config = lambda_.CfnFunction.TracingConfigProperty(mode="Active")
        acknowledge(
            resource,
            "AwsSolutions-L1",
            reason="Python 3.13, supported until June 2029, is the runtime its code is tested on.",
        )

        # One error in five minutes is worth a look: these functions answer people.
        self.errors_alarm = self.function.metric_errors(period=Duration.minutes(5)).create_alarm(
            self,
            "Errors",
            alarm_description=f"{self.node.path} raised an error.",
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if alarm_topic is not None:
            self.errors_alarm.add_alarm_action(actions.SnsAction(alarm_topic))

    def _role(self) -> iam.Role:
        # Inline, not a policy beside the role: the function cannot start before its rights.
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "Logs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[self.log_group.log_group_arn],
                        )
                    ]
                ),
                "Traces": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
                            resources=["*"],
                        )
                    ]
                ),
            },
        )
        # On the resource, so that the role's default policy, where grants go, is not covered.
        acknowledge(
            cast(iam.CfnRole, role.node.default_child),
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="X-Ray has no resource to name for sending traces.",
        )
        return role


def _check_limits(source: Path, timeout: Duration, memory_size: int, layers: int) -> None:
    if not (source / "handler.py").is_file():
        raise ValueError(f"source: {source} has no handler.py")
    if timeout.to_seconds() > _MAX_TIMEOUT_SECONDS:
        raise ValueError(
            f"timeout: {timeout.to_seconds():g} s is over Lambda's limit of "
            f"{_MAX_TIMEOUT_SECONDS} s"
        )
    if memory_size not in _MEMORY_MIB:
        raise ValueError(
            f"memory_size: {memory_size} MiB is not between {_MEMORY_MIB.start} and "
            f"{_MEMORY_MIB[-1]}"
        )
    if layers > _MAX_LAYERS:
        raise ValueError(
            f"layers: {layers}, with the one of Powertools, are over Lambda's limit of "
            f"{_MAX_LAYERS}"
        )
