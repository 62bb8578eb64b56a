"""AMAZON.Number in English and Korean."""

from __future__ import annotations

import re

from localcloud.lex.korean import FOLLOWERS
from localcloud.lex.slots.english_recognizer import numbers as recognised
from localcloud.lex.slots.value import Found, found

_DIGITS = re.compile(
    r"(?<![A-Za-z0-9.,:/-])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![A-Za-z0-9:/]|[.,-]\d)"
)
_COUPLE = re.compile(r"\ba couple(?: of)?\b", re.IGNORECASE)
_SINGLE = re.compile(r"\b(?:an?|just the one|a single)(?= [a-z]+\s*$)|^just one$", re.IGNORECASE)

_UNITS = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_TENS = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70,
    "여든": 80, "아흔": 90,
}  # fmt: skip
_DAYS = {
    "하룻밤": 1, "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7,
    "일주일": 7, "여드레": 8, "아흐레": 9, "열흘": 10, "보름": 15,
}  # fmt: skip
_DIGIT_SYLLABLES = dict(
    zip("영공일이삼사오육륙칠팔구", (0, 0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9), strict=True)
)
_POWERS = {"십": 10, "백": 100, "천": 1000}
_COUNTERS = [
    "명",
    "사람",
    "분",
    "인",
    "박",
    "밤",
    "일",
    "개",
    "실",
    "방",
    "객실",
    "번",
    "살",
    "주",
    "시간",
    "달",
    "개월",
    "년",
    "장",
    "대",
    "마리",
    "가지",
    "원",
    "달러",
    "호",
    "층",
]

_TAIL = rf"(?=\s*(?:{'|'.join(_COUNTERS)})|\s*(?:{FOLLOWERS})?\s*$)"
_NATIVE = re.compile(
    rf"(?<![가-힣])(?P<tens>{'|'.join(_TENS)})?\s?(?P<unit>{'|'.join(_UNITS)})?"
    rf"(?=\s*(?:{'|'.join(_COUNTERS)})(?!요))"
)
_BARE_NATIVE = re.compile(
    rf"^\s*(?P<tens>열|스물|서른|마흔|쉰)?(?P<unit>하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)?(?:{FOLLOWERS})?\s*$"
)
_SINO = re.compile(rf"(?<![가-힣])(?!이번)[영공일이삼사오육륙칠팔구십백천만]+{_TAIL}")
_DAY_WORDS = re.compile("|".join(_DAYS))


def number_answers(text: str, *, korean: bool) -> list[Found]:
    """The numbers in the answer to a question for one, where "a night" means 1."""
    return numbers(text, korean=korean) or [
        found(text, *match.span(), "1") for match in _SINGLE.finditer(text)
    ]


def numbers(text: str, *, korean: bool) -> list[Found]:
    """Every number said in an utterance, in order, as decimal digits."""
    results = [
        found(text, *match.span(), _plain(match[0].replace(",", "")))
        for match in _DIGITS.finditer(text)
    ]
    if korean:
        return results or _korean(text)
    if re.search(r"\d\s+\d+/\d|[a-z]", text, re.IGNORECASE):
        words = [
            found(text, entity.start, entity.end, _plain(entity.values[0]["value"]))
            for entity in recognised(text)
            if not re.search(
                r"(?:first|second|third|th)$", text[entity.start : entity.end], re.IGNORECASE
            )
            and not _inside_a_word(text, entity.start, entity.end)
        ]
        results = [r for r in results if not any(r.overlaps(word) for word in words)] + words
    if not results:
        results = [found(text, *match.span(), "2") for match in _COUPLE.finditer(text)]
    return sorted(results, key=lambda result: result.start)


def _inside_a_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return (
        before.isalnum() or after.isalnum() or after in ":/" or before in ":/" or _dashed(text, end)
    )


def _dashed(text: str, end: int) -> bool:
    return text[end : end + 1] == "-" and text[end + 1 : end + 2].isdigit()


def _plain(value: str) -> str:
    number = float(value)
    return str(int(number)) if number == int(number) else str(number)


def _korean(text: str) -> list[Found]:
    results = [
        found(text, *match.span(), str(_DAYS[match[0]])) for match in _DAY_WORDS.finditer(text)
    ]
    if results:
        return results
    bare = _BARE_NATIVE.match(text)
    if bare and (bare["tens"] or bare["unit"]):
        value = _TENS.get(bare["tens"] or "", 0) + _UNITS.get(bare["unit"] or "", 0)
        start = bare.start("tens" if bare["tens"] else "unit")
        return [found(text, start, bare.end("unit" if bare["unit"] else "tens"), str(value))]
    for match in _NATIVE.finditer(text):
        if match["tens"] or match["unit"]:
            value = _TENS.get(match["tens"] or "", 0) + _UNITS.get(match["unit"] or "", 0)
            results.append(found(text, *match.span(), str(value)))
    results += [found(text, *m.span(), str(_sino(m[0]))) for m in _SINO.finditer(text)]
    return sorted(results, key=lambda result: result.start)


def _sino(word: str) -> int:
    total = section = digit = 0
    for syllable in word:
        if syllable in _DIGIT_SYLLABLES:
            digit = digit * 10 + _DIGIT_SYLLABLES[syllable]
        elif syllable in _POWERS:
            section += (digit or 1) * _POWERS[syllable]
            digit = 0
        else:
            total += (section + digit or 1) * 10_000
            section = digit = 0
    return total + section + digit
