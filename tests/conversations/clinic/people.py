"""Those whom the clinic of the dialogues knows, and those who work there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
SLOT_MINUTES = 30
HOLIDAY = date(2026, 12, 25)


@dataclass(frozen=True)
class Patient:
    """Somebody whom the clinic knows. Maria and Ana share a number; Minjun and Jiu do."""

    name: str
    phone: str
    born: date
    locale: str


PEOPLE = {
    "maria": Patient("Maria Lopez", "+12065550100", date(1980, 6, 5), "en_US"),
    "ana": Patient("Ana Lopez", "+12065550100", date(2010, 2, 3), "en_US"),
    "tom": Patient("Thomas Baker", "+12065550123", date(1975, 1, 20), "en_US"),
    "seoyeon": Patient("김서연", "+821023456789", date(1991, 3, 14), "ko_KR"),
    "minjun": Patient("이민준", "+821098765432", date(1985, 11, 2), "ko_KR"),
    "jiu": Patient("이지우", "+821098765432", date(2016, 8, 30), "ko_KR"),
}

_MONDAY_TO_FRIDAY, _MONDAY_TO_SATURDAY = range(5), range(6)

PROVIDERS = {
    "chen": [
        (weekday, opens, closes)
        for weekday in _MONDAY_TO_FRIDAY
        for opens, closes in ((time(9), time(12)), (time(13), time(17)))
    ],
    "rivera": [(weekday, time(10), time(16)) for weekday in (1, 3)],
    "park": [(weekday, time(8), time(20, 30)) for weekday in _MONDAY_TO_SATURDAY],
}
"""The openings of each: weekday from Monday, 0, and the hours on the clinic's clock."""
