"""The state that a client wishes a session to have: in PutSession, or along with an utterance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex.session import IntentState
from localcloud.lex.steps import AskIntent, Confirm, Elicit, NextSlot, Open, Step
from localcloud.lex.turn import Turn


def apply_state(turn: Turn, state: Mapping[str, Any]) -> None:
    """Takes over what a ``sessionState`` names; what it leaves out stays.

    Raises:
        ServiceError: ValidationException, where it names an intent or slot that the bot lacks.
    """
    session = turn.session
    if state.get("sessionAttributes") is not None:
        session.attributes = dict(state["sessionAttributes"])
    if state.get("activeContexts") is not None:
        session.contexts = [dict(context) for context in state["activeContexts"]]
    if state.get("runtimeHints") is not None:
        session.hints = dict(state["runtimeHints"])
    if state.get("intent") is not None:
        _apply_intent(turn, state["intent"])
    action = state.get("dialogAction")
    if action is not None:
        session.action = {name: value for name, value in action.items() if value is not None}
        session.attempt = 0
        if action["type"] == "ElicitSlot":
            _needs(action.get("slotToElicit"), "slotToElicit", "ElicitSlot")
            turn.slot(action["slotToElicit"])
        elif action["type"] in ("ConfirmIntent", "Delegate"):
            _needs(session.intent, "intent", action["type"])


def first_step(turn: Turn, action: Mapping[str, Any] | None) -> Step | None:
    """Where the dialog goes on from the state that PutSession set; None where it waits as told."""
    kind = action["type"] if action else None
    silent = bool(turn.messages)
    if kind == "ElicitSlot" and action is not None:
        return Elicit(action["slotToElicit"], silent=silent)
    if kind == "ConfirmIntent":
        return Confirm(silent=silent)
    if kind == "ElicitIntent":
        return AskIntent()
    if kind == "Delegate":
        begun = any(slot is not None for slot in turn.state.slots.values())
        return NextSlot() if begun else Open()
    return None


def _apply_intent(turn: Turn, shape: Mapping[str, Any]) -> None:
    name = shape["name"]
    if name not in turn.locale.intents:
        raise ServiceError(
            "ValidationException",
            f"The intent {name!r} is not one of the locale {turn.locale.id}.",
            400,
        )
    intent = turn.locale.intents[name]
    state = turn.session.intent
    if state is None or state.name != name:
        state = turn.session.intent = IntentState.fresh(intent)
    for slot, value in (shape.get("slots") or {}).items():
        turn.slot(slot)
        state.slots[slot] = value
    state.state = shape.get("state") or "InProgress"
    state.confirmation = shape.get("confirmationState") or "None"


def _needs(value: object, name: str, action: str) -> None:
    if not value:
        raise ServiceError(
            "ValidationException", f"sessionState: {action} needs {name}, which is missing.", 400
        )
