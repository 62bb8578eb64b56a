"""Custom slot types: values, synonyms, and small slips of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from localcloud.lex.definition import SlotType
from localcloud.lex.korean import FOLLOWERS, bare_forms
from localcloud.lex.slots.value import MAX_VALUE_LENGTH, Found, SlotValue, found
from localcloud.lex.surface import key


class CustomValues:
    """The values of one custom slot type, ready to be looked for.

    Args:
        slot_type: The type; its canonical values and their synonyms.
        korean: Whether particles may follow a value without a space.
    """

    def __init__(self, slot_type: SlotType, *, korean: bool) -> None:
        self._korean = korean
        self._top_resolution = slot_type.top_resolution
        self._canonical: dict[str, str] = {}
        for value, synonyms in slot_type.values.items():
            for said in (value, *synonyms):
                self._canonical.setdefault(key(said), value)
        self._canonical.pop("", None)
        phrases = {
            said for value, synonyms in slot_type.values.items() for said in (value, *synonyms)
        }
        alternatives = "|".join(
            r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", phrase.strip()))
            for phrase in sorted(phrases, key=len, reverse=True)
            if key(phrase)
        )
        follows = rf"(?![\w])|(?=(?:{FOLLOWERS}))" if korean else r"(?!\w)"
        before = r"(?<![A-Za-z0-9가-힣])" if korean else r"(?<!\w)"
        self._pattern = (
            re.compile(f"{before}(?:{alternatives})(?:{follows})", re.IGNORECASE)
            if alternatives
            else None
        )

    def within(self, text: str) -> list[Found]:
        """The values said anywhere in an utterance, exactly."""
        if self._pattern is None:
            return []
        return [self._found(text, *match.span()) for match in self._pattern.finditer(text)]

    def answer(self, text: str) -> list[Found]:
        """What the answer to the slot's own prompt says; a type that takes anything takes it.

        An answer that names two values names none.
        """
        if not self._top_resolution:
            return self._as_typed(text)
        exact = self._whole(text) or self.within(text)
        if len({found.value.interpreted for found in exact}) > 1:
            return []
        return exact or list(self._misspelt(text))

    def _whole(self, text: str) -> list[Found]:
        for form in bare_forms(text) if self._korean else [text.strip()]:
            if key(form) in self._canonical:
                start = text.index(form)
                return [self._found(text, start, start + len(form))]
        return []

    def _as_typed(self, text: str) -> list[Found]:
        said = self._whole(text) or self.within(text)
        if said:
            return said
        original = text.strip()
        if not original or len(original) > MAX_VALUE_LENGTH:
            return []
        start = text.index(original)
        return [Found(SlotValue(original, original, ()), start, start + len(original))]

    def _found(self, text: str, start: int, end: int) -> Found:
        canonical = self._canonical[key(text[start:end])]
        if self._top_resolution:
            return found(text, start, end, canonical)
        return Found(SlotValue(text[start:end], text[start:end], (canonical,)), start, end)

    def _misspelt(self, text: str) -> Iterator[Found]:
        """One slip (two in ten letters and more), the first letter right, one candidate only."""
        words = list(re.finditer(r"\S+", text))
        for size in range(min(3, len(words)), 0, -1):
            for index in range(len(words) - size + 1):
                start, end = words[index].start(), words[index + size - 1].end()
                for form in bare_forms(text[start:end]) if self._korean else [text[start:end]]:
                    canonical = self._near(key(form))
                    if canonical is not None:
                        yield found(text, start, start + len(form), canonical)
                        return

    def _near(self, said: str) -> str | None:
        letters = unicodedata.normalize("NFD", said)
        if len(letters) < 5:
            return None
        allowed = 2 if len(letters) >= 10 else 1
        near = {
            canonical
            for known, canonical in self._canonical.items()
            if _letters(known)[0] == letters[0]
            and abs(len(_letters(known)) - len(letters)) <= allowed
            and _distance(_letters(known), letters, allowed) <= allowed
        }
        return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=8192)
def _letters(known: str) -> str:
    return unicodedata.normalize("NFD", known)


def _distance(one: str, other: str, limit: int) -> int:
    """Damerau-Levenshtein distance (adjacent letters swapped count once); over ``limit``: more."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        current = [i]
        for j, b in enumerate(other, start=1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
