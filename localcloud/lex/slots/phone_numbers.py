"""AMAZON.PhoneNumber in English and Korean."""

from __future__ import annotations

import re

from localcloud.lex.slots.value import Found, found

_DIGITS = re.compile(r"(?<![\w+])\+?\(?\d[\d\s().-]{4,22}\d(?!\d)")
_ENGLISH = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
} | {"oh": "0", "o": "0"}  # fmt: skip
_SPOKEN_ENGLISH = re.compile(
    rf"\b(?:(?:{'|'.join(_ENGLISH)}|\d)[\s,-]+){{6,}}(?:{'|'.join(_ENGLISH)}|\d)\b", re.IGNORECASE
)
_KOREAN = dict(zip("공영일이삼사오육륙칠팔구", "001234566789", strict=True))
_SPOKEN_KOREAN = re.compile(r"(?:[공영일이삼사오육륙칠팔구]\s*(?:에\s*)?){7,}")


def phone_numbers(text: str, *, korean: bool) -> list[Found]:
    """Every phone number of 7 to 15 digits, its punctuation stripped and a leading + kept."""
    results = []
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 7 <= len(digits) <= 15 and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", match[0]):
            plus = "+" if match[0].startswith("+") else ""
            results.append(found(text, *match.span(), plus + digits))
    if results:
        return results
    spoken = (_SPOKEN_KOREAN if korean else _SPOKEN_ENGLISH).search(text)
    if spoken is None:
        return []
    if korean:
        digits = "".join(_KOREAN.get(syllable, "") for syllable in spoken[0])
    else:
        words = re.split(r"[\s,-]+", spoken[0].lower())
        digits = "".join(_ENGLISH.get(word, word) for word in words)
    end = spoken.start() + len(spoken[0].rstrip())
    return [found(text, spoken.start(), end, digits)]
