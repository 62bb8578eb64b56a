"""What every answer needs, and what is remembered of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from appointment_book import Appointment, AppointmentBook
from lex_dialog import Answer, IntentState, LexEvent, close, elicit_slot
from texts import TEXTS, Texts

MAX_REFUSALS = 3
"""So often a slot is asked for again with a reason; then the caller is handed to a person."""


class Remembered(StrEnum):
    """Session attributes: those of the flow first, then those that this function sets."""

    PERSON_ID = "personId"
    REFERENCE = "reference"
    ASKED = "asked"

    OUTCOME = "outcome"
    OFFERED = "offered"
    OFFERED_FOR = "offeredFor"
    MOVE_REQUEST = "moveRequest"
    MISUNDERSTANDINGS = "misunderstandings"


class Asked(StrEnum):
    """What the flow has asked, so that help and repetition fit it."""

    BIRTH_DATE = "birth_date"
    NEW_TIME = "new_time"
    ANYTHING_ELSE = "anything_else"


class Outcome(StrEnum):
    """What the flow reads of how it went."""

    MOVED = "moved"
    HANDED_OVER = "handed_over"


class Counted(StrEnum):
    """Names of the metrics, each a count."""

    TURNS = "TurnsTaken"
    MOVED = "AppointmentsMoved"
    PROPOSED = "MovesProposed"
    TAKEN = "WishedTimesTaken"
    JUST_TAKEN = "TimesJustTaken"
    REFUSED = "SlotsRefused"
    NOT_UNDERSTOOD = "UtterancesNotUnderstood"
    HANDED_OVER = "CallersHandedOver"


@dataclass(frozen=True)
class Desk:
    """The book, and ``count``, which counts something that happened."""

    book: AppointmentBook
    count: Callable[[Counted], None]

    def appointment(self, event: LexEvent) -> Appointment | None:
        """The appointment that the flow has told the bot of, as of now."""
        person = event.session_attributes.get(Remembered.PERSON_ID, "")
        reference = event.session_attributes.get(Remembered.REFERENCE, "")
        return self.book.appointment(person, reference) if person and reference else None


def texts(event: LexEvent) -> Texts:
    """What is said in the language of the conversation."""
    return TEXTS[event.locale]


def ask_again(
    event: LexEvent,
    desk: Desk,
    slot: str,
    *,
    say: str | list[str],
    empty: tuple[str, ...] = (),
    remember: Mapping[str, str | None] | None = None,
) -> Answer:
    """Asks for a slot again and says why; after ``MAX_REFUSALS`` times the caller is handed over.

    Args:
        empty: Other slots that do not stand any more.
    """
    key = _refusals(slot)
    refusals = remembered_count(event, key) + 1
    if refusals > MAX_REFUSALS:
        return hand_over(event, desk)
    desk.count(Counted.REFUSED)
    return elicit_slot(
        event,
        slot,
        say=say,
        slots=dict.fromkeys(empty),
        remember={key: str(refusals), **(remember or {})},
    )


def hand_over(event: LexEvent, desk: Desk) -> Answer:
    """Ends the intent; the flow goes on to a person, and says so."""
    desk.count(Counted.HANDED_OVER)
    return close(
        event,
        IntentState.FAILED,
        say=texts(event).hand_over,
        remember={
            **forget_refusals(event),
            Remembered.MISUNDERSTANDINGS: None,
            Remembered.OUTCOME: Outcome.HANDED_OVER,
        },
    )


def forget_refusals(event: LexEvent) -> Mapping[str, None]:
    """Forgets how often each slot of the intent was asked for again."""
    return {_refusals(slot): None for slot in event.intent.slots}


def remembered_count(event: LexEvent, key: str) -> int:
    """A number that the session remembers; 0 if it remembers none."""
    value = event.session_attributes.get(key, "")
    return int(value) if value.isdecimal() else 0


def _refusals(slot: str) -> str:
    return f"refusals.{slot}"
