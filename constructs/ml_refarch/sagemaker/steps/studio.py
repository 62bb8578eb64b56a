"""Steps as a SageMaker Pipeline, for those who work in Studio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .jobs import Job, Plan, Question
from .references import Answer, Joined, Reference, Result, Run

_REFERENCES: Final = (Run, Result, Answer, Joined)

_RETRIES: Final = (
    {
        "ExceptionType": ["Step.THROTTLING", "Step.SERVICE_FAULT"],
        "IntervalSeconds": 2,
        "BackoffRate": 2,
        "MaxAttempts": 5,
    },
)
_JOB_RETRIES: Final = (
    *_RETRIES,
    {
        "ExceptionType": ["SageMaker.RESOURCE_LIMIT", "SageMaker.CAPACITY_ERROR"],
        "IntervalSeconds": 600,
        "BackoffRate": 1.5,
        "MaxAttempts": 5,
    },
)


def definition(plan: Plan) -> dict[str, Any]:
    """The pipeline's definition.

    Source: https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
    """
    steps = _in_order([_step(step) for step in plan.steps])
    register = {
        "Name": "Register",
        "Type": "RegisterModel",
        "Arguments": arguments(
            {**plan.registration, "ModelApprovalStatus": "PendingManualApproval"}
        ),
        "RetryPolicies": [dict(one) for one in _RETRIES],
    }
    if plan.gate is None:
        last = {**register, "DependsOn": [steps[-1]["Name"]]}
    else:
        last = {
            "Name": "IsBetter",
            "Type": "Condition",
            "DependsOn": [steps[-1]["Name"]],
            "Arguments": {
                "Conditions": [
                    {
                        "Type": "Equals",
                        "LeftValue": reference(Answer(plan.gate.name, "deploy")),
                        "RightValue": True,
                    }
                ],
                "IfSteps": [register],
                "ElseSteps": [],
            },
        }
    return {"Version": "2020-12-01", "Metadata": {}, "Parameters": [], "Steps": [*steps, last]}


def arguments(value: Any) -> Any:  # noqa: ANN401 - JSON, with references in it
    """A request with its references as SageMaker Pipelines has them."""
    if isinstance(value, _REFERENCES):
        return reference(value)
    if isinstance(value, Mapping):
        return {name: arguments(item) for name, item in value.items()}
    if isinstance(value, list):
        return [arguments(item) for item in value]
    return value


def reference(value: Reference) -> dict[str, Any]:
    """A reference as SageMaker Pipelines has it."""
    match value:
        case Run():
            return {"Get": "Execution.PipelineExecutionId"}
        case Result(step, path):
            return {"Get": f"Steps.{step}.{path}"}
        case Answer(step, name):
            return {"Get": f"Steps.{step}.OutputParameters['{name}']"}
        case Joined(parts):
            return {
                "Std:Join": {
                    "On": "",
                    "Values": [
                        part if isinstance(part, str) else reference(part) for part in parts
                    ],
                }
            }


def _step(step: Job | Question) -> dict[str, Any]:
    if isinstance(step, Job):
        return {
            "Name": step.name,
            "Type": step.kind.pipeline_type,
            "Arguments": arguments(step.request),
            "RetryPolicies": [dict(one) for one in _JOB_RETRIES],
        }
    return {
        "Name": step.name,
        "Type": "Lambda",
        "FunctionArn": step.function.function_arn,
        "Arguments": arguments(step.payload),
        "OutputParameters": [
            {"OutputName": name, "OutputType": kind} for name, kind in step.answers.items()
        ],
    }


def _in_order(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One after another, also where no step needs the result of the one before."""
    return [
        {**step, **({"DependsOn": [steps[place - 1]["Name"]]} if place else {})}
        for place, step in enumerate(steps)
    ]
