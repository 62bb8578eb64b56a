"""The runtime API's answers, from a turn or a session."""

from __future__ import annotations

import copy
from typing import Any

from localcloud.lex.events import others, score_of_current
from localcloud.lex.session import IntentState, Session
from localcloud.lex.turn import Turn


def answered(turn: Turn) -> dict[str, Any]:
    """The response of RecognizeText."""
    response: dict[str, Any] = {
        "messages": turn.messages,
        "sessionState": _state(turn.session),
        "interpretations": _interpretations(turn),
        "sessionId": turn.session.id,
    }
    if turn.request_attributes:
        response["requestAttributes"] = turn.request_attributes
    return copy.deepcopy(response)


def session_state(session: Session) -> dict[str, Any]:
    """The response of GetSession."""
    interpretations = [_interpretation(i.intent, i.score) for i in session.interpretations]
    if session.intent is not None:
        current = session.intent.name
        rest = [i for i in interpretations if i["intent"]["name"] != current]
        score = next((i.score for i in session.interpretations if i.intent.name == current), None)
        interpretations = [_interpretation(session.intent, score), *rest]
    return copy.deepcopy(
        {
            "sessionId": session.id,
            "messages": session.messages,
            "interpretations": interpretations[:5],
            "sessionState": _state(session),
        }
    )


def _state(session: Session) -> dict[str, Any]:
    state: dict[str, Any] = {
        "sessionAttributes": session.attributes,
        "activeContexts": session.contexts,
        "originatingRequestId": session.originating_request_id,
    }
    if session.action is not None:
        state["dialogAction"] = session.action
    if session.intent is not None:
        state["intent"] = session.intent.shape()
    if session.hints:
        state["runtimeHints"] = session.hints
    return state


def _interpretations(turn: Turn) -> list[dict[str, Any]]:
    entries = [_interpretation(i.intent, i.score) for i in others(turn)]
    if turn.session.intent is not None:
        entries.insert(0, _interpretation(turn.session.intent, score_of_current(turn)))
    return entries


def _interpretation(state: IntentState, score: float | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"intent": state.shape(), "interpretationSource": "Lex"}
    if score is not None:
        entry["nluConfidence"] = {"score": score}
    return entry
