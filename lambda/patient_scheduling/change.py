"""ChangeAppointment: an appointment to another time with the same provider."""

from __future__ import annotations

from appointment_book import Appointment
from appointment_dialog import WishSlot, check_move, move, say_moved
from desk import Desk, Remembered, done, texts
from identity import Identified, identify
from lex_dialog import Answer, Confirmation, LexEvent, delegate, elicit_slot
from which import Meant, when, which


def check(event: LexEvent, desk: Desk) -> Answer:
    """Checks what was said so far; when a free time is wished, reads it back with the old one."""
    if event.intent.confirmation is Confirmation.CONFIRMED:
        return delegate(event)
    meant = _meant(event, desk)
    if not isinstance(meant, Meant):
        return meant
    event, appointment = meant.event, meant.appointment
    told = event.session_attributes.get(Remembered.TOLD)
    if event.slot(WishSlot.DATE) is None and told != appointment.reference:
        return _tell(event, appointment)
    return check_move(event, desk, appointment)


def fulfil(event: LexEvent, desk: Desk) -> Answer:
    """Moves the appointment to the time that was read back and confirmed, once."""
    meant = _meant(event, desk)
    if not isinstance(meant, Meant):
        return meant
    moved = move(meant.event, desk, meant.appointment)
    if not isinstance(moved, Appointment):
        return moved
    return done(event, say=say_moved(event, moved))


def _meant(event: LexEvent, desk: Desk) -> Meant | Answer:
    speaker = identify(event, desk)
    if not isinstance(speaker, Identified):
        return speaker
    return which(speaker.event, desk, speaker.visitor, moves=True)


def _tell(event: LexEvent, appointment: Appointment) -> Answer:
    """Says which it is before it is asked for the day: it is the patient's turn to object."""
    say = texts(event).change.format(
        when=when(event, appointment), provider=appointment.provider_name
    )
    return elicit_slot(
        event, WishSlot.DATE, say=say, remember={Remembered.TOLD: appointment.reference}
    )
