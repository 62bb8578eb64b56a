"""Sample utterances as patterns: an utterance with the very words of one is that intent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from localcloud.lex.definition import Intent, Slot
from localcloud.lex.slots.resolver import SlotResolver
from localcloud.lex.slots.value import Found
from localcloud.lex.surface import key

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_OPENINGS = r"(?:(?:hi|hello|hey|um+|uh+|well|ok|okay|actually|please|so)\s+)*"
_CLOSINGS = r"(?:\s+(?:please|thanks|thank you))*"


@dataclass(frozen=True)
class TemplateMatch:
    """A sample utterance that an utterance fits, and the slots it names."""

    intent: Intent
    slots: Mapping[str, Found] = field(default_factory=dict)
    literal_length: int = 0


@dataclass(frozen=True)
class Template:
    """One sample utterance with slots, compiled."""

    intent: Intent
    pattern: re.Pattern[str]
    slots: tuple[Slot, ...]
    literal_length: int


class Templates:
    """The sample utterances of a locale's intents.

    Args:
        intents: The intents; their samples are compiled once.
        resolver: Reads the words in a slot's place; a sample whose slot they do not fill is none.
    """

    def __init__(self, intents: Iterable[Intent], *, resolver: SlotResolver) -> None:
        self._resolver = resolver
        self._exact: dict[str, list[Intent]] = {}
        self._templates: list[Template] = []
        for intent in intents:
            for utterance in intent.utterances:
                slots = _slots(utterance, intent)
                if slots:
                    template = _compile(utterance, intent, slots, korean=resolver.korean)
                    self._templates.append(template)
                else:
                    found = self._exact.setdefault(key(utterance), [])
                    if intent not in found:
                        found.append(intent)
        self._templates.sort(key=lambda template: -template.literal_length)

    def match(self, text: str, today: date, *, eligible: frozenset[str]) -> TemplateMatch | None:
        """The sample that the whole utterance fits: word for word, else with slots in it.

        Args:
            text: The utterance, unpunctuated.
            today: The day it is said.
            eligible: The names of the intents that may be meant.
        """
        for intent in self._exact.get(key(text), ()):
            if intent.name in eligible:
                return TemplateMatch(intent, literal_length=len(text))
        for template in self._templates:
            if template.intent.name in eligible:
                slots = self._fill(template, text, today)
                if slots is not None:
                    return TemplateMatch(template.intent, slots, template.literal_length)
        return None

    def _fill(self, template: Template, text: str, today: date) -> dict[str, Found] | None:
        match = template.pattern.fullmatch(text.strip())
        if match is None:
            return None
        shift = len(text) - len(text.lstrip())
        slots: dict[str, Found] = {}
        for index, slot in enumerate(template.slots):
            said = match[f"s{index}"]
            found = self._resolver.answer(slot.type, said, today)
            if found is None or not _covers(found, said, korean=self._resolver.korean):
                return None
            start = shift + match.start(f"s{index}")
            slots[slot.name] = Found(found.value, start + found.start, start + found.end)
        return slots


def fill_slot_samples(
    slot: Slot, text: str, today: date, *, resolver: SlotResolver
) -> Found | None:
    """The value in an answer that fits one of the slot's own sample utterances."""
    for utterance in slot.utterances:
        if "{" + slot.name + "}" not in utterance:
            continue
        stand_in = Intent(name="", slots=(slot,))
        template = _compile(utterance, stand_in, (slot,), korean=resolver.korean)
        match = template.pattern.fullmatch(text.strip())
        if match:
            found = resolver.answer(slot.type, match["s0"], today)
            if found:
                return found
    return None


def _slots(utterance: str, intent: Intent) -> tuple[Slot, ...]:
    slots = (intent.slot(name.split(".")[0]) for name in _PLACEHOLDER.findall(utterance))
    return tuple(slot for slot in slots if slot is not None)


def _compile(utterance: str, intent: Intent, slots: tuple[Slot, ...], *, korean: bool) -> Template:
    pattern = ""
    literal_length = 0
    index = 0
    for position, piece in enumerate(_PLACEHOLDER.split(utterance)):
        if position % 2 == 0:
            literal_length += len(key(piece))
            pattern += _literal(piece, korean=korean)
        elif intent.slot(piece.split(".")[0]) is not None:
            pattern += rf"(?P<s{index}>\S(?:.*?\S)??)"
            index += 1
    if not korean:
        pattern = _OPENINGS + pattern + _CLOSINGS
    return Template(intent, re.compile(pattern, re.IGNORECASE), slots, literal_length)


def _literal(piece: str, *, korean: bool) -> str:
    """The words of a sample, with or without the spaces and apostrophes between them."""
    if piece.isspace():
        return r"\s+"  # between two slots: without it the first would end after one letter
    cleaned = re.sub(r"[’‘`´]", "'", piece)
    if korean:
        return r"\s*".join(["", *map(re.escape, key(cleaned)), ""])
    words = [
        "'?".join(re.escape(part) for part in word.split("'"))
        for word in re.findall(r"[\w']+", cleaned)
    ]
    if not words:
        return r"\s*"
    before = r"\s+" if cleaned[:1].isspace() else r"\s*"
    after = r"\s+" if cleaned[-1:].isspace() else r"\s*"
    return before.replace("+", "*" if not piece else "+") + r"[\s-]*".join(words) + after


def _covers(found: Found, said: str, *, korean: bool) -> bool:
    """Whether the value is what stands in the slot's place, but for small words around it."""
    rest = said[: found.start] + " " + said[found.end :]
    if korean:
        return len(key(rest)) <= 4
    words = re.findall(r"[\w']+", rest.lower())
    return all(word in _SMALL_WORDS for word in words)


_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "on",
        "in",
        "at",
        "for",
        "of",
        "to",
        "from",
        "this",
        "that",
        "please",
        "about",
        "around",
        "night",
        "nights",
        "day",
        "days",
        "people",
        "person",
        "starting",
        "my",
        "is",
        "it",
        "its",
        "number",
        "be",
    ]
)
