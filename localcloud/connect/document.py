"""A flow as a runtime reads it: actions by identifier, each with its branches.

Source: https://docs.aws.amazon.com/connect/latest/APIReference/flow-language.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CATCH_ALL = "NoMatchingError"
NO_CONDITION = "NoMatchingCondition"
TIMED_OUT = "InputTimeLimitExceeded"


@dataclass(frozen=True)
class Branch:
    """One condition of an action, and where it leads."""

    operator: str
    operands: tuple[str, ...]
    next: str


@dataclass(frozen=True)
class Action:
    """One block of a flow.

    Args:
        next: Where it leads when nothing else applies; None where it ends the flow.
        errors: Where each type of error leads.
    """

    id: str
    type: str
    parameters: Mapping[str, Any]
    next: str | None
    errors: Mapping[str, str]
    conditions: tuple[Branch, ...]


@dataclass(frozen=True)
class FlowDocument:
    """The actions of a flow, and the one that it begins with."""

    start: str
    actions: Mapping[str, Action]


def read_flow(content: str) -> FlowDocument:
    """A flow that has been found valid (see ``validation.problems``)."""
    document = json.loads(content)
    actions = [_action(entry) for entry in document["Actions"]]
    return FlowDocument(document["StartAction"], {action.id: action for action in actions})


def _action(entry: Mapping[str, Any]) -> Action:
    transitions = entry.get("Transitions") or {}
    return Action(
        id=entry["Identifier"],
        type=entry["Type"],
        parameters=entry.get("Parameters") or {},
        next=transitions.get("NextAction"),
        errors={
            error["ErrorType"]: error["NextAction"] for error in transitions.get("Errors") or ()
        },
        conditions=tuple(
            Branch(
                operator=branch["Condition"]["Operator"],
                operands=tuple(str(operand) for operand in branch["Condition"]["Operands"]),
                next=branch["NextAction"],
            )
            for branch in transitions.get("Conditions") or ()
        ),
    )
