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

DAYS: Final = "$.day.days"
"""It and the days before it, the latest first, each with its date and its month."""

UNUSED: Final = "answer"
"""Where answers go that nobody reads: ``null``, which keeps none, is lost on its way to JSON."""

_TOKEN: Final = re.compile(r"\$\{Token\[[^\]]*\]\}")
_TOKEN_OR_NOT: Final = re.compile(rf"({_TOKEN.pattern})")
_PLACES: Final = {"{date}": DAY, "{month}": MONTH}
_PLACE: Final = re.compile(r"(\{date\}|\{month\})")

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
    result: str = UNUSED,
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
        result: Where the answer is kept; where the next one replaces it when left out.
        selector: What of the answer is kept.
        retries: Which errors are tried again.
        catches: What follows errors that are none.
    """
    state: State = {
        "Type": "Task",
        "Resource": f"arn:{Aws.PARTITION}:states:::{operation}",
        "Parameters": dict(parameters),
        "ResultPath": f"$.{result}",
        "Catch": [
            *catches,
            _caught(failed),
        ],
        "Next": then,
    }
    if retries:
        state["Retry"] = list(retries)
    if selector is not None:
        state["ResultSelector"] = dict(selector)
    return state


def _caught(failed: str) -> State:
    return {"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": failed}


def choice(*rules: State, default: str) -> State:
    """A way that depends on something."""
    return {"Type": "Choice", "Choices": list(rules), "Default": default}


def wait(seconds: int, *, then: str) -> State:
    """A pause."""
    return {"Type": "Wait", "Seconds": seconds, "Next": then}


def each(items: str, item: str, states: States, *, then: str, failed: str, result: str) -> State:
    """The same for each of some, one after another.

    Args:
        items: The path of the list.
        item: Where one of it is kept.
        states: What is done, the first one first.
        then: The state that follows.
        failed: The state that follows the failure of one, which is at ``$.failure``.
        result: Where what came of each is kept.
    """
    return {
        "Type": "Map",
        "ItemsPath": items,
        "ItemSelector": {f"{item}.$": "$$.Map.Item.Value"},
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": next(iter(states)),
            "States": states,
        },
        "ResultPath": f"$.{result}",
        "Catch": [_caught(failed)],
        "Next": then,
    }


def note(path: str, parameters: Mapping[str, Any], *, then: str) -> State:
    """Keeps something for later."""
    return {
        "Type": "Pass",
        "Parameters": dict(parameters),
        "ResultPath": f"$.{path}",
        "Next": then,
    }


def words(path: str, templates: Sequence[str], *, then: str) -> State:
    """Keeps texts, for :func:`said` to say: quoted in an expression, quotes are lost on some.

    Args:
        path: Where they are kept.
        templates: The texts; ``{date}`` and ``{month}`` are those of the day.
        then: The state that follows.
    """
    return note(path, {"words": [_parts(one)[0] for one in templates]}, then=then)


def said(path: str, templates: Sequence[str], *others: str) -> str:
    """An expression for the list of the texts that are kept, and of other expressions.

    Args:
        path: Where :func:`words` kept them.
        templates: The same texts.
        others: What follows them.
    """
    items = []
    for number, template in enumerate(templates):
        kept, places = f"$.{path}.words[{number}]", _parts(template)[1]
        items.append(f"States.Format({', '.join([kept, *places])})" if places else kept)
    return f"States.Array({', '.join([*items, *others])})"


def filled(template: str) -> str:
    """An expression for one text without quotes, such as a key: ``things/date={date}/``."""
    text, places = _parts(template)
    # A text is no expression by itself.
    form, values = (text, places) if places else ("{}", [f"'{text}'"])
    return f"States.Format('{form}', {', '.join(values)})"


def _parts(template: str) -> tuple[str, list[str]]:
    """A text as ``States.Format`` takes it, and what is put into its places.

    One without places is no text for it, and stays as it is.
    """
    pieces = _PLACE.split(template)
    places = [_PLACES[one] for one in pieces if one in _PLACES]
    if not places:
        return template, []
    return "".join("{}" if one in _PLACES else _escaped(one) for one in pieces), places


def _escaped(value: str) -> str:
    # The CDK's tokens have braces too; what they become has none.
    return "".join(
        part
        if _TOKEN.fullmatch(part)
        else part.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        for part in _TOKEN_OR_NOT.split(value)
    )
