"""Dates and times in an English utterance, a day and a time said in one breath told apart.

The recogniser has "next Friday at 3" as one; in Lex it fills two slots, each with its own words.
It also knows no "fri" and no "tmrw", which people write.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date
from functools import lru_cache

from localcloud.lex.slots.english_recognizer import Entity, temporal

_WRITTEN_OUT = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday",
    "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday",
    "sat": "saturday", "sun": "sunday",
    "tmr": "tomorrow", "tmrw": "tomorrow",
}  # fmt: skip
_SHORT = re.compile(
    r"\b(?:mon|tues?|weds?|thu(?:rs?)?|fri|tmrw?"
    # "The sun" and "we sat" are no days.
    r"|(?:(?<=next )|(?<=this )|(?<=on )|(?<=or )|^)(?:sat|sun))\b\.?",
    re.IGNORECASE,
)
_COMBINED = ("datetime", "datetimerange")
_DAYS, _TIMES = ("date", "daterange"), ("time", "timerange")
_GAP = re.compile(r"[\s,]+")


@lru_cache(maxsize=4096)
def moments(text: str, today: date) -> tuple[Entity, ...]:
    """Dates, times and durations, as ``temporal`` has them, but a day and its time as two."""
    written_out, places = _written_out(text)
    return tuple(
        replace(part, start=_back(part.start, places), end=_back(part.end, places))
        for entity in temporal(written_out, today)
        for part in _parts(entity, written_out, today)
    )


def _parts(entity: Entity, text: str, today: date) -> tuple[Entity, ...]:
    """The day and the time of an entity that has both, if its words can be told apart."""
    if entity.kind not in _COMBINED:
        return (entity,)
    said = text[entity.start : entity.end]
    halves = [
        both
        for gap in _GAP.finditer(said)
        if (both := _both(entity, said[: gap.start()], said[gap.end() :], gap.end(), today))
    ]
    # "December | 7 around 3" would do, but says less than "December 7 | around 3".
    return max(halves, key=_length, default=(entity,))


def _both(
    entity: Entity, before: str, after: str, shift: int, today: date
) -> tuple[Entity, ...] | None:
    """A day and a time in the two parts of an entity, if the day is the entity's."""
    first = _only(before, today, at=entity.start)
    second = _only(after, today, at=entity.start + shift)
    if first is None and before.lower() == "this" and entity.kind == "datetimerange":
        # "This afternoon": the day is in the one word.
        values = ({"value": today.isoformat()},)
        first = Entity("date", entity.start, entity.start + len(before), values)
    if first is None or second is None:
        return None
    day, time = (first, second) if first.kind in _DAYS else (second, first)
    if day.kind not in _DAYS or time.kind not in _TIMES or not _days(entity) & _days(day):
        return None
    return first, second


def _days(entity: Entity) -> set[str]:
    return {value.get("value", value.get("start", ""))[:10] for value in entity.values}


def _length(halves: tuple[Entity, ...]) -> int:
    return sum(half.end - half.start for half in halves)


def _only(said: str, today: date, *, at: int) -> Entity | None:
    """The one entity of these words, which begin ``at`` there."""
    found = temporal(said, today)
    if len(found) != 1:
        return None
    (entity,) = found
    return replace(entity, start=at + entity.start, end=at + entity.end)


def _written_out(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with days written out; from where on it is longer, and by how much."""
    places: list[tuple[int, int]] = []
    longer = 0

    def write_out(match: re.Match[str]) -> str:
        nonlocal longer
        word = _WRITTEN_OUT[match[0].rstrip(".").lower()]
        longer += len(word) - len(match[0])
        places.append((match.end() + longer, longer))
        return word

    return _SHORT.sub(write_out, text), places


def _back(index: int, places: list[tuple[int, int]]) -> int:
    """Where in the text as it was said an index of the text written out is."""
    before = bisect_right(places, index, key=lambda place: place[0])
    return index - places[before - 1][1] if before else index
