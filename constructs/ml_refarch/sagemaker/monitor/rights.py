"""What the state machine of a monitor may do."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from ml_refarch.foundation import acknowledge
from ml_refarch.sagemaker.endpoint import ModelEndpoint
from ml_refarch.sagemaker.steps import PROCESSING


def let_monitor(
    role: iam.Role, *, endpoint: ModelEndpoint, job_role: iam.IRole, schedule_name: str
) -> iam.Policy:
    """Lets ``role`` learn a baseline and have the endpoint compared with it."""
    stack = Stack.of(role)

    def arn(resource: str, name: str) -> str:
        return stack.format_arn(service="sagemaker", resource=resource, resource_name=name)

    jobs = arn(PROCESSING.resource, "baseline-*")
    definitions = arn("data-quality-job-definition", f"{endpoint.endpoint_name}-*")
    packages = arn("model-package", "*")
    policy = iam.Policy(
        role,
        "Monitor",
        roles=[role],
        statements=[
            iam.PolicyStatement(
                actions=[
                    *(f"sagemaker:{do}ProcessingJob" for do in ("Create", "Describe", "Stop")),
                    "sagemaker:ListTags",
                ],
                resources=[jobs],
            ),
            iam.PolicyStatement(
                actions=["events:DescribeRule", "events:PutRule", "events:PutTargets"],
                resources=[
                    stack.format_arn(
                        service="events", resource="rule", resource_name=PROCESSING.rule
                    )
                ],
            ),
            iam.PolicyStatement(
                actions=["sagemaker:CreateDataQualityJobDefinition"], resources=[definitions]
            ),
            iam.PolicyStatement(
                actions=[
                    f"sagemaker:{do}MonitoringSchedule" for do in ("Create", "Describe", "Update")
                ],
                resources=[arn("monitoring-schedule", schedule_name)],
            ),
            iam.PolicyStatement(actions=["sagemaker:DescribeModelPackage"], resources=[packages]),
            iam.PolicyStatement(
                actions=["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"],
                resources=[
                    endpoint.endpoint_arn,
                    arn("endpoint-config", f"{endpoint.endpoint_name}-*"),
                ],
            ),
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[job_role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
            ),
        ],
    )
    for finding in (
        jobs,
        definitions,
        packages,
        arn("endpoint-config", f"{endpoint.endpoint_name}-*"),
    ):
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding=f"Resource::{finding}",
            reason="Each model, and what is made for it, has a name of its own.",
        )
    return policy
