"""How a run ends: somebody is told what came of it, and of a failure the step and the reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from ml_refarch.sagemaker.steps import Request
from ml_refarch.sagemaker.steps.asl import State, call

_CAPACITY_WAITS: Final = 6
_CAPACITY_WAIT_SECONDS: Final = 600


def failed(step: str) -> str:
    """The state that follows the failure of a step."""
    return f"{step}Failed"


def told(
    outcome: str,
    *,
    topic_arn: str | None,
    pipeline: str,
    of: Mapping[str, str],
) -> dict[str, State]:
    """The end of a run that came to something: ``outcome``, after who listens was told.

    Args:
        outcome: The state at the end.
        topic_arn: Who is told; nobody without.
        pipeline: Whose run it is.
        of: What else is told: a path by name, or text in single quotes.
    """
    end: State = {"Type": "Succeed"}
    if topic_arn is None:
        return {outcome: end}
    message = _message(pipeline, outcome, of)
    tell = call(
        "sns:publish",
        {"TopicArn": topic_arn, "Subject": f"{pipeline}: {outcome}"[:100]},
        then=outcome,
        failed=failed(f"Tell{outcome}"),
        retries=[],
    )
    tell["Parameters"]["Message"] = message
    return {f"Tell{outcome}": tell, outcome: end}


def tell(outcome: str, *, topic_arn: str | None) -> str:
    """The state by which a run ends so."""
    return outcome if topic_arn is None else f"Tell{outcome}"


def failures(
    steps: Collection[str], jobs: Collection[str], *, topic_arn: str | None, pipeline: str
) -> dict[str, State]:
    """What follows the failure of a step: a wait for machines, or the end of the run.

    Args:
        steps: Whose failures lead here.
        jobs: Those among them that start machines.
        topic_arn: Who is told; nobody without.
        pipeline: Whose run it is.
    """
    states: dict[str, State] = {
        failed(step): {
            "Type": "Pass",
            "Parameters": {
                "step": step,
                "error.$": "$.failure.Error",
                "reason.$": "$.failure.Cause",
            },
            "ResultPath": "$.failure",
            "Next": "ReadFailure",
        }
        for step in steps
    }
    end = "Failed" if topic_arn is None else "TellFailed"
    states |= _reading(after="IsOutOfMachines" if jobs else end)
    if jobs:
        states |= _waiting(jobs, otherwise=end)
    if topic_arn is not None:
        of = {"step": "$.failure.step", "error": "$.failure.error", "reason": "$.failure.reason"}
        telling = call(
            "sns:publish",
            {"TopicArn": topic_arn, "Subject": f"{pipeline}: Failed"[:100]},
            then="Failed",
            failed="Failed",
            retries=[],
        )
        telling["Parameters"]["Message"] = _message(pipeline, "Failed", of)
        # Why the run failed matters more than why that could not be told.
        telling["Catch"][0]["ResultPath"] = "$.untold"
        states["TellFailed"] = telling
    states["Failed"] = {
        "Type": "Fail",
        "ErrorPath": "States.Format('{}Failed', $.failure.step)",
        "CausePath": "States.Format('{}: {}', $.failure.step, $.failure.reason)",
    }
    return states


def _reading(*, after: str) -> dict[str, State]:
    """Takes the reason out of the description of a job that failed, or leaves it as it is."""
    return {
        "ReadFailure": {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": "$.failure.reason",
                    "StringMatches": '{*"FailureReason"*}',
                    "Next": "ReadJob",
                }
            ],
            "Default": after,
        },
        "ReadJob": {
            "Type": "Pass",
            "Parameters": {
                "step.$": "$.failure.step",
                "error.$": "$.failure.error",
                "job.$": "States.StringToJson($.failure.reason)",
            },
            "ResultPath": "$.failure",
            "Next": "HasMessage",
        },
        # What a script has to say of its failure is the better reason than that it failed.
        "HasMessage": {
            "Type": "Choice",
            "Choices": [
                {
                    "And": [
                        {"Variable": "$.failure.job.ExitMessage", "IsPresent": True},
                        {
                            "Not": {
                                "Variable": "$.failure.job.ExitMessage",
                                "StringEquals": "",
                            }
                        },
                    ],
                    "Next": "TakeMessage",
                }
            ],
            "Default": "TakeReason",
        },
        "TakeMessage": {
            "Type": "Pass",
            "Parameters": {
                "step.$": "$.failure.step",
                "error.$": "$.failure.error",
                "reason.$": "$.failure.job.ExitMessage",
            },
            "ResultPath": "$.failure",
            "Next": after,
        },
        "TakeReason": {
            "Type": "Pass",
            "Parameters": {
                "step.$": "$.failure.step",
                "error.$": "$.failure.error",
                "reason.$": "$.failure.job.FailureReason",
            },
            "ResultPath": "$.failure",
            "Next": after,
        },
    }


def _waiting(jobs: Collection[str], *, otherwise: str) -> dict[str, State]:
    """Tries a job again for which SageMaker had no machine; an error of the job ends the run."""
    return {
        "IsOutOfMachines": {
            "Type": "Choice",
            "Choices": [
                {
                    "And": [
                        {"Variable": "$.failure.reason", "StringMatches": "*CapacityError*"},
                        {"Variable": "$.waits.count", "NumericLessThan": _CAPACITY_WAITS},
                    ],
                    "Next": "CountWait",
                }
            ],
            "Default": otherwise,
        },
        "CountWait": {
            "Type": "Pass",
            "Parameters": {"count.$": "States.MathAdd($.waits.count, 1)"},
            "ResultPath": "$.waits",
            "Next": "WaitForMachines",
        },
        "WaitForMachines": {
            "Type": "Wait",
            "Seconds": _CAPACITY_WAIT_SECONDS,
            "Next": "TryAgain",
        },
        "TryAgain": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.failure.step", "StringEquals": step, "Next": step} for step in jobs
            ],
            "Default": otherwise,
        },
    }


def _message(pipeline: str, outcome: str, of: Mapping[str, str]) -> Request:
    message: dict[str, Any] = {
        "pipeline": pipeline,
        "run.$": "$$.Execution.Name",
        "outcome": outcome,
    }
    for name, value in of.items():
        message[f"{name}.$" if value.startswith("$") else name] = value
    return message
