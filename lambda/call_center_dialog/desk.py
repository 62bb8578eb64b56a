"""What every answer needs, and what is remembered of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from appointment_book import Appointment
from appointment_dialog import AppointmentDesk, forget_refusals, forget_wish
from lex_dialog import Answer, IntentState, LexEvent, close
from texts import TEXTS, Texts


class Remembered(StrEnum):
    """Session attributes: those of the flow first, then those that this function sets."""

    PERSON_ID = "personId"
    REFERENCE = "reference"
    ASKED = "asked"

    OUTCOME = "outcome"
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
    """Names of the metrics beside those of ``appointment_dialog``, each a count."""

    TURNS = "TurnsTaken"
    NOT_UNDERSTOOD = "UtterancesNotUnderstood"
    HANDED_OVER = "CallersHandedOver"


@dataclass(frozen=True)
class Desk(AppointmentDesk):
    """The book, and ``count``, which counts something that happened."""

    def appointment(self, event: LexEvent) -> Appointment | None:
        """The appointment that the flow has told the bot of, as of now."""
        person = event.session_attributes.get(Remembered.PERSON_ID, "")
        reference = event.session_attributes.get(Remembered.REFERENCE, "")
        return self.book.appointment(person, reference) if person and reference else None

    def hand_over(self, event: LexEvent) -> Answer:
        """Ends the intent; the flow goes on to a person, and says so."""
        self.count(Counted.HANDED_OVER)
        return close(
            event,
            IntentState.FAILED,
            say=texts(event).hand_over,
            remember={
                **forget_refusals(event),
                **forget_wish(),
                Remembered.MISUNDERSTANDINGS: None,
                Remembered.OUTCOME: Outcome.HANDED_OVER,
            },
        )


def texts(event: LexEvent) -> Texts:
    """What is said in the language of the conversation."""
    return TEXTS[event.locale]
