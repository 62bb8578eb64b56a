"""What every answer to a patient needs, and what is remembered of a conversation.

A client may set its session's attributes, and Lex logs them as they are. So what says who
somebody is stays in ``Sessions``, and what is in the attributes is believed as little as anything
else that a client says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from appointment_book import AppointmentBook, Known, Provider, Sessions
from appointment_dialog import AppointmentDesk, forget_refusals, forget_wish
from catalog import Catalog, Practitioner
from lex_dialog import Answer, IntentState, LexEvent, close
from texts import TEXTS, Texts

CALENDARS_KEPT = timedelta(minutes=1)


class Remembered(StrEnum):
    """Session attributes."""

    PHONE_NUMBER = "phoneNumber"
    """Set by the channel; taken away as soon as it is read."""
    HAS_NUMBER = "hasNumber"
    IS_KNOWN = "isKnown"
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


class Calendars:
    """The providers' calendars, each read anew after a minute: turns come oftener than holidays."""

    def __init__(self, book: AppointmentBook) -> None:
        self._book = book
        self._read: dict[str, tuple[datetime, Provider]] = {}

    def of(self, provider_id: str) -> Provider | None:
        """The calendar; ``None`` for who has none in the book."""
        now = self._book.clock()
        read_at, calendar = self._read.get(provider_id, (now, None))
        if calendar and timedelta() <= now - read_at < CALENDARS_KEPT:
            return calendar
        calendar = self._book.provider(provider_id)
        if calendar:
            self._read[provider_id] = now, calendar
        return calendar


class Speakers:
    """Who speaks in a session, which is read once in a turn."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._known: dict[str, Known] = {}

    def read(self, session_id: str) -> Known:
        """What is known of who speaks."""
        if session_id not in self._known:
            self._known[session_id] = self._sessions.read(session_id)
        return self._known[session_id]

    def keep(self, session_id: str, *, phone: str, person: str | None = None) -> None:
        """Keeps what has come to be known, with what was."""
        known = self.read(session_id)
        self._known[session_id] = self._sessions.keep(
            session_id, phone=phone, person=person, known=known
        )

    def begin(self, session_id: str, *, phone: str) -> None:
        """Keeps the number of a session that has just begun: nobody is known by it yet."""
        self._known[session_id] = self._sessions.keep(session_id, phone=phone, known=Known())


@dataclass(frozen=True)
class Desk(AppointmentDesk):
    """The book, whom the clinic has for what, and who speaks."""

    catalog: Catalog
    calendars: Calendars
    speakers: Speakers

    def hand_over(self, event: LexEvent) -> Answer:
        """Ends the intent and says where a person helps."""
        return self.refer(event, say=texts(event).hand_over)

    def refer(self, event: LexEvent, *, say: str) -> Answer:
        """Ends the intent with words that say where a person helps."""
        self.count(Counted.HANDED_OVER)
        return close(event, IntentState.FAILED, say=say, remember=forget_all(event))

    def provider(self, provider_id: str) -> Provider | None:
        """The provider, as of the last minute; ``None`` if there is none of the id."""
        return self.calendars.of(provider_id)

    def is_closed(self, day: date) -> bool:
        """Whether nobody of the clinic is there that day."""
        return not any(each.opens_on(day) for each in self.providers(self.catalog.practitioners))

    def providers(self, practitioners: Sequence[Practitioner]) -> list[Provider]:
        """The calendars of those who have one in the book."""
        found = (self.calendars.of(each.id) for each in practitioners)
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
    lasting = (Remembered.HAS_NUMBER, Remembered.IS_KNOWN)
    passing = (each for each in Remembered if each not in lasting)
    return {**forget_refusals(event), **forget_wish(), **dict.fromkeys(passing)}
