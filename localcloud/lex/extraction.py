"""Slot values in a free utterance, where the words alone tell whose they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from localcloud.lex.definition import Intent, Slot
from localcloud.lex.slots.resolver import SlotResolver
from localcloud.lex.slots.value import Found

_WIDTH = {
    "AMAZON.PhoneNumber": 0,
    "AMAZON.EmailAddress": 0,
    "AMAZON.AlphaNumeric": 1,
    "AMAZON.Date": 2,
    "AMAZON.Time": 3,
    "AMAZON.Duration": 4,
    "AMAZON.Number": 6,
}
"""Which types read first: the more words they need, the surer they are."""

_CUSTOM = 1
_NUMBER = "AMAZON.Number"
_WORD = re.compile(r"[\w']+")
_COMMON = frozenset(("a", "an", "and", "in", "is", "it", "of", "on", "please", "the", "to"))
"""Words that stand beside slots of any kind."""

_COUNTED = re.compile(r"(adult|bed|friend|guest|kid|person|room)s?|child(ren)?|people")
"""What a number counts when it stands before: "for 2 people" is not "for 2 nights"."""


def extract(
    intent: Intent,
    text: str,
    today: date,
    *,
    resolver: SlotResolver,
    taken: Mapping[str, Found],
) -> dict[str, Found]:
    """The slots of an intent that an utterance names, beside those already ``taken`` from it.

    Where two slots could be meant by the same words, the one whose sample utterances have the
    neighbouring word gets them; else the first by priority that is still empty. A bare number
    belongs to a slot only beside such a word, where its samples have any; one that counts people
    or rooms only if the samples do too.
    """
    result = dict(taken)
    candidates = [slot for slot in intent.slots if slot.name not in result]
    for slot in sorted(candidates, key=lambda slot: _width(slot)):
        rivals = [s for s in candidates if s.type == slot.type and s is not slot]
        free = [
            found
            for found in resolver.within(slot.type, text, today)
            if not any(found.overlaps(other) for other in result.values())
        ]
        if not free:
            continue
        korean = resolver.korean
        own = [found for found in free if _cued(slot, intent, text, found, korean)]
        foreign = [f for f in free if any(_cued(r, intent, text, f, korean) for r in rivals)]
        chosen = own or [found for found in free if found not in foreign]
        if slot.type.parent == _NUMBER and _has_cues(slot, intent):
            chosen = own
        if chosen:
            result[slot.name] = chosen[0]
    return {name: found for name, found in result.items() if name not in taken}


def _width(slot: Slot) -> int:
    return _WIDTH.get(slot.type.parent or "", _CUSTOM)


def _cued(slot: Slot, intent: Intent, text: str, found: Found, korean: bool) -> bool:
    """Whether a neighbouring word is one that the samples have beside the slot."""
    befores, afters = _neighbours(slot, intent)
    before = _WORD.findall(text[: found.start].lower())[-1:]
    after = _WORD.findall(text[found.end :].lower())[:1]
    if korean:
        return any(word.startswith(cue) for word in after for cue in afters)
    if slot.type.parent == _NUMBER and any(map(_COUNTED.fullmatch, set(after) - afters)):
        return False
    return bool(befores.intersection(before)) or bool(afters.intersection(after))


def _has_cues(slot: Slot, intent: Intent) -> bool:
    return any(_neighbours(slot, intent))


@lru_cache(maxsize=1024)
def _cues(name: str, utterances: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    befores: set[str] = set()
    afters: set[str] = set()
    for utterance in utterances:
        before, placeholder, after = utterance.lower().partition("{" + name.lower() + "}")
        if placeholder:
            befores.update(_WORD.findall(before.rpartition("}")[2])[-1:])
            afters.update(_WORD.findall(after.partition("{")[0])[:1])
    return frozenset(befores - _COMMON), frozenset(afters - _COMMON)


def _neighbours(slot: Slot, intent: Intent) -> tuple[frozenset[str], frozenset[str]]:
    return _cues(slot.name, (*intent.utterances, *slot.utterances))
