"""The local cloud's time, which a person can move forward."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of the local cloud: the machine's, plus what it was moved by.

    Args:
        source: Where the machine's time comes from; aware, in UTC.
    """

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))
        self._offset = timedelta()
        self._moved = threading.Condition()

    def now(self) -> datetime:
        """The local cloud's time, aware, in UTC."""
        return self._source() + self._offset

    def move(self, by: timedelta) -> datetime:
        """Moves the time forward and wakes whoever waits for it.

        Returns:
            The new time.

        Raises:
            ValueError: ``by`` is negative: what has happened cannot be undone.
        """
        if by < timedelta():
            raise ValueError(f"by: {by} is negative; the clock moves forward only")
        with self._moved:
            self._offset += by
            self._moved.notify_all()
        return self.now()

    def wait_until(self, moment: datetime, cancelled: threading.Event) -> bool:
        """Waits until the clock shows ``moment``, by passing or by being moved.

        Returns:
            False where ``cancelled`` was set and the wait given up (see ``wake``).
        """
        with self._moved:
            while not cancelled.is_set():
                remaining = (moment - self.now()).total_seconds()
                if remaining <= 0:
                    return True
                self._moved.wait(remaining)
        return False

    def wake(self) -> None:
        """Makes every waiter look again: at the clock and at whether it was cancelled."""
        with self._moved:
            self._moved.notify_all()
