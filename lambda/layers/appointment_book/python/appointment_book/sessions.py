"""Who speaks in a session of a bot, kept where only the bot's function writes.

A client may set the attributes of its session, and Lex logs them as they are: neither is a place
for who somebody is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .store import BookStore

SESSION_KEPT = timedelta(hours=1)
"""How long after the last word about it a session is remembered."""


@dataclass(frozen=True)
class Known:
    """What is known of who speaks.

    Args:
        phone: The number they gave, or their channel did, E.164; anybody may claim any.
        person: The id of who they are, once they have said that person's date of birth.
    """

    phone: str | None = None
    person: str | None = None


class Sessions:
    """The sessions of a bot.

    Args:
        store: Where they are kept: beside the book.
        clock: The time now, aware.
    """

    def __init__(self, store: BookStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def read(self, session_id: str) -> Known:
        """What is known of who speaks; nothing, once the session is over."""
        return Known(*self._store.session(session_id, now=self._clock()))

    def keep(
        self,
        session_id: str,
        *,
        phone: str | None = None,
        person: str | None = None,
        known: Known | None = None,
    ) -> Known:
        """Keeps what has come to be known, with what was, and for another hour.

        With another number it is somebody else who speaks: who it was is forgotten.

        Args:
            known: What was, as it was read; read now when left out.
        """
        known = self.read(session_id) if known is None else known
        if phone and phone != known.phone:
            known = Known(phone)
        known = Known(known.phone, person or known.person)
        until = self._clock() + SESSION_KEPT
        self._store.put_session(session_id, phone=known.phone, person=known.person, until=until)
        return known
