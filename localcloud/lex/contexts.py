"""Active contexts: made by fulfilment, gone after so many turns or seconds."""

from __future__ import annotations

from typing import Any

from localcloud.lex.definition import Intent, Locale
from localcloud.lex.session import IntentState, meaning

MAX_ATTRIBUTES = 10
"""How many parameters a context carries."""


def aged(contexts: list[dict[str, Any]], *, seconds: float) -> list[dict[str, Any]]:
    """The contexts one turn and so many seconds later, without those that have expired."""
    result = []
    for context in contexts:
        life = context["timeToLive"]
        turns = life["turnsToLive"] - 1
        left = life["timeToLiveInSeconds"] - int(seconds)
        if turns >= 0 and left > 0:
            life = {"timeToLiveInSeconds": left, "turnsToLive": turns}
            result.append({**context, "timeToLive": life})
    return result


def activated(
    contexts: list[dict[str, Any]], intent: Intent, state: IntentState
) -> list[dict[str, Any]]:
    """The contexts after an intent's fulfilment, with its slots as their parameters."""
    values = {name: meaning(slot) for name, slot in state.slots.items()}
    parameters = {name: value for name, value in values.items() if value is not None}
    names = {context.name for context in intent.output_contexts}
    return [context for context in contexts if context["name"] not in names] + [
        {
            "name": context.name,
            "timeToLive": {
                "timeToLiveInSeconds": context.seconds,
                "turnsToLive": context.turns,
            },
            "contextAttributes": dict(list(parameters.items())[:MAX_ATTRIBUTES]),
        }
        for context in intent.output_contexts
    ]


def eligible(locale: Locale, contexts: list[dict[str, Any]]) -> frozenset[str]:
    """The intents that may be meant: those whose input contexts are all active."""
    active = {context["name"] for context in contexts}
    return frozenset(
        intent.name
        for intent in locale.intents.values()
        if active.issuperset(intent.input_contexts)
    )


def default_value(
    default: str,
    *,
    contexts: list[dict[str, Any]],
    attributes: dict[str, str],
    request: dict[str, str],
) -> str | None:
    """What a default stands for: ``#context.param``, ``[attribute]``, ``<request>`` or itself."""
    if default.startswith("#"):
        name, _, parameter = default[1:].rpartition(".")
        for context in contexts:
            if context["name"] == name:
                value: str | None = context["contextAttributes"].get(parameter)
                return value
        return None
    if default.startswith("[") and default.endswith("]"):
        return attributes.get(default[1:-1]) or None
    if default.startswith("<") and default.endswith(">"):
        return request.get(default[1:-1]) or None
    return default
