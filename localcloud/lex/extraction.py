"""Slot values in a free utterance, where the words alone tell whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

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
    neighbouring word gets them; else the first by priority that is still empty.
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
        own = [found for found in free if _cued(slot, intent, text, found)]
        foreign = [f for f in free if any(_cued(rival, intent, text, f) for rival in rivals)]
        chosen = own or [found for found in free if found not in foreign]
        if chosen:
            result[slot.name] = chosen[0]
    return {name: found for name, found in result.items() if name not in taken}


def _width(slot: Slot) -> int:
    return _WIDTH.get(slot.type.parent or "", _CUSTOM)


def _cued(slot: Slot, intent: Intent, text: str, found: Found) -> bool:
    """Whether a neighbouring word is one that the samples have beside the slot."""
    before = re.findall(r"[\w']+", text[: found.start].lower())[-1:]
    after = re.findall(r"[\w']+", text[found.end :].lower())[:1]
    befores, afters = _neighbours(slot, (*intent.utterances, *slot.utterances))
    return bool(befores & set(before)) or bool(afters & set(after))


def _neighbours(slot: Slot, utterances: Iterable[str]) -> tuple[set[str], set[str]]:
    befores: set[str] = set()
    afters: set[str] = set()
    for utterance in utterances:
        before, placeholder, after = utterance.lower().partition("{" + slot.name.lower() + "}")
        if placeholder:
            befores.update(re.findall(r"[\w']+", before.rpartition("}")[2])[-1:])
            afters.update(re.findall(r"[\w']+", after.partition("{")[0])[:1])
    return befores, afters
