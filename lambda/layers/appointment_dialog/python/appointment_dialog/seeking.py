"""From what was said so far to a free time: the next question, other times, or the time itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from appointment_book import Provider, say_choice, say_day, say_time
from lex_dialog import Answer, LexEvent, delegate

from .desk import AppointmentDesk, Noted, WishSlot, ask_again
from .free_time import FreeTime
from .offering import chosen, note_offers, offer_again, offer_near, still_offered
from .texts import wish_texts
from .wish import NOON, Reason, Refused, Times, instants, read_day, read_times, times_of
from .words import wants_soonest

_SOON = (Noted.SOONEST, Noted.TIME_SAID)


def seek(
    event: LexEvent,
    desk: AppointmentDesk,
    providers: Sequence[Provider],
    *,
    now_at: datetime | None = None,
) -> FreeTime | Answer:
    """The free time that is wished for, or the answer that leads on to one.

    Args:
        providers: With whom it may be, whoever comes first before others; of one time zone.
        now_at: When the appointment is that shall be moved.
    """
    event = note_wish(event)
    if (time := chosen(event, providers)) is not None:
        return _try(event, desk, providers, time.at, now_at=now_at, exact=True)
    if _wants_soonest(event):
        event = _forget_soonest(event)
        return offer_near(event, desk, providers, desk.book.clock(), because=None)
    times = _times_said(event)
    if event.slot(WishSlot.TIME) is None and (offers := still_offered(event, providers)):
        if times and len(times.possible) > 1:
            return _which_half(event, desk, offers)
        return offer_again(event, desk, offers)
    day = _day(event, desk, providers, now_at=now_at)
    if not isinstance(day, date):
        return day
    if times is None:
        return _check_day(event, desk, providers, day)
    possible = instants(providers, day, times)
    if len(possible) > 1:
        return _which_half(event, desk, [FreeTime(providers[0], each) for each in possible])
    exact = times.part is None
    return _try(event, desk, providers, possible[0], now_at=now_at, exact=exact)


def note_wish(event: LexEvent) -> LexEvent:
    """The event, with what it wishes remembered that no slot holds on to.

    A time that Lex leaves open, which holds for another day too; and "as soon as possible", which
    to Lex is neither a day nor a time, or is the one that it is now.
    """
    noted: dict[str, str] = {}
    slot = event.slot(WishSlot.TIME)
    if readings := ([slot.interpreted] if slot.interpreted else slot.resolved) if slot else ():
        noted[Noted.TIME_SAID] = " ".join(readings)
    if wants_soonest(event.transcript, locale=event.locale):
        noted[Noted.SOONEST] = "yes"
    return replace(event, session_attributes={**event.session_attributes, **noted})


def check_day(
    event: LexEvent, desk: AppointmentDesk, providers: Sequence[Provider]
) -> Answer | None:
    """The answer to a day that is missing or cannot be; ``None`` to one that can."""
    if _wants_soonest(event):
        return None
    day = _day(event, desk, providers)
    return None if isinstance(day, date) else day


def _wants_soonest(event: LexEvent) -> bool:
    return Noted.SOONEST in event.session_attributes


def _forget_soonest(event: LexEvent) -> LexEvent:
    """The event, once the soonest times are offered: what is said from now on is another wish."""
    kept = {name: value for name, value in event.session_attributes.items() if name not in _SOON}
    slots = {**event.intent.slots, WishSlot.DATE: None, WishSlot.TIME: None}
    return replace(event, session_attributes=kept, intent=replace(event.intent, slots=slots))


def _day(
    event: LexEvent,
    desk: AppointmentDesk,
    providers: Sequence[Provider],
    *,
    now_at: datetime | None = None,
) -> date | Answer:
    said = event.slot(WishSlot.DATE)
    if said is None and event.slot(WishSlot.TIME):
        # "At four then", after times of one day that was not named.
        if offers := still_offered(event, providers):
            return offers[0].local.date()
        # "Make it four": the day may stay.
        if now_at:
            return providers[0].local(now_at).date()
    if said is None:
        return delegate(event)
    day = read_day(
        said,
        zone=providers[0].zone,
        now=desk.book.clock(),
        locale=event.locale,
        span=_span_said(event),
    )
    return _refuse_day(event, desk, day) if isinstance(day, Refused) else day


def _times_said(event: LexEvent) -> Times | None:
    slot = event.slot(WishSlot.TIME)
    if slot and (times := read_times(slot)):
        return times
    return times_of(event.session_attributes.get(Noted.TIME_SAID, "").split())


def _try(
    event: LexEvent,
    desk: AppointmentDesk,
    providers: Sequence[Provider],
    at: datetime,
    *,
    now_at: datetime | None,
    exact: bool,
) -> FreeTime | Answer:
    """The time, if somebody is free then; else others are offered."""
    if at == now_at:
        return ask_again(
            event,
            desk,
            WishSlot.DATE,
            say=wish_texts(event).same_time,
            empty=(WishSlot.TIME, WishSlot.OFFER),
            remember={Noted.TIME_SAID: None, Noted.OFFERED: None, Noted.OFFERED_FOR: None},
        )
    if exact:
        for provider in providers:
            if desk.book.is_free(provider, at):
                return FreeTime(provider, at)
    because = _why_not(event, desk, providers, at) if exact else None
    return offer_near(event, desk, providers, at, because=because)


def _why_not(
    event: LexEvent, desk: AppointmentDesk, providers: Sequence[Provider], at: datetime
) -> str:
    say, time = wish_texts(event), FreeTime(providers[0], at)
    if not any(each.opens_on(time.local.date()) for each in providers):
        return _not_open(event, desk, providers, time.local.date())
    if at <= desk.book.clock():
        return say.time_past.format(when=time.said(locale=event.locale))
    if not any(each.offers(at) for each in providers):
        if len(providers) > 1:
            return say.none_then
        return say.closed_then.format(provider=providers[0].name(event.locale))
    return say.taken.format(when=time.said(locale=event.locale))


def _not_open(
    event: LexEvent, desk: AppointmentDesk, providers: Sequence[Provider], day: date
) -> str:
    say = wish_texts(event)
    closed = len(providers) > 1 or desk.is_closed(day)
    return (say.closed_that_day if closed else say.none_that_day).format(
        provider=providers[0].name(event.locale), day=say_day(day, locale=event.locale)
    )


def _check_day(
    event: LexEvent, desk: AppointmentDesk, providers: Sequence[Provider], day: date
) -> Answer:
    """Before the time is asked for: nobody wants to name one on a day that has none."""
    if any(desk.book.free_on(each, day) for each in providers):
        return delegate(event)
    say = wish_texts(event)
    if not any(each.opens_on(day) for each in providers):
        because = _not_open(event, desk, providers, day)
    elif all(at <= desk.book.clock() for each in providers for at in each.times(day, day)):
        because = say.over_for_today
    else:
        text = say.all_full_that_day if len(providers) > 1 else say.full_that_day
        because = text.format(
            provider=providers[0].name(event.locale), day=say_day(day, locale=event.locale)
        )
    midday = datetime.combine(day, NOON, tzinfo=providers[0].zone).astimezone(UTC)
    return offer_near(event, desk, providers, midday, because=because)


def _refuse_day(event: LexEvent, desk: AppointmentDesk, refused: Refused) -> Answer:
    say = wish_texts(event)
    text = {
        Reason.UNCLEAR: say.date_unclear,
        Reason.SPAN: say.date_span,
        Reason.PAST: say.date_past,
        Reason.TOO_FAR: say.date_too_far,
    }[refused.reason]
    span = refused.day.isoformat() if refused.reason is Reason.SPAN else None
    return ask_again(
        event,
        desk,
        WishSlot.DATE,
        say=text.format(day=say_day(refused.day, locale=event.locale)),
        remember={Noted.SPAN_SAID: span or event.session_attributes.get(Noted.SPAN_SAID)},
    )


def _span_said(event: LexEvent) -> date | None:
    try:
        return date.fromisoformat(event.session_attributes.get(Noted.SPAN_SAID, ""))
    except ValueError:
        return None


def _which_half(event: LexEvent, desk: AppointmentDesk, offers: Sequence[FreeTime]) -> Answer:
    """Morning or afternoon, where somebody is there at both."""
    said = [say_time(each.local, locale=event.locale) for each in offers]
    times = say_choice(said, locale=event.locale)
    return ask_again(
        event,
        desk,
        WishSlot.TIME,
        say=wish_texts(event).time_unclear.format(times=times),
        empty=(WishSlot.OFFER,),
        remember=note_offers(event, offers),
    )
