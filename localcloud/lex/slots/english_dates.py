"""AMAZON.Date in English."""

from __future__ import annotations

import re
from datetime import date, timedelta

from localcloud.lex.gaps import day_of_span
from localcloud.lex.slots.english_moments import moments
from localcloud.lex.slots.value import Found, found

_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PLAIN = re.compile(
    r"\b(?:the )?day after tomorrow\b|\b(?:today|tonight|tomorrow|yesterday)\b", re.IGNORECASE
)
_PLAIN_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_TWENTIES = (*(f"twenty-{one}" for one in _ONES), "thirtieth", "thirty-first")
_ORDINAL_WORDS = {w: day for day, w in enumerate((*_ONES, *_TEENS, *_TWENTIES), start=1)}
_ORDINAL = (
    r"(?P<number>\d{1,2})(?:st|nd|rd|th)\b|(?P<word>"
    + "|".join(sorted((w.replace("-", "[- ]") for w in _ORDINAL_WORDS), key=len, reverse=True))
    + r")\b"
)
_DAY_OF_MONTH = re.compile(
    rf"(?<!\w)(?:the )?(?:{_ORDINAL})(?! of\b)(?! ?{_MONTH}\b)(?! (?:week|weekend|day|time|night))",
    re.IGNORECASE,
)
_AFTER_MONTH = re.compile(rf"{_MONTH}\.? (?:the )?$", re.IGNORECASE)
_HINT = re.compile(
    rf"\b(?:{_MONTH}|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun|tmrw?)\b|day\b|days\b|week|month|year|\bnow\b"
    r"|\bthis (?:morning|afternoon|evening)"
    r"|\btom|\d[/.-]\d|\b\d{4}\b|christmas|easter|\beve\b|fortnight|hallowe|valentine",
    re.IGNORECASE,
)
"""Without any of these words an utterance names no date: the recogniser, 8 ms, is not asked."""
_COUNTED_FROM = re.compile(
    r"\b(?P<count>a|one|two|three|four|five|six|the|\d{1,2}) "
    r"(?:(?P<week>weeks?) (?:from|after)|days? after) ",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "the": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def dates(text: str, today: date) -> list[Found]:
    """Every date said in an English utterance, in order; on or after ``today`` where it may be."""
    return (
        _iso(text)
        or _counted_from(text, today)
        or _plain(text, today)
        or _recognised(text, today)
        or _day_of_month(text, today)
    )


def _iso(text: str) -> list[Found]:
    results = []
    for match in _ISO.finditer(text):
        try:
            day = date.fromisoformat(match[0])
        except ValueError:
            continue
        results.append(found(text, match.start(), match.end(), day.isoformat()))
    return results


def _counted_from(text: str, today: date) -> list[Found]:
    match = _COUNTED_FROM.search(text)
    if not match:
        return []
    counted = match["count"].lower()
    count = (_COUNTS.get(counted) or int(counted)) * (7 if match["week"] else 1)
    for anchor in dates(text[match.end() :], today)[:1]:
        if anchor.start == 0 and anchor.value.interpreted:
            day = date.fromisoformat(anchor.value.interpreted) + timedelta(days=count)
            end = match.end() + anchor.end
            return [found(text, match.start(), end, day.isoformat())]
    return []


def _plain(text: str, today: date) -> list[Found]:
    if re.search(r"\b(?:week|from|after|before|\d)\b", text.lower().replace("day after tom", "")):
        return []
    return [
        found(
            text,
            match.start(),
            match.end(),
            (today + timedelta(days=_PLAIN_DAYS.get(match[0].lower(), 2))).isoformat(),
        )
        for match in _PLAIN.finditer(text)
    ]


def _recognised(text: str, today: date) -> list[Found]:
    results = []
    for entity in moments(text, today) if _HINT.search(text) else ():
        if entity.kind in ("date", "datetime"):
            days = [value["value"][:10] for value in entity.values if "value" in value]
        elif entity.kind in ("daterange", "datetimerange"):
            days = [_of_range(value, today) for value in entity.values if "start" in value]
        else:
            continue
        if re.match(r"-\d", text[entity.end :]):
            continue
        day = _chosen([d for d in days if re.fullmatch(r"\d{4}-\d{2}-\d{2}", d)], today)
        if day is not None:
            said = text[entity.start : entity.end].lower()
            if said.startswith("this ") and day < today.isoformat():
                # The recogniser's week ends on Sunday: said then, "this Friday" would be over.
                day = (date.fromisoformat(day) + timedelta(days=7)).isoformat()
            results.append(found(text, entity.start, entity.end, day))
    return results


def _chosen(days: list[str], today: date) -> str | None:
    coming = [day for day in days if day >= today.isoformat()]
    return min(coming) if coming else next(iter(days[-1:]), None)


def _of_range(value: dict[str, str], today: date) -> str:
    """The day that stands for a span."""
    start = date.fromisoformat(value["start"][:10])
    timex = value.get("timex", "")
    if re.fullmatch(r"(?:\d{4}|XXXX)(?:-\d{2})?", timex) and value.get("end"):
        return (date.fromisoformat(value["end"][:10]) - timedelta(days=1)).isoformat()
    end = date.fromisoformat(value["end"][:10]) if value.get("end") else start
    return day_of_span(start, end, today).isoformat()


def _day_of_month(text: str, today: date) -> list[Found]:
    results = []
    for match in _DAY_OF_MONTH.finditer(text):
        # "Hold on a second" names no day.
        bare_second = match[0].lower() == "second" and match[0] != text.strip()
        if bare_second or _AFTER_MONTH.search(text[: match.start()]):
            continue
        number = (
            int(match["number"])
            if match["number"]
            else _ORDINAL_WORDS[match["word"].lower().replace(" ", "-")]
        )
        day = _next_with_number(number, today)
        if day is not None:
            results.append(found(text, match.start(), match.end(), day.isoformat()))
    return results


def _next_with_number(number: int, today: date) -> date | None:
    if not 1 <= number <= 31:
        return None
    day = today
    while day.day != number:
        day += timedelta(days=1)
    return day
