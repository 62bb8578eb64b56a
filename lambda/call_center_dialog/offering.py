"""Free times put before a caller, who chooses one by its number."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from appointment_book import Provider, say_choice, say_moment
from desk import Counted, Desk, Remembered, ask_again, texts
from lex_dialog import Answer, LexEvent

DATE, TIME, OFFER = "Date", "Time", "Offer"


def offer_near(
    event: LexEvent, desk: Desk, provider: Provider, wished: datetime, *, because: str | None
) -> Answer:
    """Offers the free times nearest to the wished one and asks which it shall be."""
    desk.count(Counted.TAKEN)
    free = desk.book.nearest(provider, wished)
    if not free:
        say = _after(because, texts(event).nothing_free)
        return ask_again(event, desk, DATE, say=say, empty=(TIME, OFFER))
    return _offer(event, desk, provider, free, because=because)


def offer_again(event: LexEvent, desk: Desk, provider: Provider) -> Answer:
    """Says the same times once more to somebody who chose none of them."""
    return _offer(event, desk, provider, _offered(event), because=texts(event).which_offer)


def still_offered(event: LexEvent) -> bool:
    """Whether times were offered and the caller has not turned to another day since."""
    day = event.interpreted(DATE)
    return bool(_offered(event)) and day in (
        None,
        event.session_attributes.get(Remembered.OFFERED_FOR),
    )


def _offered(event: LexEvent) -> list[datetime]:
    """The times that were offered last, in the order in which they were said."""
    stored = event.session_attributes.get(Remembered.OFFERED, "")
    return [datetime.fromisoformat(each) for each in stored.split()]


def chosen(event: LexEvent) -> datetime | None:
    """The time that the caller chose of those offered; ``None`` if none was.

    "The second" is a day of the month too, and "two" a time: while times are offered, it is
    neither, whatever Lex makes of it.
    """
    times = _offered(event)
    number = event.interpreted(OFFER) or ""
    if not number.isdecimal():
        number = _numbers()[event.locale].get(_plain(event.transcript), "0")
    return times[int(number) - 1] if 1 <= int(number) <= len(times) else None


@cache
def _numbers() -> Mapping[str, Mapping[str, str]]:
    """The number of the offer that words stand for, by locale."""
    raw = json.loads((Path(__file__).parent / "offers.json").read_text("utf-8"))
    return {
        locale: {
            _plain(word): str(number)
            for number, words in enumerate(offers, 1)
            for word in (str(number), *words)
        }
        for locale, offers in raw.items()
    }


def _plain(said: str) -> str:
    return " ".join(said.casefold().replace(",", " ").replace(".", " ").split())


def _offer(
    event: LexEvent,
    desk: Desk,
    provider: Provider,
    times: Sequence[datetime],
    *,
    because: str | None,
) -> Answer:
    said = [say_moment(provider.local(each), locale=event.locale) for each in times]
    offers = texts(event).offers.format(offers=say_choice(said, locale=event.locale))
    return ask_again(
        event,
        desk,
        OFFER,
        say=_after(because, offers),
        empty=(TIME,),
        remember={
            Remembered.OFFERED: " ".join(each.isoformat() for each in times),
            Remembered.OFFERED_FOR: event.interpreted(DATE),
        },
    )


def _after(first: str | None, then: str) -> list[str]:
    return [first, then] if first else [then]
