"""Which of a patient's appointments is meant, when it is to be changed or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from appointment_book import Appointment, Visitor, say_moment
from appointment_dialog import Noted, WishSlot, ask_again, number_said
from desk import Desk, Remembered, SlotName, done, texts
from lex_dialog import Answer, LexEvent, Slot

MOST_LISTED = 3


@dataclass(frozen=True)
class Meant:
    """The appointment that is meant; ``event`` remembers which it is."""

    event: LexEvent
    appointment: Appointment


def which(event: LexEvent, desk: Desk, visitor: Visitor, *, moves: bool) -> Meant | Answer:
    """The appointment, or the question which it is; of one there is no question.

    Args:
        moves: Whether it is to be moved: then a day is that of the move, unless it is said in
            answer to the question.
    """
    ahead = visitor.appointments
    if (known := _remembered(event, desk, visitor)) is not None:
        return Meant(event, known)
    if not ahead:
        return done(event, say=texts(event).none_ahead, failed=True)
    listed = _listed(event, ahead)
    if len(ahead) == 1:
        return _meant(event, ahead[0])
    if (chosen := _by_number(event, listed)) is not None:
        return _meant(event, chosen)
    day = _day_said(event, moves=moves, was_asked=bool(listed))
    described = [each for each in ahead if _is_with(event, desk, each) and _is_on(day, each)]
    if len(described) == 1:
        return _meant(_with_day_before(event) if moves and day else event, described[0])
    return _ask(event, desk, (described or list(ahead))[:MOST_LISTED])


def when(event: LexEvent, appointment: Appointment) -> str:
    """When it is, as it is said."""
    local = appointment.starts_at.astimezone(appointment.zone)
    return say_moment(local, locale=event.locale)


def _remembered(event: LexEvent, desk: Desk, visitor: Visitor) -> Appointment | None:
    reference = event.session_attributes.get(Remembered.REFERENCE, "")
    for each in visitor.appointments:
        if each.reference == reference:
            return each
    # Not ahead: cancelled, by this very conversation or by somebody else.
    return desk.book.appointment(visitor.person.id, reference) if reference else None


def _meant(event: LexEvent, appointment: Appointment) -> Meant:
    remembered = {**event.session_attributes, Remembered.REFERENCE: appointment.reference}
    return Meant(replace(event, session_attributes=remembered), appointment)


def _with_day_before(event: LexEvent) -> LexEvent:
    """The event, with the day wished for in place of the one that says which appointment."""
    before = event.session_attributes.get(Noted.OFFERED_FOR)
    slots = {**event.intent.slots, WishSlot.DATE: Slot.of(before) if before else None}
    return replace(event, intent=replace(event.intent, slots=slots))


def _ask(event: LexEvent, desk: Desk, appointments: Sequence[Appointment]) -> Answer:
    say = texts(event)
    listed = [
        text.format(when=when(event, each), provider=each.provider_name)
        for text, each in zip(say.listed, appointments, strict=False)
    ]
    return ask_again(
        event,
        desk,
        SlotName.APPOINTMENT,
        say=say.which.format(appointments=say.between.join(listed)),
        remember={
            Remembered.LISTED: " ".join(each.reference for each in appointments),
            Noted.OFFERED_FOR: event.interpreted(WishSlot.DATE),
        },
    )


def _listed(event: LexEvent, ahead: Sequence[Appointment]) -> list[Appointment]:
    """Those that were read out, in that order."""
    by_reference = {each.reference: each for each in ahead}
    references = event.session_attributes.get(Remembered.LISTED, "").split()
    return [by_reference[each] for each in references if each in by_reference]


def _by_number(event: LexEvent, listed: Sequence[Appointment]) -> Appointment | None:
    number = number_said(event, SlotName.APPOINTMENT)
    return listed[number - 1] if number and number <= len(listed) else None


def _day_said(event: LexEvent, *, moves: bool, was_asked: bool) -> str | None:
    """The day of the appointment that is meant, if that is what the day is."""
    day = event.interpreted(WishSlot.DATE)
    before = event.session_attributes.get(Noted.OFFERED_FOR)
    return None if moves and (not was_asked or day == before) else day


def _is_on(day: str | None, appointment: Appointment) -> bool:
    local = appointment.starts_at.astimezone(appointment.zone)
    return day is None or local.date().isoformat() == day


def _is_with(event: LexEvent, desk: Desk, appointment: Appointment) -> bool:
    slot = event.slot(SlotName.PROVIDER)
    named = desk.catalog.practitioner(slot.interpreted or slot.original) if slot else None
    return named is None or named.id == appointment.provider
