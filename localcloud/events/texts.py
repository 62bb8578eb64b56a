"""The text messages that the local cloud would have sent."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Text:
    """A text message.

    Attributes:
        number: Whom it went to, as E.164.
        sender: The origination number or sender id; None where AWS would choose one.
    """

    number: str
    text: str
    time: datetime
    sender: str | None


class Texts:
    """Keeps text messages in the order in which they were sent."""

    def __init__(self) -> None:
        self._sent: list[Text] = []
        self._lock = threading.Lock()

    def add(self, text: Text) -> None:
        """Keeps one more."""
        with self._lock:
            self._sent.append(text)

    def all(self) -> list[Text]:
        """Those sent so far."""
        with self._lock:
            return list(self._sent)
