"""MoveAppointment: the appointment that the flow has told of, to another time."""

from __future__ import annotations

from appointment_book import Appointment
from appointment_dialog import check_move, forget_refusals, move, say_moved
from desk import Desk, Outcome, Remembered
from lex_dialog import Answer, IntentState, LexEvent, close


def check(event: LexEvent, desk: Desk) -> Answer:
    """Checks what was said so far; when a free time is wished, reads it back."""
    return check_move(event, desk, desk.appointment(event))


def fulfil(event: LexEvent, desk: Desk) -> Answer:
    """Moves the appointment to the time that was read back and confirmed, once."""
    moved = move(event, desk, desk.appointment(event))
    if not isinstance(moved, Appointment):
        return moved
    return close(
        event,
        IntentState.FULFILLED,
        say=say_moved(event, moved),
        remember={
            Remembered.OUTCOME: Outcome.MOVED,
            Remembered.MISUNDERSTANDINGS: None,
            **forget_refusals(event),
        },
    )
