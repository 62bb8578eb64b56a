"""ChangeAppointment: an appointment to another time with the same provider."""

from __future__ import annotations

from dataclasses import replace

from appointment_book import Appointment
from appointment_dialog import (
    Noted,
    WishSlot,
    check_move,
    move,
    pinned,
    read_notes,
    say_moved,
)
from desk import Desk, Remembered, SlotName, done, texts
from identity import Identified, identify
from lex_dialog import Answer, Confirmation, Intent, LexEvent, Slot, delegate, elicit_slot
from which import Meant, when, which

SCHEDULE_APPOINTMENT, CHANGE_APPOINTMENT = "ScheduleAppointment", "ChangeAppointment"
SLOTS = (*WishSlot, *(name for name in SlotName if name is not SlotName.REASON))


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


def goes_on(event: LexEvent) -> bool:
    """Whether a day or a time said in the middle of a change is one for it.

    "Make it Thursday" and "I'd like to come at three" could also begin another appointment, and
    Lex cannot know: it is told with whom or what for, or nothing at all, when it does.
    """
    attributes, slots = event.session_attributes, event.intent.slots
    filled = {name for name, slot in slots.items() if slot}
    return (
        event.intent.name == SCHEDULE_APPOINTMENT
        and attributes.get(Remembered.INTENT) == CHANGE_APPOINTMENT
        and Remembered.REFERENCE in attributes
        and bool(filled)
        and filled <= {WishSlot.DATE, WishSlot.TIME}
    )


def go_on(event: LexEvent, desk: Desk) -> LexEvent:
    """The event as one of the change: what it does not say is as it was read back."""
    note = event.session_attributes.get(Noted.PROPOSED, "")
    provider = desk.provider(note.rpartition("@")[2])
    times = read_notes(note, [provider]) if provider else []
    before = {
        name: Slot.of(value) for time in times for name, value in pinned(time).items() if value
    }
    said = {name: slot for name, slot in event.intent.slots.items() if slot}
    slots = {**dict.fromkeys(SLOTS), **before, **said}
    return replace(event, intent=Intent(CHANGE_APPOINTMENT, slots))


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
