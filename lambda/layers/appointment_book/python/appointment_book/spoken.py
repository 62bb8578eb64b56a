"""Days and times of appointments as they are said and written, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_KO_DAYS = "월화수목금토일"
_BEFORE_RO = (0, 8)
"""No final consonant, or ㄹ, by their places in a syllable of Hangul."""


def say_day(day: date, *, locale: str) -> str:
    """ "Friday, November 27" or "11월 27일 금요일"."""
    if locale == "ko_KR":
        return f"{day.month}월 {day.day}일 {_KO_DAYS[day.weekday()]}요일"
    return f"{_EN_DAYS[day.weekday()]}, {_EN_MONTHS[day.month - 1]} {day.day}"


def say_time(local: datetime, *, locale: str) -> str:
    """ "3 PM", "9:30 AM" or "오후 3시", "오전 9시 30분"."""
    hour = local.hour % 12 or 12
    if locale == "ko_KR":
        minute = f" {local.minute}분" if local.minute else ""
        return f"{'오후' if local.hour >= 12 else '오전'} {hour}시{minute}"
    minute = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minute} {'PM' if local.hour >= 12 else 'AM'}"


def say_moment(local: datetime, *, locale: str) -> str:
    """ "Friday, November 27 at 3 PM" or "11월 27일 금요일 오후 3시"; on the provider's clock."""
    between = " " if locale == "ko_KR" else " at "
    day, at = say_day(local.date(), locale=locale), say_time(local, locale=locale)
    return f"{day}{between}{at}"


def toward(moment: str, *, locale: str) -> str:
    """The moment something is moved to: "오후 3시로", "오후 3시 30분으로"; in English as it is."""
    if locale != "ko_KR":
        return moment
    final = (ord(moment[-1]) - ord("가")) % 28
    return f"{moment}{'으로' if final not in _BEFORE_RO else '로'}"


def say_choice(choices: Sequence[str], *, locale: str) -> str:
    """ "a, b or c" or "a, b, c"."""
    if locale == "ko_KR" or len(choices) < 2:
        return ", ".join(choices)
    return f"{', '.join(choices[:-1])} or {choices[-1]}"
