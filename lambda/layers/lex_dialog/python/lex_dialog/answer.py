"""The answers that Lex V2 takes from a function, one builder for each dialog action.

Each builder starts from the event: the intent, its slots and the session's attributes go along
unless changed, because the map that is returned replaces the one that Lex has stored.

Common arguments:
    say: The message or messages. Left out where that is allowed, the bot's own are used.
    slots: Slots to change; ``None`` empties one, a string fills a scalar.
    remember: Session attributes to set; ``None`` removes one.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-response-format.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .event import Confirmation, IntentState, LexEvent
from .message import InvalidMessageError, Message, messages_json
from .slot import Slot

Answer = dict[str, Any]
Say = str | Message | Sequence[str | Message]
SlotChanges = Mapping[str, Slot | str | None]
AttributeChanges = Mapping[str, str | None]

_CLOSED_STATES = (IntentState.FAILED, IntentState.FULFILLED, IntentState.IN_PROGRESS)


def delegate(
    event: LexEvent,
    *,
    slots: SlotChanges | None = None,
    remember: AttributeChanges | None = None,
) -> Answer:
    """Lex goes on by itself: asks for the next slot, confirms or fulfils."""
    return _answer(
        event,
        action={"type": "Delegate"},
        intent=_intent(
            event, slots, state=event.intent.state, confirmation=event.intent.confirmation
        ),
        remember=remember,
        say=(),
    )


def elicit_slot(
    event: LexEvent,
    slot: str,
    *,
    say: Say = (),
    slots: SlotChanges | None = None,
    remember: AttributeChanges | None = None,
) -> Answer:
    """Lex asks for ``slot``, which is emptied first; what was confirmed no longer is.

    Raises:
        ValueError: the intent has no such slot.
    """
    if slot not in event.intent.slots:
        known = ", ".join(sorted(event.intent.slots)) or "none"
        raise ValueError(f"slot {slot!r} is not one of {event.intent.name}: it has {known}")
    return _answer(
        event,
        action={"type": "ElicitSlot", "slotToElicit": slot},
        intent=_intent(event, {**(slots or {}), slot: None}),
        remember=remember,
        say=say,
    )


def elicit_intent(event: LexEvent, *, say: Say, remember: AttributeChanges | None = None) -> Answer:
    """Lex waits for whatever the person wants next.

    Raises:
        InvalidMessageError: there is nothing to say: Lex has no prompt of its own for this.
    """
    return _answer(
        event, action={"type": "ElicitIntent"}, intent=None, remember=remember, say=_some(say)
    )


def confirm_intent(
    event: LexEvent,
    *,
    say: Say,
    slots: SlotChanges | None = None,
    remember: AttributeChanges | None = None,
) -> Answer:
    """Lex asks for a yes or a no with these words instead of the bot's own.

    Raises:
        InvalidMessageError: there is nothing to say.
    """
    return _answer(
        event,
        action={"type": "ConfirmIntent"},
        intent=_intent(event, slots),
        remember=remember,
        say=_some(say),
    )


def close(
    event: LexEvent,
    state: IntentState,
    *,
    say: Say = (),
    slots: SlotChanges | None = None,
    remember: AttributeChanges | None = None,
) -> Answer:
    """The intent ends as ``state``: Fulfilled, Failed or, with work going on behind, InProgress.

    Raises:
        ValueError: Lex does not close an intent in that state.
    """
    if state not in _CLOSED_STATES:
        allowed = ", ".join(_CLOSED_STATES)
        raise ValueError(f"an intent does not close as {state}: allowed are {allowed}")
    return _answer(
        event,
        action={"type": "Close"},
        intent=_intent(event, slots, state=state, confirmation=event.intent.confirmation),
        remember=remember,
        say=say,
    )


def _some(say: Say) -> Say:
    if not say:
        raise InvalidMessageError("nothing to say: this dialog action needs at least one message")
    return say


def _intent(
    event: LexEvent,
    changes: SlotChanges | None,
    *,
    state: IntentState = IntentState.IN_PROGRESS,
    confirmation: Confirmation = Confirmation.NONE,
) -> dict[str, Any]:
    slots = {**event.intent.slots, **(changes or {})}
    return {
        "name": event.intent.name,
        "state": state.value,
        "confirmationState": confirmation.value,
        "slots": {name: _slot(value) for name, value in slots.items()},
    }


def _slot(value: Slot | str | None) -> dict[str, Any] | None:
    slot = Slot.of(value) if isinstance(value, str) else value
    return slot.as_json() if slot else None


def _answer(
    event: LexEvent,
    *,
    action: dict[str, Any],
    intent: dict[str, Any] | None,
    remember: AttributeChanges | None,
    say: Say,
) -> Answer:
    attributes = {**event.session_attributes, **(remember or {})}
    state: dict[str, Any] = {
        "dialogAction": action,
        "sessionAttributes": {key: value for key, value in attributes.items() if value is not None},
    }
    if event.active_contexts:
        state["activeContexts"] = [dict(context) for context in event.active_contexts]
    if intent is not None:
        state["intent"] = intent
    answer: Answer = {"sessionState": state}
    if messages := messages_json(say):
        answer["messages"] = messages
    if event.request_attributes:
        answer["requestAttributes"] = dict(event.request_attributes)
    return answer
