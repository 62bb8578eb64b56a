"""Who speaks: a number, from the channel or asked for, and always a date of birth.

Until the date of birth is right nobody is told anything, nor that the clinic knows the number: a
client can claim any. It is asked for once in a session. Families share numbers, so the date says
who of them it is; whoever says another's later speaks of them from then on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date

from appointment_book import TooManyAttemptsError, Visitor, read_birth_date
from appointment_dialog import ask_again, remembered_count
from desk import Counted, Desk, Remembered, SlotName, texts
from lex_dialog import Answer, LexEvent, e164, elicit_slot

MAX_MISMATCHES = 3
"""So often a number and a date of birth may not go together; then a person helps."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_KEYED = re.compile(r"\d{6}(?:\d{2})?")


@dataclass(frozen=True)
class Identified:
    """Who speaks, or is spoken of; ``event`` remembers that it is known."""

    event: LexEvent
    visitor: Visitor


def take_number(event: LexEvent, desk: Desk) -> LexEvent:
    """Keeps the number that the channel gives, and takes it out of the session's attributes."""
    given = event.session_attributes.get(Remembered.PHONE_NUMBER)
    if given is None:
        return event
    phone = given if _E164.fullmatch(given) else e164(given, locale=event.locale)
    if phone and Remembered.HAS_NUMBER in event.session_attributes:
        desk.speakers.keep(event.session_id, phone=phone)
    elif phone:
        desk.speakers.begin(event.session_id, phone=phone)
    return _remembering(
        event,
        {
            Remembered.PHONE_NUMBER: None,
            Remembered.IS_KNOWN: None,
            Remembered.HAS_NUMBER: "yes" if phone else None,
        },
    )


def identify(event: LexEvent, desk: Desk) -> Identified | Answer:
    """Who speaks, or is spoken of; else the question that leads on to it."""
    if _keyed(event):  # which may also be a number to Lex
        event = _without_number(event)
    born_said, phone_said = _birth_date_said(event), _said(event, SlotName.PHONE_NUMBER)
    if born_said is None and phone_said is None and _is_only_a_number(event):
        return _ask(event, SlotName.BIRTH_DATE)
    known = desk.speakers.read(event.session_id)
    visitor = desk.book.visitor(known.person) if known.person else None
    if visitor and (
        born_said is None or _read(event, desk, born_said) == visitor.person.birth_date
    ):
        return _identified(event, visitor)
    phone = known.phone
    if visitor is None and phone_said is not None:
        phone = e164(phone_said, locale=event.locale)
        if phone is None:
            return _ask_again(event, desk, SlotName.PHONE_NUMBER, say=texts(event).phone_wrong)
        if phone != known.phone:
            desk.speakers.keep(event.session_id, phone=phone)
    if phone is None:
        return _ask(event, SlotName.PHONE_NUMBER)
    event = _remembering(event, {Remembered.HAS_NUMBER: "yes"})
    if born_said is None:
        return _ask(event, SlotName.BIRTH_DATE)
    born = _read(event, desk, born_said)
    if born is None:
        return _ask_again(event, desk, SlotName.BIRTH_DATE, say=texts(event).birth_date_wrong)
    return _verify(event, desk, phone, born)


def has_answered(event: LexEvent) -> bool:
    """Whether what was said answers the question who it is, whatever else Lex makes of it."""
    asked = event.session_attributes.get(Remembered.ASKED, "")
    return event.slot(asked) is not None or _keyed(event) is not None


def _is_only_a_number(event: LexEvent) -> bool:
    """Whether this very conversation has a number, and nobody yet: no need to look.

    A client that makes that up is asked for a date of birth, and then for a number all the same.
    """
    attributes = event.session_attributes
    return Remembered.HAS_NUMBER in attributes and Remembered.IS_KNOWN not in attributes


def _identified(event: LexEvent, visitor: Visitor) -> Identified:
    """With the question who it is forgotten: another day is a wish again."""
    changes: dict[str, str | None] = {
        Remembered.ASKED: None,
        Remembered.MISMATCHES: None,
        Remembered.HAS_NUMBER: "yes",
        Remembered.IS_KNOWN: "yes",
    }
    return Identified(_remembering(event, changes), visitor)


def _remembering(event: LexEvent, changes: Mapping[str, str | None]) -> LexEvent:
    attributes: dict[str, str | None] = {**event.session_attributes, **changes}
    kept = {name: value for name, value in attributes.items() if value is not None}
    return replace(event, session_attributes=kept)


def _verify(event: LexEvent, desk: Desk, phone: str, born: date) -> Identified | Answer:
    try:
        visitor = desk.book.verify(phone, born)
    except TooManyAttemptsError:
        desk.count(Counted.NOT_VERIFIED)
        return desk.refer(event, say=texts(event).too_many_attempts)
    if visitor:
        desk.speakers.keep(event.session_id, phone=phone, person=visitor.person.id)
        return _identified(event, visitor)
    desk.count(Counted.NOT_VERIFIED)
    mismatches = remembered_count(event, Remembered.MISMATCHES) + 1
    if mismatches >= MAX_MISMATCHES:
        return desk.refer(event, say=texts(event).not_found)
    event = _remembering(event, {Remembered.MISMATCHES: str(mismatches)})
    # A slip in the date is likelier than another number; the second time it may well be that.
    if mismatches == 1:
        return _ask_again(event, desk, SlotName.BIRTH_DATE, say=texts(event).mismatch)
    return _ask_again(event, desk, SlotName.PHONE_NUMBER, say=texts(event).mismatch_again)


def _ask(event: LexEvent, slot: SlotName) -> Answer:
    return elicit_slot(event, slot, remember={Remembered.ASKED: slot})


def _ask_again(event: LexEvent, desk: Desk, slot: SlotName, *, say: str) -> Answer:
    return ask_again(event, desk, slot, say=say, remember={Remembered.ASKED: slot})


def _said(event: LexEvent, slot: SlotName) -> str | None:
    value = event.slot(slot)
    return (value.interpreted or value.original) if value else None


def _birth_date_said(event: LexEvent) -> str | None:
    return _said(event, SlotName.BIRTH_DATE) or _keyed(event)


def _keyed(event: LexEvent) -> str | None:
    """Digits in answer to the question for the date, which to Lex are none."""
    said = event.transcript.strip()
    asked = event.session_attributes.get(Remembered.ASKED) == SlotName.BIRTH_DATE
    return said if asked and _KEYED.fullmatch(said) else None


def _without_number(event: LexEvent) -> LexEvent:
    slots = {**event.intent.slots, SlotName.PHONE_NUMBER: None}
    return replace(event, intent=replace(event.intent, slots=slots))


def _read(event: LexEvent, desk: Desk, said: str) -> date | None:
    today = desk.book.clock().astimezone(UTC).date()
    if len(said) == len("910314"):
        said = _with_century(said, locale=event.locale, today=today)
    born = read_birth_date(said, locale=event.locale, today=today)
    # "The first", in answer to another question, is today on the first; nobody is born then.
    return born if born and born < today else None


def _with_century(digits: str, *, locale: str, today: date) -> str:
    """Six digits as eight: 910314 in Korean, 031491 in English, of somebody under a hundred."""
    year_first = locale == "ko_KR"
    year = digits[:2] if year_first else digits[4:]
    century = "20" if int(year) <= today.year % 100 else "19"
    return f"{century}{digits}" if year_first else f"{digits[:4]}{century}{year}"
