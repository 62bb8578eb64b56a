"""MoveAppointment: understand the wish, offer what is free, read it back, move.

A read-back puts a number of its own into the session (``moveRequest``): a fulfilment that comes
again, from Lex or after a lost answer, carries the same number and finds the move done.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from appointment_book import (
    Appointment,
    AppointmentStatus,
    BookBusyError,
    ChangedMeanwhileError,
    Provider,
    TimeTakenError,
    say_choice,
    say_day,
    say_moment,
    say_time,
    toward,
)
from desk import Counted, Desk, Outcome, Remembered, ask_again, forget_refusals, hand_over, texts
from lex_dialog import (
    Answer,
    Confirmation,
    IntentState,
    LexEvent,
    close,
    confirm_intent,
    delegate,
)
from offering import DATE, OFFER, TIME, chosen, offer_again, offer_near, still_offered
from wish import Reason, Refused, instants, read_day, read_times


def check(event: LexEvent, desk: Desk) -> Answer:
    """Checks what was said so far; when a free time is wished, reads it back."""
    if event.intent.confirmation is not Confirmation.NONE:
        return delegate(event)
    found = _found(event, desk)
    if found is None:
        return hand_over(event, desk)
    appointment, provider = found
    if (at := chosen(event)) is not None:
        return _try(event, desk, appointment, provider, at)
    return _wished(event, desk, appointment, provider)


def fulfil(event: LexEvent, desk: Desk) -> Answer:
    """Moves the appointment to the time that was read back and confirmed, once."""
    found = _found(event, desk)
    if found is None:
        return hand_over(event, desk)
    appointment, provider = found
    at = _read_back(event, provider)
    request = event.session_attributes.get(Remembered.MOVE_REQUEST, "")
    if at is None or not request:
        return _wished(event, desk, appointment, provider)
    if appointment.request == request:
        return _moved(event, appointment)
    try:
        moved = desk.book.move(appointment, provider, at, request=request, locale=event.locale)
    except BookBusyError:
        return confirm_intent(event, say=texts(event).busy)
    except TimeTakenError:
        desk.count(Counted.JUST_TAKEN)
        return offer_near(event, desk, provider, at, because=texts(event).just_taken)
    except ChangedMeanwhileError:
        # Moved or cancelled by somebody else while the caller spoke: a person sorts that out.
        return hand_over(event, desk)
    desk.count(Counted.MOVED)
    return _moved(event, moved)


def _found(event: LexEvent, desk: Desk) -> tuple[Appointment, Provider] | None:
    appointment = desk.appointment(event)
    if appointment is None or appointment.status is not AppointmentStatus.BOOKED:
        return None
    provider = desk.book.provider(appointment.provider)
    return (appointment, provider) if provider else None


def _wished(event: LexEvent, desk: Desk, appointment: Appointment, provider: Provider) -> Answer:
    day_said, time_said = event.interpreted(DATE), event.slot(TIME)
    if time_said is None and still_offered(event):
        return offer_again(event, desk, provider)
    if not day_said:
        return delegate(event)
    day = read_day(day_said, provider=provider, now=desk.book.clock())
    if isinstance(day, Refused):
        return _refuse_day(event, desk, day)
    times = read_times(time_said) if time_said else None
    if times is None:
        return _check_day(event, desk, provider, day)
    possible = instants(provider, day, times)
    if len(possible) > 1:
        return _which(event, desk, provider, possible)
    return _try(event, desk, appointment, provider, possible[0], exact=times.exact)


def _try(
    event: LexEvent,
    desk: Desk,
    appointment: Appointment,
    provider: Provider,
    at: datetime,
    *,
    exact: bool = True,
) -> Answer:
    """Reads the time back if it is free, else offers others."""
    say = texts(event)
    if at == appointment.starts_at:
        return ask_again(event, desk, DATE, say=say.same_time, empty=(TIME, OFFER))
    if exact and desk.book.is_free(provider, at):
        return _propose(event, desk, appointment, provider, at)
    because = _why_not(event, provider, at) if exact else None
    return offer_near(event, desk, provider, at, because=because)


def _why_not(event: LexEvent, provider: Provider, at: datetime) -> str:
    say, local = texts(event), provider.local(at)
    name, day = provider.name(event.locale), say_day(local.date(), locale=event.locale)
    if not provider.opens_on(local.date()):
        return say.closed_that_day.format(provider=name, day=day)
    if not provider.offers(at):
        return say.closed_then.format(provider=name)
    return say.taken.format(when=say_moment(local, locale=event.locale))


def _check_day(event: LexEvent, desk: Desk, provider: Provider, day: date) -> Answer:
    """Before the time is asked for: nobody wants to name one on a day that has none."""
    if desk.book.free_on(provider, day):
        return delegate(event)
    say = texts(event)
    because = say.full_that_day if provider.opens_on(day) else say.closed_that_day
    return offer_near(
        event,
        desk,
        provider,
        datetime.combine(day, time(12), tzinfo=provider.zone).astimezone(UTC),
        because=because.format(
            provider=provider.name(event.locale), day=say_day(day, locale=event.locale)
        ),
    )


def _refuse_day(event: LexEvent, desk: Desk, refused: Refused) -> Answer:
    say = texts(event)
    text = {
        Reason.UNCLEAR: say.date_unclear,
        Reason.PAST: say.date_past,
        Reason.TOO_FAR: say.date_too_far,
    }[refused.reason]
    day = say_day(refused.day, locale=event.locale)
    return ask_again(event, desk, DATE, say=text.format(day=day))


def _which(event: LexEvent, desk: Desk, provider: Provider, possible: Sequence[datetime]) -> Answer:
    """Morning or afternoon, where the provider is there at both."""
    said = [say_time(provider.local(each), locale=event.locale) for each in possible]
    times = say_choice(said, locale=event.locale)
    return ask_again(event, desk, TIME, say=texts(event).time_unclear.format(times=times))


def _propose(
    event: LexEvent, desk: Desk, appointment: Appointment, provider: Provider, at: datetime
) -> Answer:
    desk.count(Counted.PROPOSED)
    local, locale = provider.local(at), event.locale
    return confirm_intent(
        event,
        say=texts(event).confirm.format(
            provider=provider.name(locale),
            old=say_moment(provider.local(appointment.starts_at), locale=locale),
            new=toward(say_moment(local, locale=locale), locale=locale),
        ),
        slots={DATE: local.date().isoformat(), TIME: f"{local:%H:%M}", OFFER: None},
        remember={
            Remembered.MOVE_REQUEST: uuid.uuid4().hex,
            Remembered.OFFERED: None,
            Remembered.OFFERED_FOR: None,
            **forget_refusals(event),
        },
    )


def _read_back(event: LexEvent, provider: Provider) -> datetime | None:
    """The instant of the slots as the read-back left them."""
    day, slot = event.interpreted(DATE), event.slot(TIME)
    times = read_times(slot) if slot else None
    if not day or times is None or len(times.possible) != 1:
        return None
    return provider.instant(date.fromisoformat(day), times.possible[0])


def _moved(event: LexEvent, appointment: Appointment) -> Answer:
    local = appointment.starts_at.astimezone(appointment.zone)
    return close(
        event,
        IntentState.FULFILLED,
        say=texts(event).moved.format(
            provider=appointment.provider_name,
            new=toward(say_moment(local, locale=event.locale), locale=event.locale),
        ),
        remember={
            Remembered.OUTCOME: Outcome.MOVED,
            Remembered.MISUNDERSTANDINGS: None,
            **forget_refusals(event),
        },
    )
