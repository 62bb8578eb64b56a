"""What the bot answered, read from the runtime API's response, and whether it is as expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.conversations.dialogue import ANYTHING, Expectation, SlotValue


@dataclass(frozen=True)
class Answer:
    """One answer of the bot, or the error that came instead of one."""

    action: str = ""
    slot_to_elicit: str | None = None
    intent: str | None = None
    state: str | None = None
    slots: Mapping[str, SlotValue] | None = None
    text: str = ""
    attributes: Mapping[str, str] | None = None
    error: str | None = None

    @staticmethod
    def of(response: Mapping[str, Any]) -> Answer:
        """Reads the response of RecognizeText."""
        state = response.get("sessionState") or {}
        action = state.get("dialogAction") or {}
        intent = state.get("intent") or {}
        messages = response.get("messages") or []
        readings = response.get("interpretations") or [{}]
        return Answer(
            action=action.get("type", ""),
            slot_to_elicit=action.get("slotToElicit"),
            # Waiting for the next intent, the session has none; what was understood is a reading.
            intent=intent.get("name") or (readings[0].get("intent") or {}).get("name"),
            state=intent.get("state"),
            slots={name: _value(slot) for name, slot in (intent.get("slots") or {}).items()},
            text=" ".join(message.get("content", "") for message in messages),
            attributes=state.get("sessionAttributes") or {},
        )

    def __str__(self) -> str:
        if self.error:
            return f"error {self.error}"
        match self.action:
            case "ElicitSlot":
                return f"asks: {self.slot_to_elicit}"
            case "ElicitIntent":
                return f"asks: {ANYTHING}"
            case "ConfirmIntent":
                return f"confirms: {self.intent}"
            case "Close":
                return f"closes: {self.intent} {self.state}"
        return self.action or "nothing"

    def mismatches(self, expect: Expectation) -> list[str]:
        """Each way in which it is not what was expected, as a sentence; none if it is."""
        if self.error or expect.error:
            if expect.error and self.error and expect.error in self.error:
                return []
            return [
                f"expected {f'error {expect.error}' if expect.error else 'an answer'}, got {self}"
            ]
        found = []
        if (wanted := _wanted(expect)) and wanted != str(self):
            found.append(f"expected {wanted}, got {self}")
        if expect.intent and expect.intent != self.intent:
            found.append(f"expected the intent {expect.intent}, got {self.intent}")
        if expect.state and expect.state != self.state:
            found.append(f"expected the state {expect.state}, got {self.state}")
        found += [
            f"expected {slot} to be {value}, got {self.slot(slot)}"
            for slot, value in expect.slots.items()
            if not self.holds(slot, value)
        ]
        found += [
            f"expected to hear {text.written!r}"
            for text in expect.says
            if not text.is_in(self.text)
        ]
        found += [
            f"expected not to hear {text.written!r}"
            for text in expect.says_not
            if text.is_in(self.text)
        ]
        attributes = self.attributes or {}
        found += [
            f"expected the session attribute {name} to be {value}, got {attributes.get(name)}"
            for name, value in expect.attributes.items()
            if attributes.get(name) != value
        ]
        return found

    def holds(self, name: str, expected: SlotValue) -> bool:
        """Whether the slot holds this; what is not checked may be anything."""
        actual = self.slot(name)
        if expected.is_empty:
            return actual.is_empty
        if expected.understood is not None and actual.understood != expected.understood:
            return False
        return expected.said is None or (actual.said or "").casefold() == expected.said.casefold()

    def slot(self, name: str) -> SlotValue:
        """What the slot holds."""
        return (self.slots or {}).get(name, SlotValue(None, None))


def _wanted(expect: Expectation) -> str | None:
    if expect.asks:
        return f"asks: {expect.asks}"
    if expect.confirms:
        return f"confirms: {expect.confirms}"
    if expect.closes:
        return f"closes: {' '.join(expect.closes)}"
    return None


def _value(slot: Mapping[str, Any] | None) -> SlotValue:
    value = (slot or {}).get("value") or {}
    return SlotValue(value.get("originalValue"), value.get("interpretedValue"))
