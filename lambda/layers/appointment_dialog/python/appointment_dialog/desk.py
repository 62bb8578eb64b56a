"""What every answer about an appointment needs, and what is remembered of a conversation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from appointment_book import AppointmentBook, Provider
from lex_dialog import Answer, LexEvent, elicit_slot

MAX_REFUSALS = 3
"""So often a slot is asked for again with a reason; then a person takes over."""


class WishSlot(StrEnum):
    """The slots of an intent in which a day and a time are wished for."""

    DATE = "Date"
    TIME = "Time"
    OFFER = "Offer"


class Noted(StrEnum):
    """Session attributes in which a wish is remembered. Nothing in them says whose it is."""

    SOONEST = "soonest"
    SPAN_SAID = "spanSaid"
    TIME_SAID = "timeSaid"
    OFFERED = "offered"
    OFFERED_FOR = "offeredFor"
    PROPOSED = "proposed"
    REQUEST = "request"


class Met(StrEnum):
    """Names of the metrics of what a wish met with, each a count."""

    TAKEN = "WishedTimesTaken"
    JUST_TAKEN = "TimesJustTaken"
    NOTHING_FREE = "NothingFree"
    REFUSED = "SlotsRefused"
    MOVE_PROPOSED = "MovesProposed"
    MOVED = "AppointmentsMoved"


@dataclass(frozen=True)
class AppointmentDesk(ABC):
    """The book, and ``count``, which counts something that happened."""

    book: AppointmentBook
    count: Callable[[str], None]

    @abstractmethod
    def hand_over(self, event: LexEvent) -> Answer:
        """Ends the intent; a person helps from here."""

    def provider(self, provider_id: str) -> Provider | None:
        """The provider; ``None`` if there is none of the id."""
        return self.book.provider(provider_id)

    def is_closed(self, day: date) -> bool:  # noqa: ARG002 - for those who know more than one calendar
        """Whether nobody at all is there that day, as far as the desk knows."""
        return False


def ask_again(
    event: LexEvent,
    desk: AppointmentDesk,
    slot: str,
    *,
    say: str | list[str],
    empty: tuple[str, ...] = (),
    remember: Mapping[str, str | None] | None = None,
) -> Answer:
    """Asks for a slot again and says why; after ``MAX_REFUSALS`` times a person takes over.

    A refused value is a filled slot to Lex, which would ask for ever: its own retries count only
    what it could not read.

    Args:
        empty: Other slots that do not stand any more.
    """
    key = _refusals(slot)
    refusals = remembered_count(event, key) + 1
    if refusals > MAX_REFUSALS:
        return desk.hand_over(event)
    desk.count(Met.REFUSED)
    return elicit_slot(
        event,
        slot,
        say=say,
        slots=dict.fromkeys(empty),
        remember={key: str(refusals), **(remember or {})},
    )


def forget_refusals(event: LexEvent) -> Mapping[str, None]:
    """Forgets how often each slot of the intent was asked for again."""
    return {_refusals(slot): None for slot in event.intent.slots}


def forget_wish() -> Mapping[str, None]:
    """Forgets the time that was wished for, what was offered and what was read back."""
    return dict.fromkeys(Noted)


def remembered_count(event: LexEvent, key: str) -> int:
    """A number that the session remembers; 0 if it remembers none."""
    value = event.session_attributes.get(key, "")
    return int(value) if value.isdecimal() else 0


def _refusals(slot: str) -> str:
    return f"refusals.{slot}"
