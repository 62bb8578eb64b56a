"""Custom resources of a stack, and the one function behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from .function import PythonFunction
from .nag import acknowledge
from .shipped_code import shared_layer, shipped_code


class ResourceFunction(Construct):
    """Does what CloudFormation has no resource for, with rights for just that.

    As it is, it empties buckets; a subclass brings code that does more. One stack needs one: take
    it with :meth:`of`. The function has the layer ``stack_resources``, with which it answers
    CloudFormation.

    Args:
        log_retention: How long the function's log is kept.
        removal_policy: What happens to the log when the stack goes.
    """

    PURPOSE: ClassVar[str] = "Empties buckets of a stack that goes"
    """What the function's description says, at most 256 characters."""

    function: PythonFunction

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.function = PythonFunction(
            self,
            "Function",
            source=self.code(),
            description=self.PURPOSE,
            layers=[shared_layer(self, "stack_resources")],
            timeout=Duration.minutes(15),  # a full bucket takes minutes, an endpoint too
            log_retention=log_retention,
            removal_policy=removal_policy,
        )

    @classmethod
    def code(cls) -> Path:
        """The folder with the function's ``handler.py``."""
        return shipped_code("bucket_emptying")

    @classmethod
    def of(
        cls,
        scope: Construct,
        *,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> Self:
        """That of the stack that ``scope`` is in, made when first asked for."""
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(cls.__name__)
        if isinstance(existing, cls):
            return existing
        return cls(stack, cls.__name__, log_retention=log_retention, removal_policy=removal_policy)

    def resource(
        self,
        scope: Construct,
        construct_id: str,
        *,
        kind: str,
        properties: Mapping[str, str],
        rights: Sequence[iam.PolicyStatement],
        wildcards: Mapping[str, str] | None = None,
    ) -> CustomResource:
        """A custom resource, for which the function gets rights.

        Args:
            kind: Its type, ``Custom::...``.
            properties: What the function is told.
            rights: What it may do for it.
            wildcards: Why the rights name these resources, by resource.
        """
        # Beside the resource and for it alone: one policy for all would wait for all of them.
        policy = iam.Policy(
            scope, f"{construct_id}Rights", roles=[self.function.role], statements=list(rights)
        )
        for named, reason in (wildcards or {}).items():
            acknowledge(policy, "AwsSolutions-IAM5", finding=f"Resource::{named}", reason=reason)
        resource = CustomResource(
            scope,
            construct_id,
            resource_type=kind,
            service_token=self.function.function.function_arn,
            properties=dict(properties),
        )
        # The rights are there before the function needs them, and until it no longer does.
        resource.node.add_dependency(policy)
        return resource

    def emptied_bucket(
        self, scope: Construct, construct_id: str, bucket: s3.IBucket
    ) -> CustomResource:
        """Empties a bucket before it is deleted; what writes to it should depend on this."""
        everything = bucket.arn_for_objects("*")
        return self.resource(
            scope,
            construct_id,
            kind="Custom::EmptiedBucket",
            properties={"BucketName": bucket.bucket_name},
            rights=[
                iam.PolicyStatement(
                    actions=["s3:ListBucket", "s3:ListBucketVersions"],
                    resources=[bucket.bucket_arn],
                ),
                iam.PolicyStatement(
                    actions=["s3:DeleteObject", "s3:DeleteObjectVersion"], resources=[everything]
                ),
            ],
            wildcards={
                everything: "A disposable bucket is emptied when its stack goes, whatever is in it."
            },
        )
