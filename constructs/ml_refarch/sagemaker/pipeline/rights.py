"""What those may do who run a pipeline: Step Functions, and SageMaker Pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from ml_refarch.foundation import acknowledge
from ml_refarch.sagemaker.endpoint import ModelEndpoint
from ml_refarch.sagemaker.flow import wake_alarm_name
from ml_refarch.sagemaker.steps import Job, JobKind, Plan

_SAGEMAKER = "sagemaker.amazonaws.com"


def let_run(
    role: iam.Role,
    plan: Plan,
    *,
    job_role: iam.IRole,
    group: str,
    named: Sequence[str] = (),
    waits_by_rule: bool,
) -> iam.Policy:
    """Lets ``role`` run the jobs of a plan, ask its functions and register its model.

    Args:
        job_role: What the jobs act as.
        group: Where the model is registered.
        named: How the names of jobs begin; the steps' own names when left out.
        waits_by_rule: Whether an EventBridge rule tells when a job is done.
    """
    stack = Stack.of(role)
    jobs = [step for step in plan.steps if isinstance(step, Job)]
    kinds: dict[JobKind, list[str]] = {}
    for job in jobs:
        kinds.setdefault(job.kind, []).extend(named or [job.name.lower()])
    statements, wildcards = [], []
    for kind, prefixes in kinds.items():
        arns = [
            stack.format_arn(
                service="sagemaker", resource=kind.resource, resource_name=f"{prefix}-*"
            )
            for prefix in dict.fromkeys(prefixes)
        ]
        wildcards += arns
        verbs = [f"{do}{kind.verb}" for do in ("Create", "Describe", "Stop")]
        statements.append(
            iam.PolicyStatement(
                actions=[f"sagemaker:{verb}" for verb in (*verbs, "AddTags", "ListTags")],
                resources=arns,
            )
        )
    if waits_by_rule:
        statements.append(
            iam.PolicyStatement(
                actions=["events:DescribeRule", "events:PutRule", "events:PutTargets"],
                resources=[
                    stack.format_arn(service="events", resource="rule", resource_name=kind.rule)
                    for kind in kinds
                ],
            )
        )
    packages = _packages(stack, group)
    wildcards.append(packages)
    statements += [
        iam.PolicyStatement(
            actions=["sagemaker:CreateModelPackage", "sagemaker:AddTags"],
            resources=[packages, _group(stack, group)],
        ),
        _pass(job_role),
    ]
    policy = iam.Policy(role, "Run", roles=[role], statements=statements)
    _accept(policy, wildcards, reason="Each job and each model has a name of its own.")
    return policy


def let_deploy(role: iam.Role, endpoint: ModelEndpoint, *, group: str) -> iam.Policy:
    """Lets ``role`` put a model of a group into service at an endpoint."""
    stack = Stack.of(role)
    made = [
        stack.format_arn(
            service="sagemaker", resource=kind, resource_name=f"{endpoint.endpoint_name}-*"
        )
        for kind in ("endpoint-config", "model")
    ]
    packages = _packages(stack, group)
    scaled = "endpoint" if endpoint.component_name is None else "inference-component"
    # AWS's own names: one of an endpoint is followed by its variant.
    ending = "/*" if endpoint.component_name is None else "-*"
    alarms = _alarm(stack, f"TargetTracking-{scaled}/{endpoint.endpoint_name}{ending}")
    policy = iam.Policy(
        role,
        "Deploy",
        roles=[role],
        statements=[
            *(_of_component(endpoint) if endpoint.component_name else ()),
            iam.PolicyStatement(
                actions=[
                    "sagemaker:CreateEndpoint",
                    "sagemaker:CreateEndpointConfig",
                    "sagemaker:CreateModel",
                    "sagemaker:DeleteEndpoint",
                    "sagemaker:DescribeEndpoint",
                    "sagemaker:DescribeEndpointConfig",
                    "sagemaker:UpdateEndpoint",
                    "sagemaker:UpdateEndpointWeightsAndCapacities",
                ],
                resources=[endpoint.endpoint_arn, *made],
            ),
            iam.PolicyStatement(
                actions=["sagemaker:DescribeModelPackage", "sagemaker:UpdateModelPackage"],
                resources=[packages],
            ),
            iam.PolicyStatement(
                actions=["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
                resources=[alarms],
            ),
            iam.PolicyStatement(
                actions=[
                    "application-autoscaling:DeregisterScalableTarget",
                    "application-autoscaling:DescribeScalableTargets",
                    "application-autoscaling:PutScalingPolicy",
                    "application-autoscaling:RegisterScalableTarget",
                    "cloudwatch:DescribeAlarms",
                ],
                resources=["*"],
            ),
            iam.PolicyStatement(
                actions=["iam:CreateServiceLinkedRole"],
                resources=[
                    f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/aws-service-role/"
                    "sagemaker.application-autoscaling.amazonaws.com/"
                    "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
                ],
                conditions={
                    "StringEquals": {
                        "iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com"
                    }
                },
            ),
            _pass(endpoint.role),
        ],
    )
    _accept(policy, [*made, packages, alarms], reason="Each model has a name of its own.")
    _accept(policy, ["*"], reason="A scalable target has no name before it is there.")
    return policy


def _of_component(endpoint: ModelEndpoint) -> list[iam.PolicyStatement]:
    return [
        iam.PolicyStatement(
            actions=[
                "sagemaker:CreateInferenceComponent",
                "sagemaker:DeleteInferenceComponent",
                "sagemaker:DescribeInferenceComponent",
                "sagemaker:UpdateInferenceComponent",
                "sagemaker:UpdateInferenceComponentRuntimeConfig",
            ],
            resources=[endpoint.component_arn, endpoint.endpoint_arn],
        ),
        iam.PolicyStatement(
            actions=["cloudwatch:PutMetricAlarm"],
            resources=[_alarm(Stack.of(endpoint), wake_alarm_name(endpoint.endpoint_name))],
        ),
    ]


def _alarm(stack: Stack, name: str) -> str:
    return stack.format_arn(
        service="cloudwatch",
        resource="alarm",
        resource_name=name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def let_start(role: iam.Role, machine_arn: str) -> None:
    """Lets ``role`` start a state machine."""
    role.add_to_policy(
        iam.PolicyStatement(actions=["states:StartExecution"], resources=[machine_arn])
    )


def let_ask(role: iam.Role, function: lambda_.IFunction) -> None:
    """Lets ``role`` invoke a function: as it is, not each of its versions, as the L2 would."""
    role.add_to_policy(
        iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.function_arn])
    )


def let_read_registry(role: iam.IRole, *, group: str) -> iam.Policy:
    """Lets ``role`` find the models of a group."""
    packages = _packages(Stack.of(role), group)
    policy = iam.Policy(
        cast(Construct, role),
        "Registry",
        roles=[role],
        statements=[
            iam.PolicyStatement(actions=["sagemaker:ListModelPackages"], resources=["*"]),
            iam.PolicyStatement(actions=["sagemaker:DescribeModelPackage"], resources=[packages]),
        ],
    )
    _accept(policy, ["*"], reason="A list of models has no resource to name.")
    _accept(policy, [packages], reason="Any model of the group may be the one in use.")
    return policy


def _pass(role: iam.IRole) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["iam:PassRole"],
        resources=[role.role_arn],
        conditions={"StringEquals": {"iam:PassedToService": _SAGEMAKER}},
    )


def _packages(stack: Stack, group: str) -> str:
    return stack.format_arn(
        service="sagemaker", resource="model-package", resource_name=f"{group}/*"
    )


def _group(stack: Stack, group: str) -> str:
    return stack.format_arn(
        service="sagemaker", resource="model-package-group", resource_name=group
    )


def _accept(policy: iam.Policy, resources: Sequence[str], *, reason: str) -> None:
    for resource in dict.fromkeys(resources):
        acknowledge(policy, "AwsSolutions-IAM5", finding=f"Resource::{resource}", reason=reason)
