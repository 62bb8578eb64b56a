"""How a run begins: by hand, by schedule, by data that arrived, or with a model that is there."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration

from ml_refarch.sagemaker.steps.asl import State, call

ARRIVAL: Final = "arrival"
"""In a run's input: files arrived, and more may be on their way."""

MODEL_PACKAGE: Final = "modelPackage"
"""In a run's input: the ARN of a registered model that is to be deployed."""

START: Final = "HowStarted"
BEGIN: Final = "Begin"


def beginning(*, first: str, settle: Duration | None, deploys: bool) -> dict[str, State]:
    """The states before the first step.

    Args:
        first: The first step.
        settle: How long a run that files started waits for more of them; none are waited for
            when left out. Every file starts a run, and the last of these does the work.
        deploys: Whether a model that is registered can be deployed.
    """
    choices = []
    states: dict[str, State] = {}
    if settle is not None:
        choices.append(_given(ARRIVAL, BooleanEquals=True, then="LetFilesArrive"))
        states |= _settling(settle)
    if deploys:
        choices.append(_given(MODEL_PACKAGE, StringMatches="arn:*", then="ReadPackage"))
        states |= _reading()
    if choices:
        start: State = {"Type": "Choice", "Choices": choices, "Default": BEGIN}
        states = {START: start, **states}
    # What a run was started with ends here; what follows keeps its own notes.
    states[BEGIN] = {"Type": "Pass", "Result": {"waits": {"count": 0}}, "Next": first}
    return states


def _given(name: str, *, then: str, **test: object) -> dict[str, object]:
    return {
        "And": [
            {"Variable": f"$.{name}", "IsPresent": True},
            {"Variable": f"$.{name}", **test},
        ],
        "Next": then,
    }


def _settling(settle: Duration) -> dict[str, State]:
    return {
        "LetFilesArrive": {
            "Type": "Wait",
            "Seconds": int(settle.to_seconds()),
            "Next": "FindNewestRun",
        },
        "FindNewestRun": {
            **call(
                "aws-sdk:sfn:listExecutions",
                {"StatusFilter": "RUNNING", "MaxResults": 1},
                then="IsNewest",
                failed="FindNewestRunFailed",
                result="newest",
                selector={
                    "run.$": "States.ArrayGetItem($.Executions, 0)",
                    "own.$": "$$.Execution.Id",
                },
            ),
            "Parameters": {
                "StateMachineArn.$": "$$.StateMachine.Id",
                "StatusFilter": "RUNNING",
                "MaxResults": 1,
            },
        },
        "IsNewest": {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": "$.newest.run.ExecutionArn",
                    "StringEqualsPath": "$.newest.own",
                    "Next": BEGIN,
                }
            ],
            "Default": "LeftToNewerRun",
        },
        "LeftToNewerRun": {"Type": "Succeed"},
    }


def _reading() -> dict[str, State]:
    return {
        "ReadPackage": {
            **call(
                "aws-sdk:sagemaker:describeModelPackage",
                {},
                then="TakePackage",
                failed="ReadPackageFailed",
                result="package",
                selector={
                    "ModelPackageArn.$": "$.ModelPackageArn",
                    "container.$": ("States.ArrayGetItem($.InferenceSpecification.Containers, 0)"),
                },
            ),
            "Parameters": {"ModelPackageName.$": f"$.{MODEL_PACKAGE}"},
        },
        "TakePackage": {
            "Type": "Pass",
            "Parameters": {
                "waits": {"count": 0},
                "candidate": {
                    "modelPackage.$": "$.package.ModelPackageArn",
                    "image.$": "$.package.container.Image",
                    "modelData.$": "$.package.container.ModelDataUrl",
                },
            },
            "Next": "NameModel",
        },
    }
