"""AMAZON.AlphaNumeric: letters and digits, with an optional pattern of the bot's author."""

from __future__ import annotations

import re
from functools import lru_cache

from localcloud.lex.korean import bare_forms
from localcloud.lex.slots.value import Found, found

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.#-]*[A-Za-z0-9]|[A-Za-z0-9]")
_FORBIDDEN = re.compile(r"(?<!\\)[.*+]|\{\d+,\}")


def refuse_pattern(pattern: str) -> str | None:
    """The sentence that refuses a pattern which AMAZON.AlphaNumeric does not take, or None.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/built-in-slot-alphanumerice.html
    """
    if _FORBIDDEN.search(re.sub(r"\[[^\]]*\]", "[]", pattern)):
        return f"regexFilter: {pattern!r} uses '.', '*', '+' or '{{x,}}', which Lex does not take"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"regexFilter: {pattern!r} is not a regular expression: {error}"
    return None


def alphanumerics(text: str, pattern: str | None, *, korean: bool, elicited: bool) -> list[Found]:
    """Codes said in an utterance, in upper case where only that fits the pattern.

    Without a pattern a code must hold a digit, unless it is the whole answer to the slot's prompt.
    """
    tokens = list(_TOKEN.finditer(text))
    results = []
    for first in range(len(tokens)):
        for last in range(len(tokens) - 1, first - 1, -1):
            start, end = tokens[first].start(), tokens[last].end()
            value = _code(text[start:end], pattern)
            if value is None or (last > first and not _spelled(text[start:end], pattern)):
                continue
            if pattern is None and not any(map(str.isdigit, value)) and not elicited:
                continue
            results.append(found(text, start, end, value))
            break
    if pattern is None and elicited:
        return _whole_answer(text, korean) or [r for r in results if _has_digit(r)][:1]
    return results[:1] if elicited else results


def _has_digit(result: Found) -> bool:
    return any(map(str.isdigit, result.value.interpreted or ""))


def _whole_answer(text: str, korean: bool) -> list[Found]:
    for form in reversed(bare_forms(text)) if korean else [text.strip()]:
        if _TOKEN.fullmatch(form) or (_spelled(form, None) and _code(form, None)):
            start = text.index(form)
            return [found(text, start, start + len(form), _code(form, None) or form)]
    return []


def _code(said: str, pattern: str | None) -> str | None:
    if pattern is None:
        return re.sub(r"\s", "", said)
    compiled = _compiled(pattern)
    for candidate in (re.sub(r"\s", "", said), re.sub(r"[\s._#-]", "", said)):
        for cased in (candidate, candidate.upper(), candidate.lower()):
            if compiled.fullmatch(cased):
                return cased
    return None


def _spelled(said: str, pattern: str | None) -> bool:
    """Whether several tokens read as one code: spelled out, or in groups that fit a pattern.

    Words do not: "change my" has the eight letters of many a reference.
    """
    parts = said.split()
    if pattern is not None:
        return all(len(part) == 1 or part.isupper() or _holds_digit(part) for part in parts)
    return all(_TOKEN.fullmatch(part) for part in parts) and (
        all(len(part) == 1 for part in parts) or all(_digit_or_short(p) for p in parts)
    )


def _holds_digit(part: str) -> bool:
    return any(map(str.isdigit, part))


def _digit_or_short(part: str) -> bool:
    return part.isdigit() or (len(part) <= 3 and part.isupper())


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
