"""AMAZON.Date and AMAZON.Time in Korean."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from localcloud.lex.gaps import day_of_span
from localcloud.lex.slots.value import Found, found

_ISO = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_OLD_DAYS = {
    "초하루": 1, "초이틀": 2, "초사흘": 3, "초나흘": 4, "초닷새": 5, "초열흘": 10, "보름날": 15,
    "스무날": 20, "스무하루": 21, "그믐날": 31,
}  # fmt: skip
_OLD_DAY = re.compile("|".join(day.replace("무", r"무\s?") for day in _OLD_DAYS))
_PARTS_OF_DAY = {
    "아침": "MO", "오전": "MO", "낮": "AF", "오후": "AF", "저녁": "EV", "밤": "NI", "한밤": "NI",
    "새벽": "MO", "점심": "AF",
}  # fmt: skip
_COUNT = "(?:[일이삼사오육칠팔구십]+|[0-9]+)"
_COUNTED_NIGHTS = re.compile(
    r"(?:한|두|세|네|다섯|여섯|일곱|\d+)\s*밤"
    rf"|{_COUNT}\s*박\s*{_COUNT}\s*일(?!\s*(?:부터|에))"
)
"""How long a stay is, which is no day of the month: 세 밤, 2박 3일."""
_TWELVE = re.compile(r"(?:12|열두)\s*시(?:\s*(?:반|\d{1,2}\s*분))?")
"""Of the twelfth hour it is open too whether it is noon or midnight."""
_TIME_BEGINS = re.compile(
    "오전|오후|아침|점심|저녁|한밤|밤|새벽|낮|정오|자정"
    r"|(?:\d{1,2}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열한|열두|열)\s*시"
)
"""Where the time begins in a day and a time said in one: 12월 8일 | 오전 10시."""


@lru_cache(maxsize=4096)
def _expressions(text: str, today: date) -> tuple[Any, ...]:
    from korean_datetime import parse_all

    nights = [match.span() for match in _COUNTED_NIGHTS.finditer(text)]
    return tuple(
        expression
        for expression in parse_all(text, now=datetime.combine(today, time(0)))
        if not any(s <= expression.span[0] and expression.span[1] <= e for s, e in nights)
    )


def dates(text: str, today: date) -> list[Found]:
    """Every date said in a Korean utterance, in order; on or after ``today`` where it may be."""
    for match in _ISO.finditer(text):
        try:
            return [found(text, *match.span(), date.fromisoformat(match[0]).isoformat())]
        except ValueError:
            continue
    results = [
        found(text, *_spans(expression, text)[0], _day(expression, today).isoformat())
        for expression in _expressions(text, today)
        if expression.kind.value in ("date", "datetime")
    ]
    for match in () if results else _OLD_DAY.finditer(text):
        number = _OLD_DAYS[match[0].replace(" ", "")]
        results.append(found(text, *match.span(), _next_numbered(number, today).isoformat()))
    return results


def times(text: str, today: date) -> list[Found]:
    """Every time said in a Korean utterance; both readings where morning and evening are open."""
    clock = _CLOCK.search(text)
    if clock and not re.search(r"오전|오후|아침|저녁|밤|새벽|낮", text):
        return [found(text, *clock.span(), *_readings(int(clock[1]), int(clock[2]), clock[1]))]
    results = []
    for expression in _expressions(text, today):
        if expression.kind.value not in ("time", "datetime"):
            continue
        start, end = _spans(expression, text)[1]
        words = text[start:end].strip()
        part = next((code for word, code in _PARTS_OF_DAY.items() if words.endswith(word)), None)
        if part:
            results.append(found(text, start, end, part))
            continue
        at = expression.start
        if _TWELVE.fullmatch(words):
            minute = f"{at.minute:02d}"
            results.append(found(text, start, end, f"00:{minute}", f"12:{minute}"))
        elif any(ambiguity.value == "meridiem" for ambiguity in expression.ambiguities):
            hour = at.hour % 12
            values = (f"{hour:02d}:{at.minute:02d}", f"{hour + 12:02d}:{at.minute:02d}")
            results.append(found(text, start, end, *values))
        else:
            results.append(found(text, start, end, f"{at:%H:%M}"))
    return results


def _spans(expression: Any, text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the day of an expression is, and where its time; the same where it has only one."""
    start, end = expression.span
    begins = _TIME_BEGINS.search(text, start, end)
    if expression.kind.value != "datetime" or begins is None or begins.start() == start:
        return (start, end), (start, end)
    day = text[start : begins.start()].rstrip()
    return (start, start + len(day)), (begins.start(), end)


def _readings(hour: int, minute: int, said: str) -> tuple[str, ...]:
    if hour > 12 or hour == 0 or said.startswith("0"):
        return (f"{hour:02d}:{minute:02d}",)
    return (f"{hour % 12:02d}:{minute:02d}", f"{hour % 12 + 12:02d}:{minute:02d}")


def _day(expression: Any, today: date) -> date:
    """The day that stands for a span."""
    start: date = expression.start.date()
    end: date = expression.end.date()
    if expression.grain.value in ("month", "year") and not expression.is_range:
        return end - timedelta(days=1)
    if start == today + timedelta(days=7) and _same_weekday(expression):
        return today
    if end <= today and re.match(r"이번\s*주", expression.text):
        # Said on a Sunday: the week that is meant is the one that begins.
        return start + timedelta(days=7)
    return day_of_span(start, end, today)


def _same_weekday(expression: Any) -> bool:
    return any(ambiguity.value == "same_weekday" for ambiguity in expression.ambiguities)


def _next_numbered(number: int, today: date) -> date:
    day = today
    while day.day != number:
        day += timedelta(days=1)
    return day
