"""What every answer at the front desk needs, and what the desk remembers of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bookings import Bookings
from lex_dialog import Answer, IntentState, LexEvent, close, elicit_slot
from speech import Speech

MAX_REFUSALS = 3
"""So often a slot is asked for again with a reason; then the guest is shown the way out."""


class Remembered(StrEnum):
    """Session attributes that the function sets, or reads if the channel sets them."""

    BOOKING_REFERENCE = "bookingReference"
    PHONE_NUMBER = "phoneNumber"
    BOOKING_REQUEST = "bookingRequest"
    QUOTED_PRICE = "quotedPrice"
    BOOKING_BEGUN = "bookingBegun"
    MISUNDERSTANDINGS = "misunderstandings"


class Counted(StrEnum):
    """Names of the metrics, each a count."""

    TURNS = "TurnsTaken"
    QUOTED = "StaysQuoted"
    BOOKED = "RoomsBooked"
    CANCELLED = "BookingsCancelled"
    SOLD_OUT = "StaysSoldOut"
    JUST_TAKEN = "RoomsJustTaken"
    REFUSED = "SlotsRefused"
    NOT_UNDERSTOOD = "UtterancesNotUnderstood"
    HANDED_OVER = "GuestsHandedOver"


@dataclass(frozen=True)
class Desk:
    """The hotel's book, and ``count``, which counts something that happened."""

    bookings: Bookings
    count: Callable[[Counted], None]

    def speech(self, event: LexEvent) -> Speech:
        """Speaks the language of the conversation."""
        return Speech(event.locale, self.bookings.catalog)


def ask_again(event: LexEvent, desk: Desk, slot: str, *, say: str | list[str]) -> Answer:
    """Asks for a slot again and says why; after ``MAX_REFUSALS`` times the guest is handed over.

    A refused value is a filled slot to Lex, which would ask for ever: its own retries count only
    what it could not read.
    """
    key = _refusals(slot)
    refusals = remembered_count(event, key) + 1
    if refusals > MAX_REFUSALS:
        return hand_over(event, desk)
    desk.count(Counted.REFUSED)
    return elicit_slot(event, slot, say=say, remember={key: str(refusals)})


def hand_over(event: LexEvent, desk: Desk) -> Answer:
    """Ends the intent and says where a person helps."""
    desk.count(Counted.HANDED_OVER)
    return close(
        event,
        IntentState.FAILED,
        say=desk.speech(event).texts.hand_over,
        remember={
            **forget_refusals(event),
            Remembered.MISUNDERSTANDINGS: None,
            Remembered.BOOKING_BEGUN: None,
        },
    )


def forget_refusals(event: LexEvent, *, slots: Iterable[str] | None = None) -> Mapping[str, None]:
    """Forgets how often each of these slots was asked for again; those of the intent, if not said.

    They are session attributes to remember as ``None``.
    """
    return {_refusals(slot): None for slot in (event.intent.slots if slots is None else slots)}


def remembered_count(event: LexEvent, key: str) -> int:
    """A number that the session remembers; 0 if it remembers none."""
    value = event.session_attributes.get(key, "")
    return int(value) if value.isdecimal() else 0


def _refusals(slot: str) -> str:
    return f"refusals.{slot}"
