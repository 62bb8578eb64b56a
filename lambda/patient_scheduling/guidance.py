"""Help, Goodbye and FallbackIntent: what to say to somebody who is lost, or has done."""

from __future__ import annotations

from appointment_dialog import remembered_count
from desk import Counted, Desk, Remembered, done, texts
from lex_dialog import Answer, LexEvent, elicit_intent

MAX_MISUNDERSTANDINGS = 3
"""At the third in a row a person helps."""


def give_help(event: LexEvent, desk: Desk) -> Answer:  # noqa: ARG001 - as every route
    """Says what the bot can do and asks what it should be."""
    return elicit_intent(event, say=texts(event).help)


def take_leave(event: LexEvent, desk: Desk) -> Answer:  # noqa: ARG001 - as every route
    """Lets go of what was begun."""
    return done(event, say=texts(event).goodbye)


def not_understood(event: LexEvent, desk: Desk) -> Answer:
    """Says what the bot can do; at the third time in a row, where a person helps."""
    desk.count(Counted.NOT_UNDERSTOOD)
    misunderstandings = remembered_count(event, Remembered.MISUNDERSTANDINGS) + 1
    if misunderstandings >= MAX_MISUNDERSTANDINGS:
        return desk.hand_over(event)
    return elicit_intent(
        event,
        say=texts(event).not_understood,
        remember={Remembered.MISUNDERSTANDINGS: str(misunderstandings)},
    )
