"""The conversations under way: one turn at a time each, gone when idle for too long."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from localcloud.errors import ServiceError
from localcloud.lex.session import Session

SessionKey = tuple[str, str, str, str]
"""Bot, alias, locale and session id."""


class Sessions:
    """Keeps sessions; a failed turn leaves its session as it was."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[SessionKey, Session] = {}
        self._busy: set[SessionKey] = set()

    @contextmanager
    def turn(self, key: SessionKey) -> Iterator[None]:
        """Holds a session for one request.

        Raises:
            ServiceError: ConflictException (409), where another request holds it.
        """
        with self._lock:
            if key in self._busy:
                raise ServiceError(
                    "ConflictException",
                    f"Another request for the session {key[3]} is being processed.",
                    409,
                )
            self._busy.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(key)

    def find(self, key: SessionKey, *, now: datetime, seconds: int) -> Session | None:
        """A copy of a session, unless it has been idle for more than ``seconds``."""
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            if now - session.used > timedelta(seconds=seconds):
                del self._sessions[key]
                return None
            return copy.deepcopy(session)

    def keep(self, key: SessionKey, session: Session) -> None:
        """Makes a turn's session the conversation's."""
        with self._lock:
            self._sessions[key] = session

    def drop(self, key: SessionKey) -> bool:
        """Ends a session; False where there was none."""
        with self._lock:
            return self._sessions.pop(key, None) is not None
