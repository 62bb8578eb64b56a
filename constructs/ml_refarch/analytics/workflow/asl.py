"""States in Amazon States Language, with JSONPath."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aws_cdk import Aws

State = dict[str, Any]
States = dict[str, State]

DAY: Final = "$.day.date"
"""The day that is being done, ``2026-11-26``."""

MONTH: Final = "$.day.month"
"""And its month, ``2026-11``."""

_TOKEN: Final = re.compile(r"\$\{Token\[[^\]]*\]\}")
_TOKEN_OR_NOT: Final = re.compile(rf"({_TOKEN.pattern})")
_PLACES: Final = {"{date}": DAY, "{month}": MONTH}

LAMBDA_RETRIES: Final[State] = {
    "ErrorEquals": [
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
    ],
    "IntervalSeconds": 2,
    "BackoffRate": 2,
    "MaxAttempts": 5,
    "JitterStrategy": "FULL",
}


def throttled(*errors: str, attempts: int = 6, interval: int = 5) -> State:
    """Tries again what a service had no time for."""
    return {
        "ErrorEquals": list(errors),
        "IntervalSeconds": interval,
        "BackoffRate": 2,
        "MaxAttempts": attempts,
        "MaxDelaySeconds": 300,
        "JitterStrategy": "FULL",
    }


def task(
    operation: str,
    parameters: Mapping[str, Any],
    *,
    then: str,
    failed: str,
    result: str | None = None,
    selector: Mapping[str, str] | None = None,
    retries: Sequence[State] = (),
    catches: Sequence[State] = (),
) -> State:
    """A task that calls a service.

    Args:
        operation: As in the task's resource: ``glue:startJobRun.sync``.
        parameters: What it is called with.
        then: The state that follows.
        failed: The state that follows an error, which is at ``$.failure``.
        result: Where the answer is kept; nowhere when left out.
        selector: What of the answer is kept.
        retries: Which errors are tried again.
        catches: What follows errors that are none.
    """
    state: State = {
        "Type": "Task",
        "Resource": f"arn:{Aws.PARTITION}:states:::{operation}",
        "Parameters": dict(parameters),
        "ResultPath": f"$.{result}" if result else None,
        "Catch": [
            *catches,
            {"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": failed},
        ],
        "Next": then,
    }
    if retries:
        state["Retry"] = list(retries)
    if selector is not None:
        state["ResultSelector"] = dict(selector)
    return state


def choice(*rules: State, default: str) -> State:
    """A way that depends on something."""
    return {"Type": "Choice", "Choices": list(rules), "Default": default}


def wait(seconds: int, *, then: str) -> State:
    """A pause."""
    return {"Type": "Wait", "Seconds": seconds, "Next": then}


def note(path: str, parameters: Mapping[str, Any], *, then: str) -> State:
    """Keeps something for later."""
    return {
        "Type": "Pass",
        "Parameters": dict(parameters),
        "ResultPath": f"$.{path}",
        "Next": then,
    }


def text(template: str) -> str:
    """An expression for a text in which ``{date}`` and ``{month}`` are those of the day."""
    parts, paths = [], []
    rest = template
    while rest:
        at = {place: rest.find(place) for place in _PLACES if place in rest}
        if not at:
            break
        place = min(at, key=lambda one: at[one])
        before, _, rest = rest.partition(place)
        parts.append(before)
        paths.append(_PLACES[place])
    pieces = [_escaped(one, braces=True) for one in (*parts, rest)]
    if not paths:
        return f"'{_escaped(template)}'"
    return f"States.Format('{'{}'.join(pieces)}', {', '.join(paths)})"


def array(texts: Sequence[str], *others: str) -> str:
    """An expression for a list of texts, and of other expressions after them."""
    return f"States.Array({', '.join([*map(text, texts), *others])})"


def _escaped(value: str, *, braces: bool = False) -> str:
    value = value.replace("\\", "\\\\").replace("'", "\\'")
    if not braces:
        return value
    # The CDK's tokens have braces too; what they become has none.
    return "".join(
        part if _TOKEN.fullmatch(part) else part.replace("{", "\\{").replace("}", "\\}")
        for part in _TOKEN_OR_NOT.split(value)
    )
