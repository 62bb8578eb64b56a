"""AMAZON.Confirmation, and the answer to a confirmation prompt, in English and Korean."""

from __future__ import annotations

import re

from localcloud.lex.slots.confirmation_words import ANSWERS, FILLERS
from localcloud.lex.slots.value import Found, found
from localcloud.lex.surface import key


def _spaced_freely(phrase: str) -> str:
    return r"\s*".join(re.escape(part) for part in phrase.split())


def _any_of(phrases: list[str]) -> str:
    return "|".join(_spaced_freely(phrase) for phrase in sorted(phrases, key=len, reverse=True))


_LEADING = {
    korean: {
        answer: re.compile(rf"\s*(?:{_any_of(phrases)})(?=[\s,.!?~]|$)", re.IGNORECASE)
        for answer, phrases in answers.items()
    }
    for korean, answers in ANSWERS.items()
}
_WHOLE = {
    korean: {key(phrase): answer for answer, phrases in answers.items() for phrase in phrases}
    for korean, answers in ANSWERS.items()
}
_FILLER = {
    korean: re.compile(rf"^(?:{_any_of(phrases)}|[\s,.!~])*$", re.IGNORECASE)
    for korean, phrases in FILLERS.items()
}


def confirmations(text: str, *, korean: bool) -> list[Found]:
    """The answer, where the whole utterance is one: Yes, No, Maybe or Don't know."""
    answer = _WHOLE[korean].get(key(text))
    if answer is not None:
        return [found(text, 0, len(text), answer)]
    leading = leading_answer(text, korean=korean)
    if leading is not None and _FILLER[korean].match(text[leading.end :]):
        return [leading]
    return []


def leading_answer(text: str, *, korean: bool) -> Found | None:
    """The answer that an utterance begins with, whatever follows it."""
    for answer, pattern in _LEADING[korean].items():
        match = pattern.match(text)
        if match:
            return found(text, match.start(), match.end(), answer)
    return None
