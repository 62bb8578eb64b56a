"""The custom resources of a contact centre and the one function behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aws_cdk import CustomResource, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.foundation import PythonFunction, acknowledge

_SOURCE: Final = Path(__file__).parent / "custom_resource_function"


class CustomResources(Construct):
    """Does what CloudFormation has no resource for, with rights for just that.

    Args:
        log_retention: How long the function's log is kept.
        removal_policy: What happens to the log when the stack goes.
    """

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
            source=_SOURCE,
            description="Ties phone numbers to flows and empties buckets that are to be deleted",
            timeout=Duration.minutes(15),  # for a bucket full of recordings
            log_retention=log_retention,
            removal_policy=removal_policy,
        )

    def number_flow(
        self, scope: Construct, construct_id: str, *, instance: str, number: str, flow: str
    ) -> CustomResource:
        """Has calls to a number start with a flow, all given by ARN.

        Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_AssociatePhoneNumberContactFlow.html
        """
        return self._resource(
            scope,
            construct_id,
            "Custom::ConnectNumberFlow",
            {"InstanceArn": instance, "PhoneNumberArn": number, "ContactFlowArn": flow},
            rights=self._rights(
                scope,
                construct_id,
                iam.PolicyStatement(
                    actions=[
                        "connect:AssociatePhoneNumberContactFlow",
                        "connect:DisassociatePhoneNumberContactFlow",
                    ],
                    resources=[instance, number, flow],
                ),
            ),
        )

    def emptied_bucket(
        self, scope: Construct, construct_id: str, bucket: s3.Bucket
    ) -> CustomResource:
        """Empties a bucket before it is deleted; what writes to it should depend on this."""
        everything = bucket.arn_for_objects("*")
        rights = self._rights(
            scope,
            construct_id,
            iam.PolicyStatement(
                actions=["s3:ListBucket", "s3:ListBucketVersions"], resources=[bucket.bucket_arn]
            ),
            iam.PolicyStatement(
                actions=["s3:DeleteObject", "s3:DeleteObjectVersion"], resources=[everything]
            ),
        )
        acknowledge(
            rights,
            "AwsSolutions-IAM5",
            finding=f"Resource::{everything}",
            reason="A disposable bucket is emptied when its stack goes, whatever is in it.",
        )
        return self._resource(
            scope,
            construct_id,
            "Custom::EmptiedBucket",
            {"BucketName": bucket.bucket_name},
            rights=rights,
        )

    def _rights(
        self, scope: Construct, construct_id: str, *statements: iam.PolicyStatement
    ) -> iam.Policy:
        """Beside the resource and for it alone: one policy for all would wait for all of them."""
        return iam.Policy(
            scope, f"{construct_id}Rights", roles=[self.function.role], statements=list(statements)
        )

    def _resource(
        self,
        scope: Construct,
        construct_id: str,
        kind: str,
        properties: dict[str, str],
        *,
        rights: iam.Policy,
    ) -> CustomResource:
        resource = CustomResource(
            scope,
            construct_id,
            resource_type=kind,
            service_token=self.function.function.function_arn,
            properties=properties,
        )
        # The rights are there before the function needs them, and until it no longer does.
        resource.node.add_dependency(rights)
        return resource
