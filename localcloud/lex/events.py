"""The event that a code hook gets.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
"""

from __future__ import annotations

import copy
from typing import Any

from localcloud.lex.session import Interpretation, meaning
from localcloud.lex.steps import Elicit
from localcloud.lex.turn import Turn

ATTEMPTS = ("Initial", "Retry1", "Retry2", "Retry3", "Retry4", "Retry5")


def event(turn: Turn, *, source: str, proposed: Elicit | None = None) -> dict[str, Any]:
    """The event of ``DialogCodeHook`` or ``FulfillmentCodeHook``.

    Args:
        turn: The turn in which it is called.
        source: The invocation source.
        proposed: What the bot would ask next, where that is a slot.
    """
    session = turn.session
    document: dict[str, Any] = {
        "messageVersion": "1.0",
        "invocationSource": source,
        "inputMode": "Text",
        "responseContentType": "text/plain; charset=utf-8",
        "sessionId": session.id,
        "inputTranscript": turn.text,
        "bot": {
            "id": turn.bot.id,
            "name": turn.bot.name,
            "localeId": turn.locale.id,
            "version": turn.alias.version,
            "aliasId": turn.alias.id,
            "aliasName": turn.alias.name,
        },
        "interpretations": _interpretations(turn),
        "requestAttributes": turn.request_attributes,
        "sessionState": {
            "activeContexts": session.contexts,
            "sessionAttributes": session.attributes,
            "runtimeHints": session.hints or {},
            "dialogAction": session.action,
            "intent": turn.state.shape(),
            "originatingRequestId": session.originating_request_id,
        },
        "transcriptions": [transcription(turn)],
    }
    if turn.invocation_label is not None:
        document["invocationLabel"] = turn.invocation_label
    if proposed is not None and source == "DialogCodeHook":
        document["proposedNextState"] = {
            "dialogAction": {"type": "ElicitSlot", "slotToElicit": proposed.slot},
            "intent": turn.state.shape(),
            "prompt": {"attempt": ATTEMPTS[min(proposed.attempt, len(ATTEMPTS) - 1)]},
        }
    return copy.deepcopy(document)


def others(turn: Turn) -> list[Interpretation]:
    """What the utterance may have meant beside the current intent."""
    current = turn.session.intent.name if turn.session.intent else None
    return [i for i in turn.session.interpretations if i.intent.name != current][:4]


def score_of_current(turn: Turn) -> float | None:
    """The confidence in the current intent, where it came from an utterance."""
    current = turn.session.intent.name if turn.session.intent else None
    for interpretation in turn.session.interpretations:
        if interpretation.intent.name == current:
            return interpretation.score
    return None


def _interpretations(turn: Turn) -> list[dict[str, Any]]:
    entries = [(turn.state, score_of_current(turn))] + [(i.intent, i.score) for i in others(turn)]
    return [
        {"intent": state.shape(), "interpretationSource": "Lex"}
        | ({} if score is None else {"nluConfidence": score})
        for state, score in entries
    ]


def transcription(turn: Turn) -> dict[str, Any]:
    """What was said, with the slots of the current intent that it names."""
    resolved = {
        name: _resolved(slot)
        for name, slot in turn.state.slots.items()
        if slot and _said(slot, turn.text)
    }
    return {
        "transcription": turn.text,
        "transcriptionConfidence": 1.0,
        "resolvedContext": {"intent": turn.state.name},
        "resolvedSlots": resolved,
    }


def _said(slot: dict[str, Any], text: str) -> bool:
    original = (slot.get("value") or {}).get("originalValue")
    return bool(original) and str(original).lower() in text.lower()


def _resolved(slot: dict[str, Any]) -> dict[str, Any]:
    value = slot["value"]
    return {
        "shape": "Scalar",
        "value": {
            "originalValue": value["originalValue"],
            "resolvedValues": value.get("resolvedValues") or [v for v in [meaning(slot)] if v],
        },
    }
