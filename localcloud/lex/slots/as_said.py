"""Types whose value is what was said: names, cities, countries, free input."""

from __future__ import annotations

import re

from localcloud.lex.korean import bare_forms
from localcloud.lex.slots.value import MAX_VALUE_LENGTH, Found, SlotValue

_CARRIER = re.compile(
    r"^(?:(?:um|uh|well|hi|hello|sure|ok|okay|please)[\s,]+)*"
    r"(?:(?:i'm going to|i am going to|going to|i'd like to go to|i want to go to|i live in"
    r"|it's|it is|that's|that is|this is|i'm|i am|my (?:first |last |full )?name is|my name's"
    r"|to|in|from|at"
    r"|the (?:city|country|state) (?:is|of)|make it|i'd like|i want|name is)\s+)?",
    re.IGNORECASE,
)
_POLITE = re.compile(r"[\s,]+(?:please|thanks|thank you)$", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def words_of_a_name(text: str, *, korean: bool) -> list[Found]:
    """The name in an answer, without the phrase around it."""
    if korean:
        said = bare_forms(text)[-1]
        said = re.sub(r"^(?:저는|제 이름은|이름은|성은|도시는)\s*", "", said)
    else:
        said = _POLITE.sub("", _CARRIER.sub("", text.strip(), count=1)).strip()
    if not said or len(said) > MAX_VALUE_LENGTH or not any(map(str.isalpha, said)):
        return []
    return [_literal(text, said)]


def anything(text: str) -> list[Found]:
    """The whole answer."""
    return [_literal(text, text.strip())] if text.strip() else []


def email_addresses(text: str) -> list[Found]:
    """Every e-mail address in an utterance."""
    return [_literal(text, match[0]) for match in _EMAIL.finditer(text)]


def _literal(text: str, said: str) -> Found:
    start = text.index(said)
    return Found(SlotValue(said, said, (said,)), start, start + len(said))
