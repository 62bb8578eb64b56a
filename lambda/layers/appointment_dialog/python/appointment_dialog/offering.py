"""Free times put before a person, who chooses one: by its number, or by what sets it apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from appointment_book import Provider, say_choice, say_time
from lex_dialog import Answer, LexEvent

from .desk import AppointmentDesk, Met, Noted, WishSlot, ask_again
from .free_time import FreeTime, nearest, read_notes, write_notes
from .texts import wish_texts
from .wish import read_times
from .words import offer_number


def offer_near(
    event: LexEvent,
    desk: AppointmentDesk,
    providers: Sequence[Provider],
    wished: datetime,
    *,
    because: str | None,
) -> Answer:
    """Offers the free times nearest to the wished one and asks which it shall be."""
    desk.count(Met.TAKEN)
    free = nearest(desk.book, providers, wished)
    if not free:
        desk.count(Met.NOTHING_FREE)
        return ask_again(
            event,
            desk,
            WishSlot.DATE,
            say=_after(because, wish_texts(event).nothing_free),
            empty=(WishSlot.TIME, WishSlot.OFFER),
            remember={Noted.OFFERED: None, Noted.OFFERED_FOR: None},
        )
    return _offer(event, desk, free, because=because)


def offer_again(event: LexEvent, desk: AppointmentDesk, offers: Sequence[FreeTime]) -> Answer:
    """Says the same times once more to somebody who chose none of them."""
    return _offer(event, desk, offers, because=wish_texts(event).which_offer)


def still_offered(event: LexEvent, providers: Sequence[Provider]) -> list[FreeTime]:
    """The times offered last, in the order in which they were said.

    None, once the person has turned to another day or to somebody else.
    """
    if event.interpreted(WishSlot.DATE) not in (None, _offered_for(event)):
        return []
    return _offered(event, providers)


def chosen(event: LexEvent, providers: Sequence[Provider]) -> FreeTime | None:
    """The time that was chosen of those offered; ``None`` if none was.

    "The second" is a day of the month too, and "two" a time: while times are offered, it is
    neither, whatever Lex makes of it.
    """
    offers = _offered(event, providers)
    number = number_said(event, WishSlot.OFFER)
    if number is not None:
        return offers[number - 1] if 1 <= number <= len(offers) else None
    described = [each for each in offers if _is_described(event, each)]
    return described[0] if len(described) == 1 else None


def number_said(event: LexEvent, slot: str) -> int | None:
    """Which of several was chosen, counted from 1, by the slot for it or by all that was said."""
    for words in (event.interpreted(slot) or "", event.transcript):
        if (number := offer_number(words, locale=event.locale)) is not None:
            return number
    return None


def note_offers(event: LexEvent, offers: Sequence[FreeTime]) -> dict[str, str | None]:
    """What the session remembers of these offers."""
    return {
        Noted.OFFERED: write_notes(offers),
        Noted.OFFERED_FOR: event.interpreted(WishSlot.DATE),
    }


def _offered(event: LexEvent, providers: Sequence[Provider]) -> list[FreeTime]:
    return read_notes(event.session_attributes.get(Noted.OFFERED, ""), providers)


def _offered_for(event: LexEvent) -> str | None:
    return event.session_attributes.get(Noted.OFFERED_FOR)


def _is_described(event: LexEvent, offer: FreeTime) -> bool:
    """Whether the day or the time said since is that of the offer: "the one in the afternoon"."""
    day, slot = event.interpreted(WishSlot.DATE), event.slot(WishSlot.TIME)
    times = read_times(slot) if slot else None
    new_day = day if day and day != _offered_for(event) else None
    if times is None and new_day is None:
        return False
    on_the_day = new_day is None or new_day == _day_of(offer).isoformat()
    return on_the_day and (times is None or times.include(offer.local))


def _day_of(offer: FreeTime) -> date:
    return offer.local.date()


def _offer(
    event: LexEvent,
    desk: AppointmentDesk,
    offers: Sequence[FreeTime],
    *,
    because: str | None,
) -> Answer:
    choice = say_choice(_said(event, offers), locale=event.locale)
    return ask_again(
        event,
        desk,
        WishSlot.OFFER,
        say=_after(because, wish_texts(event).offers.format(offers=choice)),
        empty=(WishSlot.TIME,),
        remember=note_offers(event, offers),
    )


def _said(event: LexEvent, offers: Sequence[FreeTime]) -> list[str]:
    """Each offer as it is said: with whom, if not all are with the same; a day only once."""
    say, locale = wish_texts(event), event.locale
    if len({each.provider.id for each in offers}) > 1:
        return [
            say.with_whom.format(when=each.said(locale=locale), provider=each.provider.name(locale))
            for each in offers
        ]
    said = []
    day = None
    for each in offers:
        same_day = each.local.date() == day
        said.append(say_time(each.local, locale=locale) if same_day else each.said(locale=locale))
        day = each.local.date()
    return said


def _after(first: str | None, then: str) -> list[str]:
    return [first, then] if first else [then]
