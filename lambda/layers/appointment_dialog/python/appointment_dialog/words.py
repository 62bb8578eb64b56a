"""Words that mean a number or a day, as files beside this one list them by locale."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def offer_number(said: str, *, locale: str) -> int | None:
    """Which of several "the second" is, counted from 1; ``None`` for other words."""
    return _offers()[locale].get(_plain(said))


def days_from_today(said: str, *, locale: str) -> int | None:
    """How many days after today "tomorrow" is; ``None`` for other words."""
    days: int | None = _days()[locale]["from_today"].get(_plain(said))
    return days


def wants_soonest(said: str, *, locale: str) -> bool:
    """Whether it is no day that is wished for, but the first that can be."""
    return re.search(_days()[locale]["soonest"], _plain(said)) is not None


def is_weekday(said: str, *, locale: str) -> bool:
    """Whether it is a day of any week."""
    return _is("weekday", said, locale=locale)


def is_day_of_month(said: str, *, locale: str) -> bool:
    """Whether it is a day of any month."""
    return _is("day_of_month", said, locale=locale)


def is_month(said: str, *, locale: str) -> bool:
    """Whether it is a month, which Lex takes for its last day."""
    return _is("month", said, locale=locale)


def is_span(said: str, *, locale: str) -> bool:
    """Whether it is a week or a month, of which Lex makes a day that nobody named."""
    return _is("span", said, locale=locale)


def _is(what: str, said: str, *, locale: str) -> bool:
    return re.fullmatch(_days()[locale][what], _plain(said)) is not None


@cache
def _offers() -> Mapping[str, Mapping[str, int]]:
    raw = json.loads((_HERE / "offers.json").read_text("utf-8"))
    return {
        locale: {
            _plain(word): number
            for number, words in enumerate(offers, 1)
            for word in (str(number), *words)
        }
        for locale, offers in raw.items()
    }


@cache
def _days() -> Mapping[str, Mapping[str, Any]]:
    raw: Mapping[str, Mapping[str, Any]] = json.loads((_HERE / "days.json").read_text("utf-8"))
    return raw


def _plain(said: str) -> str:
    return " ".join(said.casefold().replace(",", " ").replace(".", " ").split())
