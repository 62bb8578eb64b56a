"""CancelAppointment: read an appointment back and cancel it."""

from __future__ import annotations

import uuid

from appointment_book import (
    Appointment,
    AppointmentStatus,
    BookBusyError,
    ChangedMeanwhileError,
)
from appointment_dialog import Noted, forget_refusals, wish_texts
from desk import Counted, Desk, done, texts
from identity import Identified, identify
from lex_dialog import Answer, Confirmation, LexEvent, confirm_intent, delegate
from which import Meant, when, which


def check(event: LexEvent, desk: Desk) -> Answer:
    """Reads the appointment back and asks whether to cancel it."""
    if event.intent.confirmation is Confirmation.CONFIRMED:
        return delegate(event)
    meant = _meant(event, desk)
    return _propose(meant) if isinstance(meant, Meant) else meant


def fulfil(event: LexEvent, desk: Desk) -> Answer:
    """Cancels what was read back and confirmed, once."""
    meant = _meant(event, desk)
    if not isinstance(meant, Meant):
        return meant
    appointment = meant.appointment
    if appointment.status is AppointmentStatus.CANCELLED:
        return _cancelled(event, appointment)
    request = event.session_attributes.get(Noted.REQUEST)
    if not request or event.session_attributes.get(Noted.PROPOSED) != _note(appointment):
        return _propose(meant)
    try:
        desk.book.cancel(appointment, request=request)
    except BookBusyError:
        return confirm_intent(event, say=wish_texts(event).busy)
    except ChangedMeanwhileError:
        return desk.hand_over(event)
    desk.count(Counted.CANCELLED)
    return _cancelled(event, appointment)


def _meant(event: LexEvent, desk: Desk) -> Meant | Answer:
    speaker = identify(event, desk)
    if not isinstance(speaker, Identified):
        return speaker
    return which(speaker.event, desk, speaker.visitor, moves=False)


def _propose(meant: Meant) -> Answer:
    event, appointment = meant.event, meant.appointment
    say = texts(event).confirm_cancel.format(
        when=when(event, appointment), provider=appointment.provider_name
    )
    return confirm_intent(
        event,
        say=say,
        remember={
            **forget_refusals(event),
            Noted.REQUEST: uuid.uuid4().hex,
            Noted.PROPOSED: _note(appointment),
        },
    )


def _note(appointment: Appointment) -> str:
    """What was read back; not what it has become, if it is moved before the "yes"."""
    return f"{appointment.reference} {appointment.starts_at:%Y-%m-%dT%H:%MZ}"


def _cancelled(event: LexEvent, appointment: Appointment) -> Answer:
    say = texts(event).cancelled.format(
        when=when(event, appointment), provider=appointment.provider_name
    )
    return done(event, say=say)
