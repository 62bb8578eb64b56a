"""Microsoft's Recognizers-Text for English dates, times, durations and numbers, cached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

_TEMPORAL_HINT = re.compile(
    r"\d|day|week|month|year|night|hour|minute|second|noon|morn|even|o'?clock|quarter|half"
    r"|tom|today|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|christmas|easter|eve"
    r"|thanks|hallo|valentine|fortnight|now|\b(?:one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|at)\b|(?:first|second|third|th)\b",
    re.IGNORECASE,
)
_NUMBER_HINT = re.compile(
    r"\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|twenty|thirty|forty"
    r"|fifty|ninety|hundred|thousand|million|dozen|zero|half|quarter|third",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entity:
    """Something recognised: ``date``, ``daterange``, ``time``, ``duration``, ``number``..."""

    kind: str
    start: int
    end: int
    values: tuple[dict[str, str], ...]


@lru_cache(maxsize=4096)
def temporal(text: str, today: date) -> tuple[Entity, ...]:
    """Dates, times and durations in an English utterance, read on the day ``today``."""
    if not _TEMPORAL_HINT.search(text):
        return ()
    from ms_recognizers_date_time import recognize_datetime

    reference = datetime.combine(today, time(12))
    return tuple(
        Entity(
            kind=result.type_name.removeprefix("datetimeV2."),
            start=result.start,
            end=result.end + 1,
            values=tuple(result.resolution["values"]),
        )
        for result in recognize_datetime(text, "en-us", reference=reference)
        if result.resolution
    )


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Entity, ...]:
    """Numbers in digits and words in an English utterance."""
    if not _NUMBER_HINT.search(text):
        return ()
    from ms_recognizers_number import recognize_number

    results: list[Any] = recognize_number(text, "en-us")
    return tuple(
        Entity("number", result.start, result.end + 1, (dict(result.resolution),))
        for result in results
        if result.resolution and result.resolution.get("value") is not None
    )
