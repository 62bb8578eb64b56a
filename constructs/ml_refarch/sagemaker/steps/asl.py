"""Steps in Amazon States Language, with JSONPath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aws_cdk import Aws, Token

from .jobs import Job, Question
from .references import Answer, Joined, Reference, Result, Run, key

_REFERENCES: Final = (Run, Result, Answer, Joined)

State = dict[str, Any]

SHORT_ID: Final = "States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 4)"
"""Twelve characters that no other job has; tuning jobs have room for few more."""

RUN_TAG: Final = "pipeline-execution"
"""The tag of a job with the name of its run."""

RUN_PROPERTY: Final = "pipelineExecution"
"""The property of a registered model with the name of its run."""

THROTTLED: Final = (
    "SageMaker.AmazonSageMakerException",
    "SageMaker.SageMakerException",
    "SageMaker.ThrottlingException",
    "ThrottlingException",
)
OVER_QUOTA: Final = (
    "SageMaker.ResourceLimitExceededException",
    "SageMaker.ResourceLimitExceeded",
    "ResourceLimitExceeded",
)
_LAMBDA: Final = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)


def parameters(value: Any) -> Any:  # noqa: ANN401 - JSON, with references in it
    """A request with its references as paths and intrinsic functions."""
    if isinstance(value, Mapping):
        rendered = {}
        for name, item in value.items():
            if isinstance(item, _REFERENCES):
                rendered[f"{name}.$"] = expression(item)
            elif isinstance(item, list) and any(isinstance(one, _REFERENCES) for one in item):
                rendered[f"{name}.$"] = f"States.Array({', '.join(map(_argument, item))})"
            else:
                rendered[name] = parameters(item)
        return rendered
    if isinstance(value, list):
        return [parameters(item) for item in value]
    return value


def expression(reference: Reference) -> str:
    """A reference as a path or an intrinsic function."""
    match reference:
        case Run():
            return "$$.Execution.Name"
        case Result(step, path):
            return f"$.{key(step)}.{path}"
        case Answer(step, name):
            return f"$.{key(step)}.{name}"
        case Joined(parts):
            template = "".join(
                _quoted(part, braces=True) if isinstance(part, str) else "{}" for part in parts
            )
            values = [expression(part) for part in parts if not isinstance(part, str)]
            arguments = ", ".join([f"'{template}'", *values])
            return f"States.Format({arguments})"


def service(operation: str) -> str:
    """The resource of a task that calls a service."""
    return f"arn:{Aws.PARTITION}:states:::{operation}"


def throttling_retries() -> list[dict[str, Any]]:
    """Waits out limits of rate and of quota, each with its own patience."""
    return [
        {
            "ErrorEquals": list(OVER_QUOTA),
            "IntervalSeconds": 120,
            "BackoffRate": 2,
            "MaxAttempts": 3,
            "MaxDelaySeconds": 900,
            "JitterStrategy": "FULL",
        },
        {
            "ErrorEquals": list(THROTTLED),
            "IntervalSeconds": 2,
            "BackoffRate": 2,
            "MaxAttempts": 4,
            "MaxDelaySeconds": 60,
            "JitterStrategy": "FULL",
        },
    ]


def call(
    operation: str,
    request: Mapping[str, Any],
    *,
    then: str,
    failed: str,
    result: str = "answer",
    selector: Mapping[str, str] | None = None,
    retries: Sequence[Mapping[str, Any]] | None = None,
) -> State:
    """A task that calls a service.

    Args:
        operation: As in the task's resource: ``sagemaker:createTrainingJob.sync``.
        request: What it is called with, with references in it.
        then: The state that follows.
        failed: The state that follows an error, which is at ``$.failure``.
        result: Where the answer is kept; that of the next such call replaces it when left out.
        selector: What of the answer is kept; all of it when left out.
        retries: Which errors are tried again.
    """
    state: State = {
        "Type": "Task",
        "Resource": service(operation),
        "Parameters": parameters(request),
        "ResultPath": f"$.{result}",
        "Retry": list(throttling_retries() if retries is None else retries),
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": failed}],
        "Next": then,
    }
    if selector is not None:
        state["ResultSelector"] = dict(selector)
    return state


def job(step: Job, *, then: str, failed: str) -> State:
    """A task that runs a job and waits for it.

    Each attempt has a name of its own: SageMaker never forgets one.
    """
    state = call(
        f"sagemaker:{step.kind.operation}.sync",
        {**step.request, "Tags": [{"Key": RUN_TAG, "Value": Run()}]},
        then=then,
        failed=failed,
        result=key(step.name),
        selector={f"{name}.$": f"$.{name}" for name in step.kind.results},
    )
    prefix = step.name.lower()
    state["Parameters"][f"{step.kind.named_by}.$"] = f"States.Format('{prefix}-{{}}', {SHORT_ID})"
    return state


def question(step: Question, *, then: str, failed: str) -> State:
    """A task that asks a function."""
    return call(
        "lambda:invoke",
        {"FunctionName": step.function.function_arn, "Payload": step.payload},
        then=then,
        failed=failed,
        result=key(step.name),
        selector={f"{name}.$": f"$.Payload.{name}" for name in step.answers},
        retries=[
            {
                "ErrorEquals": list(_LAMBDA),
                "IntervalSeconds": 2,
                "BackoffRate": 2,
                "MaxAttempts": 5,
                "JitterStrategy": "FULL",
            }
        ],
    )


def _argument(value: object) -> str:
    if isinstance(value, _REFERENCES):
        return expression(value)
    if isinstance(value, str):
        return f"'{_quoted(value)}'"
    raise TypeError(f"{value!r} cannot stand in a list beside references: only text can")


def _quoted(text: str, *, braces: bool = False) -> str:
    if Token.is_unresolved(text):
        return text
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    return text.replace("{", "\\{").replace("}", "\\}") if braces else text
