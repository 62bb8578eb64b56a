"""Calls of Lambda functions: their event, time limit, retries and answer.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from localcloud.connect.gaps import DEFAULT_LAMBDA_SECONDS, LAMBDA_ATTEMPTS
from localcloud.connect.scene import Conclusion, Outcome, Scene, failed
from localcloud.lex import HookFailed, HookThrottled, HookTimedOut

ANSWER_LIMIT = 32 * 1024


class WrongAnswer(Exception):  # noqa: N818 - the function's, not ours
    """The function answered with something that a flow cannot use."""


def invoke_function(scene: Scene) -> Conclusion:
    """InvokeLambdaFunction: its answer is ``$.External`` until the next one."""
    arn = scene.text("LambdaFunctionARN") or ""
    event = {
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": scene.contact.event_data(),
            "Parameters": scene.map(scene.parameters.get("LambdaInvocationAttributes")),
        },
    }
    if scene.parameters.get("InvocationType") == "ASYNCHRONOUS":
        scene.around.invoke_later(arn, event)
        return Outcome()
    limit = float(scene.parameters.get("InvocationTimeLimitSeconds") or DEFAULT_LAMBDA_SECONDS)
    expected = (scene.parameters.get("ResponseValidation") or {}).get("ResponseType")
    try:
        answer = call(scene.around.invoke, arn, event, limit)
        scene.contact.external = checked(answer, expected or "STRING_MAP")
    except HookTimedOut:
        return failed(f"The Lambda Function did not answer within {limit:g} seconds.")
    except (HookFailed, HookThrottled) as error:
        return failed(f"The Lambda Function Returned An Error. {error}")
    except WrongAnswer as error:
        return failed(f"The Lambda Function's answer cannot be used: {error}")
    return Outcome(logged={"ExternalResults": scene.contact.external})


def call(
    invoke: Callable[[str, dict[str, Any], float], Any],
    arn: str,
    event: dict[str, Any],
    limit: float,
    *,
    elapsed: Callable[[], float] = time.monotonic,
) -> Any:
    """A function's answer, after up to three retries within the time limit.

    Args:
        limit: Seconds that all attempts have together.
        elapsed: A clock that counts seconds.

    Raises:
        HookTimedOut: The limit is over.
        HookFailed: The last attempt failed; likewise HookThrottled.
    """
    begun = elapsed()
    error: Exception | None = None
    for _ in range(LAMBDA_ATTEMPTS):
        left = limit - (elapsed() - begun)
        if left <= 0:
            break
        try:
            return invoke(arn, event, left)
        except (HookFailed, HookThrottled) as problem:
            error = problem
    raise error or HookTimedOut(arn)


def checked(answer: Any, expected: str) -> dict[str, Any]:
    """An answer of the expected type.

    Raises:
        WrongAnswer: It is no object, not flat where it has to be, or too large.
    """
    if not isinstance(answer, dict):
        raise WrongAnswer(f"it is {type(answer).__name__}, not an object")
    size = len(json.dumps(answer, ensure_ascii=False).encode())
    if size >= ANSWER_LIMIT:
        raise WrongAnswer(f"it has {size} bytes; it must have fewer than {ANSWER_LIMIT}")
    wrong = [name for name, value in answer.items() if not isinstance(value, str)]
    if expected == "STRING_MAP" and wrong:
        raise WrongAnswer(f"{', '.join(wrong)} should be text: a STRING_MAP holds nothing else")
    return answer
