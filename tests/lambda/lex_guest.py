"""A guest who talks to the code hook: sends it Lex's events and keeps the session as Lex does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Handle = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass(frozen=True)
class Reply:
    """What the code hook answered."""

    answer: dict[str, Any]

    @property
    def action(self) -> str:
        """The type of the dialog action."""
        return str(self.answer["sessionState"]["dialogAction"]["type"])

    @property
    def asks_for(self) -> str | None:
        """The slot that is asked for."""
        slot: str | None = self.answer["sessionState"]["dialogAction"].get("slotToElicit")
        return slot

    @property
    def says(self) -> str:
        """All messages, one after another."""
        return " ".join(message["content"] for message in self.answer.get("messages", []))

    @property
    def state(self) -> str:
        """The state of the intent."""
        return str(self.answer["sessionState"]["intent"]["state"])

    @property
    def confirmation(self) -> str:
        """The confirmation state of the intent."""
        return str(self.answer["sessionState"]["intent"]["confirmationState"])

    @property
    def slots(self) -> dict[str, str | None]:
        """What each slot holds."""
        slots = self.answer["sessionState"]["intent"]["slots"]
        return {name: slot and slot["value"]["interpretedValue"] for name, slot in slots.items()}

    @property
    def attributes(self) -> dict[str, str]:
        """The session's attributes."""
        return dict(self.answer["sessionState"]["sessionAttributes"])


@dataclass
class Guest:
    """A conversation in one session. ``attributes`` is the session's map, as Lex stores it."""

    handle: Handle
    context: Any
    locale: str = "en_US"
    session: str = "session-1"
    attributes: dict[str, str] = field(default_factory=dict)

    def event(
        self,
        intent: str,
        slots: Mapping[str, str | None],
        *,
        source: str = "DialogCodeHook",
        confirmation: str = "None",
    ) -> dict[str, Any]:
        """The event with which Lex calls."""
        raw_intent = {
            "name": intent,
            "state": "InProgress" if source == "DialogCodeHook" else "ReadyForFulfillment",
            "confirmationState": confirmation,
            "slots": {name: _slot(value) for name, value in slots.items()},
        }
        return {
            "messageVersion": "1.0",
            "invocationSource": source,
            "inputMode": "Text",
            "responseContentType": "text/plain; charset=utf-8",
            "sessionId": self.session,
            "inputTranscript": "as said",
            "bot": {
                "id": "BOT1234567",
                "name": "HotelBooking",
                "localeId": self.locale,
                "version": "1",
                "aliasId": "ALIAS12345",
                "aliasName": "live",
            },
            "interpretations": [{"intent": raw_intent, "nluConfidence": 0.9}],
            "proposedNextState": None,
            "requestAttributes": None,
            "transcriptions": [],
            "sessionState": {
                "activeContexts": None,
                "sessionAttributes": dict(self.attributes),
                "runtimeHints": {},
                "dialogAction": None,
                "intent": raw_intent,
                "originatingRequestId": "the-first-request-of-the-session",
            },
        }

    def send(self, event: dict[str, Any]) -> Reply:
        """Sends an event and stores the session's attributes that come back."""
        reply = Reply(self.handle(event, self.context))
        self.attributes = reply.attributes
        return reply

    def says(
        self, intent: str, slots: Mapping[str, str | None], *, confirmation: str = "None"
    ) -> Reply:
        """The guest says something; Lex lets the dialog be checked."""
        return self.send(self.event(intent, slots, confirmation=confirmation))

    def wants(self, intent: str, slots: Mapping[str, str | None]) -> Reply:
        """The guest has said it all and, where asked, "yes"; Lex lets it be carried out."""
        return self.send(
            self.event(intent, slots, source="FulfillmentCodeHook", confirmation="Confirmed")
        )

    def books(self, slots: Mapping[str, str | None]) -> Reply:
        """The guest hears the quote, says "yes", and the room is booked."""
        quote = self.says("BookHotel", slots)
        assert quote.action == "ConfirmIntent", quote.says
        return self.wants("BookHotel", slots)


def _slot(value: str | None) -> dict[str, Any] | None:
    if value is None:
        return None
    # As seen from Lex: no shape, and no resolved values.
    return {"value": {"originalValue": value, "interpretedValue": value, "resolvedValues": []}}
