"""What every answer to a patient needs, and what is remembered of a conversation.

A client may set its session's attributes, and Lex logs them as they are. So what says who
somebody is stays in ``Sessions``, and what is in the attributes is believed as little as anything
else that a client says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from appointment_book import Provider, Sessions
from appointment_dialog import AppointmentDesk, forget_refusals, forget_wish
from catalog import Catalog, Practitioner
from lex_dialog import Answer, IntentState, LexEvent, close
from texts import TEXTS, Texts


class Remembered(StrEnum):
    """Session attributes."""

    PHONE_NUMBER = "phoneNumber"
    """Set by the channel; taken away as soon as it is read."""
    INTENT = "intent"
    ASKED = "asked"
    PINNED = "pinned"
    MISMATCHES = "mismatches"
    LISTED = "listed"
    REFERENCE = "reference"
    TOLD = "told"
    MISUNDERSTANDINGS = "misunderstandings"


class SlotName(StrEnum):
    """The slots beside those of a wish."""

    REASON = "Reason"
    PROVIDER = "Provider"
    APPOINTMENT = "Appointment"
    PHONE_NUMBER = "PhoneNumber"
    BIRTH_DATE = "BirthDate"


class Counted(StrEnum):
    """Names of the metrics beside those of ``appointment_dialog``, each a count."""

    TURNS = "TurnsTaken"
    PROPOSED = "TimesProposed"
    BOOKED = "AppointmentsBooked"
    CANCELLED = "AppointmentsCancelled"
    NOT_UNDERSTOOD = "UtterancesNotUnderstood"
    HANDED_OVER = "PatientsHandedOver"
    NOT_VERIFIED = "BirthDatesWrong"


@dataclass(frozen=True)
class Desk(AppointmentDesk):
    """The book, who speaks in which session, and whom the clinic has for what."""

    sessions: Sessions
    catalog: Catalog

    def hand_over(self, event: LexEvent) -> Answer:
        """Ends the intent and says where a person helps."""
        return self.refer(event, say=texts(event).hand_over)

    def refer(self, event: LexEvent, *, say: str) -> Answer:
        """Ends the intent with words that say where a person helps."""
        self.count(Counted.HANDED_OVER)
        return close(event, IntentState.FAILED, say=say, remember=forget_all(event))

    def is_closed(self, day: date) -> bool:
        """Whether nobody of the clinic is there that day."""
        return not any(each.opens_on(day) for each in self.providers(self.catalog.practitioners))

    def providers(self, practitioners: Sequence[Practitioner]) -> list[Provider]:
        """The calendars of those who have one in the book."""
        found = (self.book.provider(each.id) for each in practitioners)
        return [each for each in found if each]


def texts(event: LexEvent) -> Texts:
    """What is said in the language of the conversation."""
    return TEXTS[event.locale]


def done(event: LexEvent, *, say: str | list[str], failed: bool = False) -> Answer:
    """Ends the intent; what was remembered of it is forgotten, but not who speaks."""
    state = IntentState.FAILED if failed else IntentState.FULFILLED
    return close(event, state, say=say, remember=forget_all(event))


def forget_all(event: LexEvent) -> Mapping[str, None]:
    """Forgets all that a conversation has come to; session attributes to remember as ``None``."""
    return {**forget_refusals(event), **forget_wish(), **dict.fromkeys(Remembered)}
