"""A conversation's state between two turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.lex.definition import Intent
from localcloud.lex.slots.value import SlotValue

SlotShape = dict[str, Any]


@dataclass
class IntentState:
    """An intent under way, as far as it has come."""

    name: str
    slots: dict[str, SlotShape | None]
    state: str = "InProgress"
    confirmation: str = "None"

    @classmethod
    def fresh(cls, intent: Intent) -> IntentState:
        """The intent with none of its slots filled."""
        return cls(intent.name, {slot.name: None for slot in intent.slots})

    def put(self, name: str, value: SlotValue) -> None:
        """Fills a slot."""
        self.slots[name] = value.shape()

    def shape(self) -> dict[str, Any]:
        """The intent in the shape of the runtime API and of the Lambda event."""
        return {
            "name": self.name,
            "slots": dict(self.slots),
            "state": self.state,
            "confirmationState": self.confirmation,
        }


@dataclass
class Interpretation:
    """An intent that the last understood utterance may have meant."""

    intent: IntentState
    score: float | None


@dataclass
class Session:
    """One conversation of one user with one locale of one alias."""

    id: str
    used: datetime
    attributes: dict[str, str] = field(default_factory=dict)
    contexts: list[dict[str, Any]] = field(default_factory=list)
    intent: IntentState | None = None
    action: dict[str, Any] | None = None
    attempt: int = 0
    interpretations: list[Interpretation] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    hints: dict[str, Any] | None = None
    originating_request_id: str = ""

    @property
    def waits_for(self) -> str | None:
        """The type of the dialog action that the bot waits for an answer to."""
        return self.action["type"] if self.action else None


def is_filled(slot: SlotShape | None) -> bool:
    """Whether a slot has a meaning: one that may mean several things has none yet."""
    if not slot:
        return False
    if slot.get("shape") == "List" or "values" in slot:
        return bool(slot.get("values"))
    return bool((slot.get("value") or {}).get("interpretedValue"))


def meaning(slot: SlotShape | None) -> str | None:
    """A slot's interpreted value; those of a list joined by commas."""
    if not slot:
        return None
    if slot.get("values"):
        return ", ".join(filter(None, (meaning(value) for value in slot["values"])))
    value: str | None = (slot.get("value") or {}).get("interpretedValue")
    return value


def literal_slot(value: str | tuple[str, ...]) -> SlotShape:
    """A slot set to a value by the bot's definition."""
    if isinstance(value, tuple):
        return {"shape": "List", "values": [literal_slot(item) for item in value]}
    return SlotValue(value, value, (value,)).shape()
