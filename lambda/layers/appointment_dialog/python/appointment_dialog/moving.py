"""Moves an appointment to a time that was wished for, read back and confirmed."""

from __future__ import annotations

from appointment_book import (
    Appointment,
    AppointmentStatus,
    BookBusyError,
    ChangedMeanwhileError,
    Provider,
    TimeTakenError,
    say_moment,
    toward,
)
from lex_dialog import Answer, Confirmation, LexEvent, confirm_intent, delegate

from .desk import AppointmentDesk, Met
from .free_time import FreeTime
from .offering import offer_near
from .proposing import propose, proposed
from .seeking import seek
from .texts import wish_texts


def check_move(event: LexEvent, desk: AppointmentDesk, appointment: Appointment | None) -> Answer:
    """Checks what was said so far; when a free time is wished, reads it back with the old one."""
    if event.intent.confirmation is Confirmation.CONFIRMED:
        return delegate(event)
    if appointment is None or (provider := _provider(desk, appointment)) is None:
        return desk.hand_over(event)
    return _wished(event, desk, appointment, provider)


def move(
    event: LexEvent, desk: AppointmentDesk, appointment: Appointment | None
) -> Appointment | Answer:
    """The appointment, moved once to what was read back; or the answer, where that cannot be."""
    if appointment is None or (provider := _provider(desk, appointment)) is None:
        return desk.hand_over(event)
    proposal = proposed(event, [provider])
    if proposal is None:
        return _wished(event, desk, appointment, provider)
    at, request = proposal.time.at, proposal.request
    if appointment.request == request:
        return appointment
    try:
        moved = desk.book.move(appointment, provider, at, request=request, locale=event.locale)
    except BookBusyError:
        return confirm_intent(event, say=wish_texts(event).busy)
    except TimeTakenError:
        desk.count(Met.JUST_TAKEN)
        return offer_near(event, desk, [provider], at, because=wish_texts(event).just_taken)
    except ChangedMeanwhileError:
        # Moved or cancelled by somebody else in the meantime: a person sorts that out.
        return desk.hand_over(event)
    desk.count(Met.MOVED)
    return moved


def say_moved(event: LexEvent, appointment: Appointment) -> str:
    """That it is moved, and to when."""
    return wish_texts(event).moved.format(
        provider=appointment.provider_name,
        new=toward(_when(event, appointment), locale=event.locale),
    )


def _provider(desk: AppointmentDesk, appointment: Appointment) -> Provider | None:
    if appointment.status is not AppointmentStatus.BOOKED:
        return None
    return desk.provider(appointment.provider)


def _wished(
    event: LexEvent, desk: AppointmentDesk, appointment: Appointment, provider: Provider
) -> Answer:
    time = seek(event, desk, [provider], now_at=appointment.starts_at)
    if not isinstance(time, FreeTime):
        return time
    desk.count(Met.MOVE_PROPOSED)
    text = wish_texts(event).confirm_move.format(
        provider=provider.name(event.locale),
        old=_when(event, appointment),
        new=toward(time.said(locale=event.locale), locale=event.locale),
    )
    return propose(event, time, say=text)


def _when(event: LexEvent, appointment: Appointment) -> str:
    local = appointment.starts_at.astimezone(appointment.zone)
    return say_moment(local, locale=event.locale)
