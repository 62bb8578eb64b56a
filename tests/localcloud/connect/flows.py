"""Flows for tests, written as the flow language has them but with less to type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Action = dict[str, Any]

END = "End"


def block(
    name: str,
    type_: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    then: str | None = END,
    errors: Mapping[str, str] | None = None,
    equals: Mapping[str, str] | None = None,
    conditions: list[tuple[str, str, str]] | None = None,
) -> Action:
    """An action. ``equals`` are conditions by operand; ``conditions`` operator, operand, target."""
    every = [("Equals", operand, target) for operand, target in (equals or {}).items()]
    every += conditions or []
    transitions: dict[str, Any] = {} if then is None else {"NextAction": then}
    if errors:
        transitions["Errors"] = [{"ErrorType": e, "NextAction": t} for e, t in errors.items()]
    if every:
        transitions["Conditions"] = [
            {"NextAction": target, "Condition": {"Operator": operator, "Operands": [operand]}}
            for operator, operand, target in every
        ]
    return {
        "Identifier": name,
        "Type": type_,
        "Parameters": dict(parameters or {}),
        "Transitions": transitions,
    }


def say(name: str, text: str, *, then: str = END) -> Action:
    """A prompt."""
    return block(name, "MessageParticipant", {"Text": text}, then=then)


def menu(name: str, text: str, keys: Mapping[str, str], *, timeout: str, other: str) -> Action:
    """A menu of single keys."""
    return block(
        name,
        "GetParticipantInput",
        {"Text": text, "InputTimeLimitSeconds": "5", "StoreInput": "False"},
        then=other,
        equals=keys,
        errors={
            "InputTimeLimitExceeded": timeout,
            "NoMatchingCondition": other,
            "NoMatchingError": END,
        },
    )


def store(name: str, *, then: str, errors: Mapping[str, str] | None = None, **more: Any) -> Action:
    """A number to be keyed in."""
    parameters = {
        "Text": "Enter it.",
        "InputTimeLimitSeconds": "5",
        "StoreInput": "True",
        "InputValidation": {"CustomValidation": {"MaximumLength": "8"}},
        **more,
    }
    return block(
        name,
        "GetParticipantInput",
        parameters,
        then=then,
        errors=errors or {"NoMatchingError": END},
    )


ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID"


def ask(
    name: str,
    text: str,
    intents: Mapping[str, str],
    *,
    timeout: str = END,
    other: str = END,
    error: str = END,
    **more: Any,
) -> Action:
    """A conversation with a bot."""
    return block(
        name,
        "ConnectParticipantWithLexBot",
        {"Text": text, "LexV2Bot": {"AliasArn": ALIAS}, **more},
        then=other,
        equals=intents,
        errors={
            "InputTimeLimitExceeded": timeout,
            "NoMatchingCondition": other,
            "NoMatchingError": error,
        },
    )


FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:lookup"


def call(name: str, *, then: str, error: str = END, **more: Any) -> Action:
    """A call of a function."""
    parameters = {"LambdaFunctionARN": FUNCTION, "InvocationTimeLimitSeconds": "8", **more}
    return block(
        name,
        "InvokeLambdaFunction",
        parameters,
        then=then,
        errors={"NoMatchingError": error},
    )


def remember(name: str, attributes: Mapping[str, str], *, then: str = END) -> Action:
    """Contact attributes."""
    return block(
        name,
        "UpdateContactAttributes",
        {"Attributes": dict(attributes)},
        then=then,
        errors={"NoMatchingError": END},
    )


def set_queue(name: str, queue: str, *, then: str, error: str = END) -> Action:
    """The queue for a transfer."""
    return block(
        name,
        "UpdateContactTargetQueue",
        {"QueueId": queue},
        then=then,
        errors={"NoMatchingError": error},
    )


def to_queue(name: str, *, full: str = END, error: str = END) -> Action:
    """The transfer."""
    return block(
        name,
        "TransferContactToQueue",
        then=error,
        errors={"QueueAtCapacity": full, "NoMatchingError": error},
    )


def end(name: str = END) -> Action:
    """Hangs up."""
    return block(name, "DisconnectParticipant", then=None)


def flow(*actions: Action) -> str:
    """A flow that begins with the first action; ``End`` hangs up."""
    every = list(actions)
    if END not in {action["Identifier"] for action in every}:
        every.append(end())
    return json.dumps(
        {
            "Version": "2019-10-30",
            "StartAction": every[0]["Identifier"],
            "Metadata": {},
            "Actions": every,
        }
    )
