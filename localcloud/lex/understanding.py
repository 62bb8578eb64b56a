"""What an utterance means in one locale: its intents, best first, and the slots they fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from localcloud.lex.classifier import Classifier
from localcloud.lex.definition import Intent, Locale, Slot, SlotType
from localcloud.lex.extraction import extract
from localcloud.lex.gaps import FURTHER_SLOTS_ARE_TAKEN
from localcloud.lex.slots.resolver import SlotResolver
from localcloud.lex.slots.value import Found, SlotValue
from localcloud.lex.surface import composed, unpunctuated
from localcloud.lex.templates import Templates, fill_slot_samples

MAX_INTERPRETATIONS = 5
TEMPLATE_SCORE = 0.95
"""The confidence in an utterance that fits a sample with slots; a sample word for word has 1."""
MAX_BARE_LETTERS = 4


@dataclass(frozen=True)
class Reading:
    """One intent an utterance may mean. ``score`` is None for FallbackIntent."""

    intent: Intent
    score: float | None
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    certain: bool = False
    bare: bool = False
    """Whether it fits a sample that is hardly more than its slots: "at {Time}"."""


class Understanding:
    """Reads utterances in one locale; made once, used by every session.

    Args:
        locale: The locale's definition.
    """

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self._resolver = SlotResolver(korean=locale.korean)
        intents = [intent for intent in locale.intents.values() if not intent.is_fallback]
        self._templates = Templates(intents, resolver=self._resolver)
        self._classifier = Classifier(intents, korean=locale.korean)

    def readings(self, text: str, today: date, *, eligible: frozenset[str]) -> list[Reading]:
        """The intents an utterance may mean, best first, at most five.

        FallbackIntent is first where no score reaches the locale's threshold, else last.
        """
        said = unpunctuated(composed(text))
        sample = self.sample(text, today, eligible=eligible)
        ranked: list[Reading] = [sample] if sample else []
        if sample is None:
            scores = self._classifier.scores(said)
            order = sorted(scores.items(), key=lambda item: -item[1])
            for name, score in order:
                if name in eligible and score > 0:
                    intent = self.locale.intents[name]
                    slots = (
                        self._slots(intent, said, today, {})
                        if not ranked and score >= self.locale.threshold
                        else {}
                    )
                    ranked.append(Reading(intent, round(score, 2), slots))
        fallback = Reading(self.locale.fallback, None)
        if not ranked or (ranked[0].score or 0) < self.locale.threshold:
            return [fallback, *ranked[: MAX_INTERPRETATIONS - 1]]
        return [*ranked[: MAX_INTERPRETATIONS - 1], fallback]

    def sample(self, text: str, today: date, *, eligible: frozenset[str]) -> Reading | None:
        """The intent with a sample that the utterance fits, with every slot it names."""
        said = unpunctuated(composed(text))
        match = self._templates.match(said, today, eligible=eligible)
        if match is None:
            return None
        taken = {
            name: self._whole(match.intent, name, found, said, today)
            for name, found in match.slots.items()
        }
        slots = self._slots(match.intent, said, today, taken)
        score = TEMPLATE_SCORE if match.slots else 1.0
        bare = bool(match.slots) and match.literal_length <= MAX_BARE_LETTERS
        return Reading(match.intent, score, slots, certain=True, bare=bare)

    def _whole(self, intent: Intent, name: str, part: Found, said: str, today: date) -> Found:
        """All the words of a value of which a sample has cut off some: 12월 | 8일 오전 10시."""
        slot = intent.slot(name)
        for found in self._resolver.within(slot.type, said, today) if slot else ():
            if found.overlaps(part) and found.end - found.start > part.end - part.start:
                return found
        return part

    def answer(self, slot: Slot, text: str, today: date) -> Found | None:
        """The value of a slot in the answer to its prompt."""
        said = composed(text) if self.takes_anything(slot) else unpunctuated(composed(text))
        sample = fill_slot_samples(slot, said, today, resolver=self._resolver)
        return sample or self._resolver.answer(slot.type, said, today)

    def further(
        self, intent: Intent, text: str, today: date, taken: Mapping[str, Found]
    ) -> dict[str, SlotValue]:
        """The other slots of the intent that an answer names."""
        if not FURTHER_SLOTS_ARE_TAKEN:
            return {}
        said = unpunctuated(composed(text))
        found = extract(intent, said, today, resolver=self._resolver, taken=taken)
        return {name: value.value for name, value in found.items()}

    def warm(self, today: date) -> None:
        """Loads and trains now what the first utterances would wait for, some seconds."""
        self._classifier.scores("warm")
        if not self.locale.korean:
            self._resolver.within(SlotType("AMAZON.Date", parent="AMAZON.Date"), "May 3", today)
            self._resolver.within(SlotType("AMAZON.Number", parent="AMAZON.Number"), "two", today)

    def takes_anything(self, slot: Slot) -> bool:
        """Whether almost any words would fill the slot."""
        return self._resolver.takes_anything(slot.type)

    def _slots(
        self, intent: Intent, said: str, today: date, taken: dict[str, Found]
    ) -> dict[str, SlotValue]:
        found = taken | extract(intent, said, today, resolver=self._resolver, taken=taken)
        return {name: value.value for name, value in found.items()}
