"""A free time read back, to be confirmed or not, and what was read back when it is.

A read-back puts a number of its own into the session (``request``): a fulfilment that comes again,
from Lex or after a lost answer, carries the same number and finds its work done.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appointment_book import Provider
from lex_dialog import Answer, LexEvent, confirm_intent

from .desk import Noted, WishSlot, forget_refusals, forget_wish
from .free_time import FreeTime, read_notes


@dataclass(frozen=True)
class Proposal:
    """What was read back. ``request`` is its number."""

    time: FreeTime
    request: str


def propose(event: LexEvent, time: FreeTime, *, say: str | list[str]) -> Answer:
    """Reads a time back."""
    return confirm_intent(
        event,
        say=say,
        slots=pinned(time),
        remember={
            **forget_wish(),
            **forget_refusals(event),
            Noted.PROPOSED: time.note,
            Noted.REQUEST: uuid.uuid4().hex,
        },
    )


def pinned(time: FreeTime) -> Mapping[str, str | None]:
    """The slots of a wish that has become this time."""
    return {
        WishSlot.DATE: time.local.date().isoformat(),
        WishSlot.TIME: f"{time.local:%H:%M}",
        WishSlot.OFFER: None,
    }


def proposed(event: LexEvent, providers: Sequence[Provider]) -> Proposal | None:
    """What was read back, if the slots still say so; ``None`` if nothing was."""
    times = read_notes(event.session_attributes.get(Noted.PROPOSED, ""), providers)
    request = event.session_attributes.get(Noted.REQUEST, "")
    if len(times) != 1 or not request:
        return None
    (time,) = times
    unchanged = all(event.interpreted(slot) == value for slot, value in pinned(time).items())
    return Proposal(time, request) if unchanged else None
