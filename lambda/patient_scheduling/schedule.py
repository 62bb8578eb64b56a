"""ScheduleAppointment: what for or with whom, when, who; then read it back and book it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appointment_book import (
    Appointment,
    BookBusyError,
    Provider,
    TimeTakenError,
    Visitor,
    say_choice,
    say_moment,
    say_time,
)
from appointment_dialog import (
    FreeTime,
    Met,
    Noted,
    ask_again,
    check_day,
    note_wish,
    offer_near,
    pinned,
    propose,
    proposed,
    read_notes,
    seek,
    wish_texts,
)
from catalog import Reason
from desk import Counted, Desk, Remembered, SlotName, done, texts
from identity import Identified, has_answered, identify
from lex_dialog import Answer, Confirmation, LexEvent, Slot, confirm_intent, delegate, elicit_slot


def check(event: LexEvent, desk: Desk) -> Answer:
    """Checks what was said so far; when a free time is wished, reads it back."""
    if event.intent.confirmation is Confirmation.CONFIRMED:
        return delegate(event)
    return _wished(event, desk)


def fulfil(event: LexEvent, desk: Desk) -> Answer:
    """Books what was read back and confirmed, once."""
    providers, speaker = _providers(event, desk), identify(event, desk)
    if not isinstance(providers, list) or not isinstance(speaker, Identified):
        return _wished(event, desk)
    event, visitor = speaker.event, speaker.visitor
    proposal = proposed(event, providers)
    if proposal is None:
        return _wished(event, desk)
    provider, at = proposal.time.provider, proposal.time.at
    for made in visitor.appointments:
        if made.request == proposal.request:
            return _booked(event, made)
    reason = _reason(event, desk)
    try:
        made = desk.book.book(
            visitor.person,
            provider,
            at,
            request=proposal.request,
            locale=event.locale,
            reason=reason.id if reason else "",
        )
    except BookBusyError:
        return confirm_intent(event, say=wish_texts(event).busy)
    except TimeTakenError:
        desk.count(Met.JUST_TAKEN)
        because = wish_texts(event).just_taken
        return offer_near(event, desk, providers, at, because=because)
    desk.count(Counted.BOOKED)
    return _booked(event, made)


def _wished(event: LexEvent, desk: Desk) -> Answer:
    providers = _providers(event, desk)
    if not isinstance(providers, list):
        return providers
    if not (_reason(event, desk) or _names_practitioner(event, desk)):
        event = note_wish(event)
        return check_day(event, desk, providers) or elicit_slot(event, SlotName.REASON)
    time = _pinned(event, providers) or seek(event, desk, providers)
    if not isinstance(time, FreeTime):
        return time
    event = _with_pinned(event, time)
    speaker = identify(event, desk)
    if not isinstance(speaker, Identified):
        return speaker
    return _propose(speaker.event, desk, providers, speaker.visitor, time)


def _providers(event: LexEvent, desk: Desk) -> list[Provider] | Answer:
    """With whom it may be: whoever is named, else all who see patients for the reason."""
    catalog, say = desk.catalog, texts(event)
    reason, slot = _reason(event, desk), event.slot(SlotName.PROVIDER)
    named = catalog.practitioner(slot.interpreted or slot.original) if slot else None
    able = catalog.who_sees(reason) if reason else catalog.practitioners
    if named and named not in able:
        others = say_choice([each.name(event.locale) for each in able], locale=event.locale)
        text = say.sees_others.format(provider=named.name(event.locale), others=others)
        return ask_again(event, desk, SlotName.PROVIDER, say=text)
    return desk.providers([named] if named else able) or desk.hand_over(event)


def _names_practitioner(event: LexEvent, desk: Desk) -> bool:
    slot = event.slot(SlotName.PROVIDER)
    return bool(slot and desk.catalog.practitioner(slot.interpreted or slot.original))


def _reason(event: LexEvent, desk: Desk) -> Reason | None:
    slot = event.slot(SlotName.REASON)
    return desk.catalog.reason(slot.interpreted or slot.original) if slot else None


def _pinned(event: LexEvent, providers: Sequence[Provider]) -> FreeTime | None:
    """The time that was found before it was asked who it is for, unless another is wished since.

    A date of birth is a date, and Lex may take it for another day: in an answer to that question
    it is none. Should somebody take the time meanwhile, that is found when it is booked.
    """
    times = read_notes(event.session_attributes.get(Remembered.PINNED, ""), providers)
    if len(times) != 1:
        return None
    (time,) = times
    unchanged = all(event.interpreted(slot) == value for slot, value in pinned(time).items())
    return time if unchanged or has_answered(event) else None


def _with_pinned(event: LexEvent, time: FreeTime) -> LexEvent:
    slots = {
        name: Slot.of(value) if value is not None else None for name, value in pinned(time).items()
    }
    forgotten = (Noted.OFFERED, Noted.OFFERED_FOR)
    kept = {
        name: value for name, value in event.session_attributes.items() if name not in forgotten
    }
    return replace(
        event,
        intent=replace(event.intent, slots={**event.intent.slots, **slots}),
        session_attributes={**kept, Remembered.PINNED: time.note},
    )


def _propose(
    event: LexEvent, desk: Desk, providers: Sequence[Provider], visitor: Visitor, time: FreeTime
) -> Answer:
    say, locale = texts(event), event.locale
    when = time.said(locale=locale)
    if any(each.starts_at == time.at for each in visitor.appointments):
        because = say.own_time.format(when=when)
        return offer_near(event, desk, providers, time.at, because=because)
    desk.count(Counted.PROPOSED)
    provider = time.provider.name(locale)
    said = [say.confirm.format(when=when, provider=provider)]
    for other in visitor.appointments:
        local = time.provider.local(other.starts_at)
        if other.provider == time.provider.id and local.date() == time.local.date():
            said = [
                say.same_day.format(time=say_time(local, locale=locale), provider=provider),
                say.confirm_another.format(when=when, provider=provider),
            ]
    return propose(event, time, say=said)


def _booked(event: LexEvent, made: Appointment) -> Answer:
    when = say_moment(made.starts_at.astimezone(made.zone), locale=event.locale)
    return done(event, say=texts(event).booked.format(when=when, provider=made.provider_name))
