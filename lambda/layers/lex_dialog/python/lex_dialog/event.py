"""The event with which Lex V2 invokes a function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .slot import Slot


class InvalidLexEventError(ValueError):
    """What came is not an event of Lex V2; the message names the field."""


class InvocationSource(StrEnum):
    """Why Lex calls: to check the dialog, or to carry out what was asked."""

    DIALOG = "DialogCodeHook"
    FULFILLMENT = "FulfillmentCodeHook"


class Confirmation(StrEnum):
    """What the person answered when asked to confirm; ``NONE`` before that."""

    CONFIRMED = "Confirmed"
    DENIED = "Denied"
    NONE = "None"


class IntentState(StrEnum):
    """How far an intent has come."""

    FAILED = "Failed"
    FULFILLED = "Fulfilled"
    FULFILLMENT_IN_PROGRESS = "FulfillmentInProgress"
    IN_PROGRESS = "InProgress"
    READY_FOR_FULFILLMENT = "ReadyForFulfillment"
    WAITING = "Waiting"


@dataclass(frozen=True)
class Intent:
    """What the person wants, with the slots filled so far; ``None`` for an unfilled one."""

    name: str
    slots: Mapping[str, Slot | None] = field(default_factory=dict)
    state: IntentState = IntentState.IN_PROGRESS
    confirmation: Confirmation = Confirmation.NONE

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Intent:
        """Reads an intent of an event.

        Raises:
            InvalidLexEventError: it has no name.
        """
        name = raw.get("name")
        if not name:
            raise InvalidLexEventError(
                "intent.name is missing: Lex names the intent in every event"
            )
        return cls(
            name=name,
            slots={key: Slot.parse(slot) for key, slot in (raw.get("slots") or {}).items()},
            state=IntentState(raw.get("state") or IntentState.IN_PROGRESS),
            confirmation=Confirmation(raw.get("confirmationState") or Confirmation.NONE),
        )


@dataclass(frozen=True)
class Interpretation:
    """One reading of what was said. ``confidence`` is 0 to 1, ``None`` for FallbackIntent."""

    intent: Intent
    confidence: float | None
    source: str | None


@dataclass(frozen=True)
class ProposedNextState:
    """What Lex does next if the function delegates. ``attempt`` is Initial, or Retry1 to Retry5."""

    slot_to_elicit: str | None
    attempt: str | None


@dataclass(frozen=True)
class LexEvent:
    """One invocation by Lex V2.

    ``session_attributes`` is the stored map. The builders of answers take it along, because a map
    that a function returns replaces the stored one.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
    """

    source: InvocationSource
    session_id: str
    locale: str
    intent: Intent
    transcript: str = ""
    input_mode: str = "Text"
    session_attributes: Mapping[str, str] = field(default_factory=dict)
    request_attributes: Mapping[str, str] = field(default_factory=dict)
    active_contexts: tuple[Mapping[str, Any], ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    proposed_next_state: ProposedNextState | None = None
    request_id: str | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> LexEvent:
        """Reads an event. Fields that Lex leaves out or sends as null read as empty.

        Raises:
            InvalidLexEventError: the invocation source, session, locale or intent is missing.
        """
        state: Mapping[str, Any] = raw.get("sessionState") or {}
        bot: Mapping[str, Any] = raw.get("bot") or {}
        for name, value in (
            ("sessionId", raw.get("sessionId")),
            ("bot.localeId", bot.get("localeId")),
            ("sessionState.intent", state.get("intent")),
        ):
            if not value:
                raise InvalidLexEventError(f"{name} is missing: this is no event of Lex V2")
        try:
            source = InvocationSource(raw.get("invocationSource") or "")
        except ValueError:
            allowed = " or ".join(InvocationSource)
            raise InvalidLexEventError(
                f"invocationSource is {raw.get('invocationSource')!r}: allowed is {allowed}"
            ) from None
        return cls(
            source=source,
            session_id=raw["sessionId"],
            locale=bot["localeId"],
            intent=Intent.parse(state["intent"]),
            transcript=raw.get("inputTranscript") or "",
            input_mode=raw.get("inputMode") or "Text",
            session_attributes=dict(state.get("sessionAttributes") or {}),
            request_attributes=dict(raw.get("requestAttributes") or {}),
            active_contexts=tuple(state.get("activeContexts") or ()),
            interpretations=tuple(
                _interpretation(item) for item in raw.get("interpretations") or () if item
            ),
            proposed_next_state=_proposed(raw.get("proposedNextState")),
            request_id=state.get("originatingRequestId"),
        )

    def slot(self, name: str) -> Slot | None:
        """The slot of the intent, ``None`` if it is not filled."""
        return self.intent.slots.get(name)

    def interpreted(self, name: str) -> str | None:
        """What Lex made of the slot, ``None`` if it is not filled or could be several things."""
        slot = self.slot(name)
        return slot.interpreted if slot else None


def _interpretation(raw: Mapping[str, Any]) -> Interpretation:
    confidence = raw.get("nluConfidence")
    if isinstance(confidence, Mapping):  # the runtime API's form, which test events often copy
        confidence = confidence.get("score")
    return Interpretation(
        intent=Intent.parse(raw.get("intent") or {}),
        confidence=None if confidence is None else float(confidence),
        source=raw.get("interpretationSource"),
    )


def _proposed(raw: Mapping[str, Any] | None) -> ProposedNextState | None:
    if not raw:
        return None
    return ProposedNextState(
        slot_to_elicit=(raw.get("dialogAction") or {}).get("slotToElicit"),
        attempt=(raw.get("prompt") or {}).get("attempt"),
    )
