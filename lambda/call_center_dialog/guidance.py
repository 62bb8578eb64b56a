"""Repeat, Help and FallbackIntent: what to say to a caller who is lost."""

from __future__ import annotations

from appointment_book import say_moment
from appointment_dialog import remembered_count
from desk import Asked, Counted, Desk, Remembered, texts
from lex_dialog import Answer, LexEvent, elicit_intent

MAX_MISUNDERSTANDINGS = 3
"""At the third in a row the caller is handed to a person."""


def repeat(event: LexEvent, desk: Desk) -> Answer:
    """Says again when the appointment is."""
    appointment = desk.appointment(event)
    if appointment is None:
        return desk.hand_over(event)
    local = appointment.starts_at.astimezone(appointment.zone)
    said = texts(event).appointment.format(
        provider=appointment.provider_name, when=say_moment(local, locale=event.locale)
    )
    return elicit_intent(event, say=[said, texts(event).what_else])


def give_help(event: LexEvent, desk: Desk) -> Answer:  # noqa: ARG001 - as every route
    """Says what can be said."""
    say = texts(event)
    return elicit_intent(
        event, say=say.help_birth_date if _is_verifying(event) else say.help_new_time
    )


def not_understood(event: LexEvent, desk: Desk) -> Answer:
    """Asks once more; at the third time in a row a person helps."""
    desk.count(Counted.NOT_UNDERSTOOD)
    misunderstandings = remembered_count(event, Remembered.MISUNDERSTANDINGS) + 1
    if misunderstandings >= MAX_MISUNDERSTANDINGS:
        return desk.hand_over(event)
    say = texts(event)
    return elicit_intent(
        event,
        say=say.not_understood_birth_date if _is_verifying(event) else say.not_understood,
        remember={Remembered.MISUNDERSTANDINGS: str(misunderstandings)},
    )


def _is_verifying(event: LexEvent) -> bool:
    return event.session_attributes.get(Remembered.ASKED) == Asked.BIRTH_DATE
