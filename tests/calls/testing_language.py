"""Connect's testing language: what a simulated caller waits for and does.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/testing-language.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

VERSION = "2025-06-21"

Json = dict[str, Any]


def content(observations: Sequence[tuple[Json, Sequence[Json]]]) -> Json:
    """A test of events, each with the actions that follow it, one after another."""
    written: list[Json] = []
    for number, (event, actions) in enumerate(observations, 1):
        following = [f"observation-{number + 1}"] if number < len(observations) else []
        written.append(
            {
                "Identifier": f"observation-{number}",
                "Event": event | {"Identifier": f"event-{number}", "Actor": "System"},
                "Usage": {"Type": "EXACTLY", "Times": 1},
                "Actions": _in_order(number, actions),
                "Transitions": {"NextObservations": following},
            }
        )
    return {"Version": VERSION, "Metadata": {}, "Observations": written}


def _in_order(number: int, actions: Sequence[Json]) -> list[Json]:
    names = [f"action-{number}-{each}" for each in range(1, len(actions) + 1)]
    following_names = [*names[1:], ""][: len(names)]
    return [
        {"Identifier": name, **action, "Transitions": {"NextAction": following}}
        for name, action, following in zip(names, actions, following_names, strict=True)
    ]


TEST_INITIATED: Json = {"Type": "TestInitiated", "Properties": {}}


def message(text: str) -> Json:
    """The caller hears something with these words in it."""
    return {
        "Type": "MessageReceived",
        "Properties": {"Text": text, "MatchingCriteria": {"Type": "Inclusion"}},
    }


def action_started(action: str, parameters: Mapping[str, Any]) -> Json:
    """The flow begins an action."""
    return {
        "Type": "FlowActionStarted",
        "Properties": {"ActionType": action, "ActionParameters": dict(parameters)},
    }


def keys(pressed: str) -> Json:
    """The caller presses keys."""
    return _instruction("DtmfInput", {"Value": pressed})


def utterance(text: str, *, language: str) -> Json:
    """The caller speaks or writes."""
    return _instruction("TextUtterance", {"Text": text, "LanguageCode": language})


def hang_up() -> Json:
    """The caller hangs up."""
    return _instruction("Disconnect", None)


def override(action: str, parameters: Mapping[str, Any], response: Mapping[str, Any]) -> Json:
    """An action of the flow is not done but answered with this."""
    return {
        "Type": "OverrideSystemBehavior",
        "Parameters": {
            "ActionType": "OverrideSystemBehavior",
            "Behavior": {
                "Type": "FlowAction",
                "Properties": {
                    "ActionType": action,
                    "ActionParameters": dict(parameters),
                    "Strategy": {"Type": "MockResponse", "Response": dict(response)},
                },
            },
        },
    }


def equals(path: str, value: str) -> Json:
    """An attribute has a value."""
    return {
        "Type": "Assert",
        "Parameters": {"Namespace": path, "Operator": "Equals", "Operand": value},
    }


def end() -> Json:
    """The test is over."""
    return {
        "Type": "TestControl",
        "Parameters": {"ActionType": "TestControl", "Command": {"Type": "EndTest"}},
    }


def _instruction(kind: str, properties: Mapping[str, Any] | None) -> Json:
    instruction: Json = {"Type": kind}
    if properties is not None:
        instruction["Properties"] = dict(properties)
    return {
        "Type": "SendInstruction",
        "Parameters": {
            "ActionType": "SendInstruction",
            "Actor": "Customer",
            "Instruction": instruction,
        },
    }
