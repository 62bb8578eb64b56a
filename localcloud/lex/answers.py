"""What a code hook may answer. Anything else fails the call with 424 and says why.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-response-format.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex.definition import Intent, Locale

ACTIONS = ("Close", "ConfirmIntent", "Delegate", "ElicitIntent", "ElicitSlot")
CLOSING_STATES = ("Failed", "Fulfilled", "InProgress")
STATES = (
    "Failed",
    "Fulfilled",
    "FulfillmentInProgress",
    "InProgress",
    "ReadyForFulfillment",
    "Waiting",
)
CONFIRMATIONS = ("Confirmed", "Denied", "None")
CONTENT_TYPES = ("CustomPayload", "ImageResponseCard", "PlainText", "SSML")
STYLES = ("Default", "SpellByLetter", "SpellByWord")
SHAPES = ("Composite", "List", "Scalar")
MAX_MESSAGES = 10
MAX_CONTENT = 1024


@dataclass(frozen=True)
class Answer:
    """A code hook's answer that keeps the contract; what it left out is None."""

    action: str
    slot: str | None
    style: str | None
    intent: Intent | None
    slots: dict[str, dict[str, Any] | None] | None
    state: str | None
    confirmation: str | None
    attributes: dict[str, str] | None
    contexts: list[dict[str, Any]] | None
    messages: list[dict[str, Any]]
    request_attributes: dict[str, str] | None


def invalid(reason: str) -> ServiceError:
    """The error that clients see when a code hook breaks the contract."""
    return ServiceError("DependencyFailedException", f"Invalid Lambda Response: {reason}", 424)


def read_answer(payload: Any, locale: Locale) -> Answer:
    """Checks an answer against the contract.

    Raises:
        ServiceError: DependencyFailedException (424) with the first thing that is wrong.
    """
    payload = _object(payload, "the response")
    state = _object(payload.get("sessionState"), "sessionState")
    action = _object(state.get("dialogAction"), "sessionState.dialogAction")
    kind = _choice(action.get("type"), ACTIONS, "sessionState.dialogAction.type")
    messages = _messages(payload.get("messages"))
    intent_shape = state.get("intent")
    intent = _intent(intent_shape, locale)
    _required(kind, action, intent_shape, messages)
    slot = action.get("slotToElicit") if kind == "ElicitSlot" else None
    if slot is not None and intent is not None and intent.slot(slot) is None:
        raise invalid(f"slotToElicit {slot!r} is not a slot of the intent {intent.name}")
    shape = intent_shape or {}
    style = _optional(
        action.get("slotElicitationStyle"), STYLES, "sessionState.dialogAction.slotElicitationStyle"
    )
    return Answer(
        action=kind,
        slot=slot,
        style=style,
        intent=intent,
        slots=_slots(shape.get("slots"), intent),
        state=_optional(shape.get("state"), STATES, "sessionState.intent.state"),
        confirmation=_optional(
            shape.get("confirmationState"), CONFIRMATIONS, "sessionState.intent.confirmationState"
        ),
        attributes=_strings(state.get("sessionAttributes"), "sessionState.sessionAttributes"),
        contexts=_contexts(state.get("activeContexts")),
        messages=messages,
        request_attributes=_strings(payload.get("requestAttributes"), "requestAttributes"),
    )


def _required(
    kind: str,
    action: Mapping[str, Any],
    intent: Mapping[str, Any] | None,
    messages: list[dict[str, Any]],
) -> None:
    if kind in ("ElicitSlot", "ConfirmIntent", "Close") and intent is None:
        raise invalid(f"sessionState.intent is required when dialogAction.type is {kind}")
    if kind == "ElicitSlot" and not action.get("slotToElicit"):
        raise invalid("dialogAction.slotToElicit is required when dialogAction.type is ElicitSlot")
    if kind == "ConfirmIntent" and (intent or {}).get("slots") is None:
        raise invalid("intent.slots is required when dialogAction.type is ConfirmIntent")
    if kind in ("ElicitIntent", "ConfirmIntent") and not messages:
        raise invalid(f"messages: at least one is required when dialogAction.type is {kind}")
    if kind == "Close":
        _choice((intent or {}).get("state"), CLOSING_STATES, "sessionState.intent.state")


def _intent(shape: Any, locale: Locale) -> Intent | None:
    if shape is None:
        return None
    name = _object(shape, "sessionState.intent").get("name")
    if not isinstance(name, str) or not name:
        raise invalid("sessionState.intent.name is required")
    if name not in locale.intents:
        known = ", ".join(sorted(locale.intents))
        raise invalid(f"intent {name!r} is not one of the locale {locale.id}: {known}")
    return locale.intents[name]


def _slots(shape: Any, intent: Intent | None) -> dict[str, dict[str, Any] | None] | None:
    if shape is None or intent is None:
        return None
    slots = _object(shape, "sessionState.intent.slots")
    for name, value in slots.items():
        if intent.slot(name) is None:
            raise invalid(f"slot {name!r} is not a slot of the intent {intent.name}")
        if value is not None:
            _slot(_object(value, f"slots.{name}"), f"slots.{name}")
    return {name: _normal_slot(slot) for name, slot in slots.items()}


def _slot(slot: Mapping[str, Any], path: str) -> None:
    _optional(slot.get("shape"), SHAPES, f"{path}.shape")
    if slot.get("value") is not None:
        value = _object(slot["value"], f"{path}.value")
        for name in ("interpretedValue", "originalValue"):
            if value.get(name) is not None and not isinstance(value[name], str):
                raise invalid(f"{path}.value.{name} must be a string, not {value[name]!r}")
        resolved = value.get("resolvedValues")
        if resolved is not None and not (
            isinstance(resolved, list) and all(isinstance(item, str) for item in resolved)
        ):
            raise invalid(f"{path}.value.resolvedValues must be a list of strings")
    values = slot.get("values")
    if values is not None:
        if not isinstance(values, list):
            raise invalid(f"{path}.values must be a list")
        for index, item in enumerate(values):
            _slot(_object(item, f"{path}.values[{index}]"), f"{path}.values[{index}]")


def _normal_slot(slot: dict[str, Any] | None) -> dict[str, Any] | None:
    """The slot with the fields that a hook may leave out."""
    if slot is None or "values" in slot or slot.get("value") is None:
        return slot if slot and slot.get("values") else None
    value = slot["value"]
    interpreted = value.get("interpretedValue")
    return {
        "shape": slot.get("shape") or "Scalar",
        "value": {
            "originalValue": value.get("originalValue") or interpreted,
            "interpretedValue": interpreted,
            "resolvedValues": value.get("resolvedValues") or [],
        },
    }


def _messages(shape: Any) -> list[dict[str, Any]]:
    if shape is None:
        return []
    if not isinstance(shape, list):
        raise invalid("messages must be a list")
    if len(shape) > MAX_MESSAGES:
        raise invalid(f"messages: {len(shape)} are more than {MAX_MESSAGES}")
    return [_message(_object(message, f"messages[{i}]"), i) for i, message in enumerate(shape)]


def _message(message: dict[str, Any], index: int) -> dict[str, Any]:
    path = f"messages[{index}]"
    kind = _choice(message.get("contentType"), CONTENT_TYPES, f"{path}.contentType")
    if kind == "ImageResponseCard":
        return {"contentType": kind, "imageResponseCard": _card(message, path)}
    content = message.get("content")
    if not isinstance(content, str) or not content:
        raise invalid(f"{path}.content is required when contentType is {kind}")
    if len(content) > MAX_CONTENT:
        raise invalid(f"{path}.content has {len(content)} characters, at most {MAX_CONTENT}")
    return {"content": content, "contentType": kind}


def _card(message: Mapping[str, Any], path: str) -> dict[str, Any]:
    card = _object(message.get("imageResponseCard"), f"{path}.imageResponseCard")
    for name, limit in (("title", 250), ("subtitle", 250), ("imageUrl", 250)):
        _limited(card.get(name), limit, f"{path}.imageResponseCard.{name}", needed=name == "title")
    buttons = card.get("buttons") or []
    if not isinstance(buttons, list) or len(buttons) > 5:
        raise invalid(f"{path}.imageResponseCard.buttons must be a list of at most 5")
    for number, entry in enumerate(buttons):
        button = _object(entry, f"{path}.imageResponseCard.buttons[{number}]")
        for name in ("text", "value"):
            place = f"{path}.imageResponseCard.buttons[{number}].{name}"
            _limited(button.get(name), 50, place, needed=True)
    return {name: value for name, value in card.items() if value is not None}


def _limited(value: Any, limit: int, path: str, *, needed: bool) -> None:
    if value is None and not needed:
        return
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        raise invalid(f"{path} must be a text of 1 to {limit} characters, not {value!r}")


def _contexts(shape: Any) -> list[dict[str, Any]] | None:
    if shape is None:
        return None
    if not isinstance(shape, list):
        raise invalid("sessionState.activeContexts must be a list")
    for index, entry in enumerate(shape):
        path = f"sessionState.activeContexts[{index}]"
        context = _object(entry, path)
        life = _object(context.get("timeToLive"), f"{path}.timeToLive")
        if not isinstance(context.get("name"), str):
            raise invalid(f"{path}.name is required")
        for name in ("timeToLiveInSeconds", "turnsToLive"):
            if not isinstance(life.get(name), int):
                raise invalid(f"{path}.timeToLive.{name} must be a whole number")
    return [{"contextAttributes": {}, **context} for context in shape]


def _strings(shape: Any, path: str) -> dict[str, str] | None:
    if shape is None:
        return None
    for name, value in _object(shape, path).items():
        if not isinstance(value, str):
            raise invalid(f"{path}.{name} must be a string, not {value!r}")
    return dict(shape)


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid(f"{path} must be an object, not {'null' if value is None else repr(value)}")
    return value


def _choice(value: Any, allowed: tuple[str, ...], path: str) -> str:
    if value not in allowed:
        raise invalid(f"{path} must be one of {', '.join(allowed)}, not {value!r}")
    return str(value)


def _optional(value: Any, allowed: tuple[str, ...], path: str) -> str | None:
    return None if value is None else _choice(value, allowed, path)
