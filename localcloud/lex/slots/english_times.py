"""AMAZON.Time and AMAZON.Duration in English."""

from __future__ import annotations

import re
from datetime import date

from localcloud.lex.slots.english_moments import moments
from localcloud.lex.slots.iso_duration import from_seconds
from localcloud.lex.slots.value import Found, found

_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d))? ?(?P<half>a\.?m\b\.?|p\.?m\b\.?)?",
    re.IGNORECASE,
)
_HOURS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_BARE_HOUR = re.compile(rf"(?:{'|'.join(_HOURS)})", re.IGNORECASE)
_ABOUT = re.compile(r"(\d{1,2}(?::\d{2})?) ?ish$", re.IGNORECASE)
_PARTS_OF_DAY = {"TMO": "MO", "TAF": "AF", "TEV": "EV", "TNI": "NI", "TDT": "AF"}


def times(text: str, today: date) -> list[Found]:
    """Every time said in an English utterance; both readings where "am" or "pm" was not said."""
    whole = _CLOCK.fullmatch(text.strip())
    if whole:
        at = text.index(text.strip())
        return [found(text, at, at + len(text.strip()), *_clock_values(whole))]
    if _BARE_HOUR.fullmatch(text.strip()):
        hour = _HOURS.index(text.strip().lower()) + 1
        at = text.index(text.strip())
        return [found(text, at, at + len(text.strip()), *_both_halves(hour, "00"))]
    results = []
    for entity in moments(text, today):
        if entity.kind in ("time", "datetime"):
            values = sorted({value["value"][-8:-3] for value in entity.values if "value" in value})
            if about := _ABOUT.search(text[entity.start : entity.end]):
                clock, _, minute = about[1].partition(":")
                values = list(_both_halves(int(clock), minute or "00"))
            results.append(found(text, entity.start, entity.end, *values))
        elif entity.kind == "timerange":
            timex = entity.values[0].get("timex", "")
            start = entity.values[0].get("start", "")[:5]
            value = _PARTS_OF_DAY.get(timex) or start
            if value:
                results.append(found(text, entity.start, entity.end, value))
    return [result for result in results if result.value.resolved]


def durations(text: str, today: date) -> list[Found]:
    """Every duration said in an English utterance, as ISO 8601."""
    results = []
    for entity in moments(text, today):
        if entity.kind == "duration":
            value = entity.values[0]
            timex = value.get("timex", "")
            if not re.fullmatch(r"P(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?", timex):
                timex = from_seconds(int(float(value["value"])))
            results.append(found(text, entity.start, entity.end, timex))
    return results


def _clock_values(match: re.Match[str]) -> tuple[str, ...]:
    hour, minute = int(match["hour"]), match["minute"] or "00"
    half = (match["half"] or "").lower()
    if half and hour <= 12:
        return (f"{hour % 12 + (12 if half.startswith('p') else 0):02d}:{minute}",)
    if hour > 12 or hour == 0 or match["hour"].startswith("0"):
        return (f"{hour:02d}:{minute}",)
    return _both_halves(hour, minute)


def _both_halves(hour: int, minute: str) -> tuple[str, ...]:
    if hour > 12:
        return (f"{hour:02d}:{minute}",)
    return (f"{hour % 12:02d}:{minute}", f"{hour % 12 + 12:02d}:{minute}")
