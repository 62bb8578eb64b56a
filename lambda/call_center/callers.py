"""Who calls: known by their number, certain by their date of birth.

Until the date of birth is right a caller is told nothing, not even a name: a number can be forged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from appointment_book import (
    AppointmentBook,
    TooManyAttemptsError,
    Visitor,
    read_birth_date,
    say_moment,
)
from contact import ContactEvent

Answer = dict[str, str]
"""A flat object of strings, which Connect calls STRING_MAP; under 32 KB."""


class Counted(StrEnum):
    """Names of the metrics, each a count."""

    KNOWN = "CallersKnown"
    UNKNOWN = "CallersUnknown"
    VERIFIED = "CallersVerified"
    NOT_VERIFIED = "BirthDatesWrong"


class UnknownActionError(LookupError):
    """The flow asks for something that this function does not do."""


@dataclass(frozen=True)
class Reception:
    """The book, and ``count``, which counts something that happened."""

    book: AppointmentBook
    count: Callable[[Counted], None]


def look_up(event: ContactEvent, reception: Reception) -> Answer:
    """Whether the number is anybody's: ``found`` is ``true`` or ``false``."""
    found = bool(event.phone and reception.book.visitors(event.phone))
    reception.count(Counted.KNOWN if found else Counted.UNKNOWN)
    return {"found": _flag(found)}


def verify(event: ContactEvent, reception: Reception) -> Answer:
    """Whether ``birthDate`` is that of somebody with the number; if so, who, and what is next.

    Several people may share a number, so the date of birth says who of them calls. After too many
    wrong ones no other is right.
    """
    said = event.parameters.get("birthDate", "")
    today = reception.book.clock().astimezone(UTC).date()
    born = read_birth_date(said, locale=event.locale, today=today)
    visitor = _verified(reception.book, event.phone, born) if event.phone and born else None
    reception.count(Counted.VERIFIED if visitor else Counted.NOT_VERIFIED)
    if visitor is None:
        return {"verified": _flag(None)}
    return {"verified": _flag(visitor), **_introduction(visitor, locale=event.locale)}


ACTIONS: Mapping[str, Callable[[ContactEvent, Reception], Answer]] = {
    "lookUp": look_up,
    "verify": verify,
}


def answer(event: ContactEvent, reception: Reception) -> Answer:
    """Does what the parameter ``action`` says.

    Raises:
        UnknownActionError: there is no such action; those that there are are named.
    """
    action = event.parameters.get("action", "")
    if action not in ACTIONS:
        raise UnknownActionError(f"action {action!r}: there are {', '.join(ACTIONS)}")
    return ACTIONS[action](event, reception)


def _verified(book: AppointmentBook, phone: str, born: date) -> Visitor | None:
    try:
        return book.verify(phone, born)
    except TooManyAttemptsError:
        return None


def _introduction(visitor: Visitor, *, locale: str) -> Answer:
    person, appointment = visitor.person, visitor.next
    known = {
        "personId": person.id,
        "name": person.name,
        "hasAppointment": _flag(appointment is not None),
    }
    if appointment is None:
        return known
    local = appointment.starts_at.astimezone(appointment.zone)
    return {
        **known,
        "reference": appointment.reference,
        "provider": appointment.provider_name,
        "startsAt": local.isoformat(),
        "when": say_moment(local, locale=locale),
    }


def _flag(value: object) -> str:
    return "true" if value else "false"
