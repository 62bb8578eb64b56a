"""Help and FallbackIntent: what to say to a guest who is lost."""

from __future__ import annotations

from desk import Counted, Desk, Remembered, hand_over, remembered_count
from lex_dialog import Answer, LexEvent, elicit_intent

MAX_MISUNDERSTANDINGS = 3
"""At the third in a row the guest is shown the way out."""


def give_help(event: LexEvent, desk: Desk) -> Answer:
    """Says what the bot can do and asks what it should be."""
    return elicit_intent(event, say=desk.speech(event).help())


def not_understood(event: LexEvent, desk: Desk) -> Answer:
    """Says what the bot can do; at the third time in a row, where a person helps."""
    desk.count(Counted.NOT_UNDERSTOOD)
    misunderstandings = remembered_count(event, Remembered.MISUNDERSTANDINGS) + 1
    if misunderstandings >= MAX_MISUNDERSTANDINGS:
        return hand_over(event, desk)
    return elicit_intent(
        event,
        say=desk.speech(event).texts.not_understood,
        remember={Remembered.MISUNDERSTANDINGS: str(misunderstandings)},
    )
