"""One turn of a conversation: what it works on, and what has been said in it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex import definition as d
from localcloud.lex.contexts import default_value
from localcloud.lex.hooks import Hook
from localcloud.lex.messages import MAX_MESSAGES, Speaker
from localcloud.lex.session import IntentState, Session, is_filled, literal_slot
from localcloud.lex.slots.value import SlotValue
from localcloud.lex.understanding import Understanding


@dataclass
class Turn:
    """Everything that a step needs.

    ``session`` is the turn's own copy: the conversation has it only once the turn succeeded.

    Attributes:
        asked: The slot that the bot had asked for.
        heard: Each slot that the utterance filled, with the words that did, also where a hook has
            emptied the slot again.
        missed: Whether the utterance was not understood, so that FallbackIntent was taken up.
        overridden: Whether a hook went on with another intent.
        hook_failures: How often a hook raised or timed out.
        hook_nonsense: How often a hook's answer was none.
    """

    bot: d.Bot
    alias: d.Alias
    understanding: Understanding
    session: Session
    hook: Hook
    speaker: Speaker
    today: date
    text: str = ""
    request_attributes: dict[str, str] | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    misunderstood: str | None = None
    invocation_label: str | None = None
    asked: d.Slot | None = None
    heard: list[tuple[d.Slot, str]] = field(default_factory=list)
    missed: bool = False
    overridden: bool = False
    hook_failures: int = 0
    hook_nonsense: int = 0

    @property
    def locale(self) -> d.Locale:
        """The locale that the conversation is in."""
        return self.understanding.locale

    @property
    def state(self) -> IntentState:
        """The current intent's state."""
        if self.session.intent is None:
            raise ServiceError(
                "ValidationException", "The session has no intent to go on with.", 400
            )
        return self.session.intent

    @property
    def intent(self) -> d.Intent:
        """The current intent's definition."""
        return self.locale.intents[self.state.name]

    def slot(self, name: str) -> d.Slot:
        """A slot of the current intent.

        Raises:
            ServiceError: The intent has no slot of that name.
        """
        slot = self.intent.slot(name)
        if slot is None:
            raise ServiceError(
                "ValidationException", f"The intent {self.intent.name} has no slot {name!r}.", 400
            )
        return slot

    def say(self, messages: list[dict[str, Any]]) -> None:
        """Adds messages to the answer, as many as an answer may have."""
        self.messages = (self.messages + messages)[:MAX_MESSAGES]

    def respond(self, response: d.Response) -> None:
        """Says a configured response."""
        self.say(self.speaker.response(response, self.session))

    def fill(self, name: str, value: SlotValue) -> None:
        """Fills a slot of the current intent with what was said."""
        self.state.put(name, value)
        self.heard.append((self.slot(name), value.original))

    def take_up(self, name: str) -> None:
        """Makes another intent the current one, from its beginning."""
        self.session.intent = IntentState.fresh(self.locale.intents[name])
        self.session.attempt = 0

    def missing(self) -> d.Slot | None:
        """The first required slot that is empty and has no default value; fills the defaults."""
        for slot in self.intent.slots:
            if slot.required and not is_filled(self.state.slots.get(slot.name)):
                if self.state.slots.get(slot.name) is None and self._fill_default(slot):
                    continue
                return slot
        return None

    def _fill_default(self, slot: d.Slot) -> bool:
        for default in slot.defaults:
            value = default_value(
                default,
                contexts=self.session.contexts,
                attributes=self.session.attributes,
                request=self.request_attributes or {},
            )
            if value is not None:
                self.state.slots[slot.name] = literal_slot(value)
                return True
        return False

    def set_values(self, step: d.NextStep) -> None:
        """Applies the slot and session values that a next step sets."""
        self.session.attributes.update(step.attributes)
        for name, value in step.slots.items():
            self.slot(name)
            self.state.slots[name] = None if value is None else literal_slot(value)
