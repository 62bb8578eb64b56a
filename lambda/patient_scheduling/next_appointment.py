"""NextAppointment: when it is, and those after it."""

from __future__ import annotations

from desk import Desk, done, texts
from identity import Identified, identify
from lex_dialog import Answer, LexEvent
from which import MOST_LISTED, when


def tell(event: LexEvent, desk: Desk) -> Answer:
    """Tells whoever it is asked of."""
    speaker = identify(event, desk)
    if not isinstance(speaker, Identified):
        return speaker
    event = speaker.event
    say, ahead = texts(event), speaker.visitor.appointments
    if not ahead:
        return done(event, say=say.none_ahead)
    first, *others = [
        say.with_whom.format(when=when(event, each), provider=each.provider_name)
        for each in ahead[:MOST_LISTED]
    ]
    said = [say.next.format(appointment=first)]
    if others:
        said.append(say.further.format(appointments=say.between.join(others)))
    return done(event, say=said)
