"""What goes when its stack goes, though CloudFormation did not make it."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import ArnFormat, CustomResource, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import ResourceFunction, shipped_code
from ml_refarch.sagemaker.flow import wake_alarm_name


class Removal(ResourceFunction):
    """Removes endpoints, registered models and objects before the stack they belong to goes."""

    PURPOSE = "Removes endpoints, models and objects of a stack that goes"

    @classmethod
    def code(cls) -> Path:
        """The folder with the function's ``handler.py``."""
        return shipped_code("model_removal")

    def of_endpoint(
        self, scope: Construct, construct_id: str, *, endpoint_name: str
    ) -> CustomResource:
        """Removes an endpoint, and the models and configurations that pipelines made for it."""
        stack = Stack.of(self)
        made = [
            stack.format_arn(service="sagemaker", resource=kind, resource_name=f"{endpoint_name}-*")
            for kind in ("endpoint-config", "model")
        ]
        return self.resource(
            scope,
            construct_id,
            kind="Custom::RemovedEndpoint",
            properties={"EndpointName": endpoint_name},
            rights=[
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
            ],
            wildcards={
                **dict.fromkeys(
                    made, "Each model of the endpoint has a name of its own that begins so."
                ),
                "*": "Lists have no resource to name, nor has a target that is not there.",
            },
        )

    def of_component(self, scope: Construct, construct_id: str, *, name: str) -> CustomResource:
        """Removes an inference component, its scaling and the alarm that wakes it."""
        stack = Stack.of(self)
        return self.resource(
            scope,
            construct_id,
            kind="Custom::RemovedComponent",
            properties={"InferenceComponentName": name, "AlarmName": wake_alarm_name(name)},
            rights=[
                iam.PolicyStatement(
                    actions=[
                        "sagemaker:DeleteInferenceComponent",
                        "sagemaker:DescribeInferenceComponent",
                    ],
                    resources=[
                        stack.format_arn(
                            service="sagemaker", resource="inference-component", resource_name=name
                        )
                    ],
                ),
                iam.PolicyStatement(
                    actions=["cloudwatch:DeleteAlarms"],
                    resources=[
                        stack.format_arn(
                            service="cloudwatch",
                            resource="alarm",
                            resource_name=wake_alarm_name(name),
                            arn_format=ArnFormat.COLON_RESOURCE_NAME,
                        )
                    ],
                ),
                iam.PolicyStatement(
                    actions=[
                        "application-autoscaling:DescribeScalableTargets",
                        "application-autoscaling:DeregisterScalableTarget",
                    ],
                    resources=["*"],
                ),
            ],
            wildcards={"*": "A scalable target has no name before it is there."},
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
        return self.resource(
            scope,
            construct_id,
            kind="Custom::RemovedMonitor",
            properties={"MonitoringScheduleName": schedule_name},
            rights=[
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
            ],
            wildcards={
                definitions: "Each model has a baseline of its own, with a name that begins so.",
                "*": "A list has no resource to name.",
            },
        )

    def of_packages(self, scope: Construct, construct_id: str, *, group: str) -> CustomResource:
        """Removes the models that are registered in a group."""
        stack = Stack.of(self)
        packages = stack.format_arn(
            service="sagemaker", resource="model-package", resource_name=f"{group}/*"
        )
        return self.resource(
            scope,
            construct_id,
            kind="Custom::RemovedModelPackages",
            properties={"ModelPackageGroupName": group},
            rights=[
                iam.PolicyStatement(actions=["sagemaker:DeleteModelPackage"], resources=[packages]),
                iam.PolicyStatement(actions=["sagemaker:ListModelPackages"], resources=["*"]),
            ],
            wildcards={
                packages: "The models of a disposable group go with it, whichever there are.",
                "*": "A list of models has no resource to name.",
            },
        )
