"""What goes when its stack goes, though CloudFormation did not make it."""

from __future__ import annotations

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.foundation import PythonFunction, acknowledge, shipped_code


class Removal(Construct):
    """Removes endpoints, registered models and objects before the stack they belong to goes.

    One stack needs one: take it with :meth:`of`.

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
            source=shipped_code("model_removal"),
            description="Removes endpoints, models and objects of a stack that goes",
            timeout=Duration.minutes(15),  # an endpoint takes minutes, a full bucket too
            log_retention=log_retention,
            removal_policy=removal_policy,
        )

    @classmethod
    def of(
        cls,
        scope: Construct,
        *,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> Removal:
        """That of the stack that ``scope`` is in, made when first asked for."""
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(cls.__name__)
        if isinstance(existing, cls):
            return existing
        return cls(stack, cls.__name__, log_retention=log_retention, removal_policy=removal_policy)

    def of_endpoint(
        self, scope: Construct, construct_id: str, *, endpoint_name: str
    ) -> CustomResource:
        """Removes an endpoint, and the models and configurations that pipelines made for it."""
        stack = Stack.of(self)
        made = [
            stack.format_arn(service="sagemaker", resource=kind, resource_name=f"{endpoint_name}-*")
            for kind in ("endpoint-config", "model")
        ]
        rights = self._rights(
            scope,
            construct_id,
            iam.PolicyStatement(
                actions=["sagemaker:DescribeEndpoint", "sagemaker:DeleteEndpoint"],
                resources=[
                    stack.format_arn(
                        service="sagemaker", resource="endpoint", resource_name=endpoint_name
                    )
                ],
            ),
            iam.PolicyStatement(
                actions=["sagemaker:DeleteEndpointConfig", "sagemaker:DeleteModel"],
                resources=made,
            ),
            iam.PolicyStatement(
                actions=[
                    "sagemaker:ListEndpointConfigs",
                    "sagemaker:ListModels",
                    "application-autoscaling:DescribeScalableTargets",
                    "application-autoscaling:DeregisterScalableTarget",
                ],
                resources=["*"],
            ),
        )
        for finding in made:
            acknowledge(
                rights,
                "AwsSolutions-IAM5",
                finding=f"Resource::{finding}",
                reason="Each model of the endpoint has a name of its own that begins so.",
            )
        acknowledge(
            rights,
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="Lists have no resource to name, nor has a target that is not there.",
        )
        return self._resource(
            scope,
            construct_id,
            "Custom::RemovedEndpoint",
            {"EndpointName": endpoint_name},
            rights=rights,
        )

    def of_monitor(
        self, scope: Construct, construct_id: str, *, schedule_name: str
    ) -> CustomResource:
        """Removes a monitoring schedule, and what was looked for by it."""
        stack = Stack.of(self)
        definitions = stack.format_arn(
            service="sagemaker",
            resource="data-quality-job-definition",
            resource_name=f"{schedule_name}-*",
        )
        rights = self._rights(
            scope,
            construct_id,
            iam.PolicyStatement(
                actions=[
                    "sagemaker:DeleteMonitoringSchedule",
                    "sagemaker:DescribeMonitoringSchedule",
                ],
                resources=[
                    stack.format_arn(
                        service="sagemaker",
                        resource="monitoring-schedule",
                        resource_name=schedule_name,
                    )
                ],
            ),
            iam.PolicyStatement(
                actions=["sagemaker:DeleteDataQualityJobDefinition"], resources=[definitions]
            ),
            iam.PolicyStatement(
                actions=["sagemaker:ListDataQualityJobDefinitions"], resources=["*"]
            ),
        )
        acknowledge(
            rights,
            "AwsSolutions-IAM5",
            finding=f"Resource::{definitions}",
            reason="Each model has a baseline of its own, with a name that begins so.",
        )
        acknowledge(
            rights,
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="A list has no resource to name.",
        )
        return self._resource(
            scope,
            construct_id,
            "Custom::RemovedMonitor",
            {"MonitoringScheduleName": schedule_name},
            rights=rights,
        )

    def of_packages(self, scope: Construct, construct_id: str, *, group: str) -> CustomResource:
        """Removes the models that are registered in a group."""
        stack = Stack.of(self)
        packages = stack.format_arn(
            service="sagemaker", resource="model-package", resource_name=f"{group}/*"
        )
        rights = self._rights(
            scope,
            construct_id,
            iam.PolicyStatement(actions=["sagemaker:DeleteModelPackage"], resources=[packages]),
            iam.PolicyStatement(actions=["sagemaker:ListModelPackages"], resources=["*"]),
        )
        acknowledge(
            rights,
            "AwsSolutions-IAM5",
            finding=f"Resource::{packages}",
            reason="The models of a disposable group go with it, whichever there are.",
        )
        acknowledge(
            rights,
            "AwsSolutions-IAM5",
            finding="Resource::*",
            reason="A list of models has no resource to name.",
        )
        return self._resource(
            scope,
            construct_id,
            "Custom::RemovedModelPackages",
            {"ModelPackageGroupName": group},
            rights=rights,
        )

    def of_objects(self, scope: Construct, construct_id: str, bucket: s3.Bucket) -> CustomResource:
        """Empties a bucket; what writes to it should depend on this."""
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
