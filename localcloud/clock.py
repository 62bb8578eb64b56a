"""The local cloud's time, which a person can move forward."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime, timedelta


class Clock:
    """Tells the time of the local cloud: the machine's, plus what it was moved by.

    Args:
        source: Where the machine's time comes from; aware, in UTC.
    """

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))
        self._offset = timedelta()
        self._moved = threading.Condition()
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The local cloud's time, aware, in UTC."""
        return self._source() + self._offset

    @property
    def offset(self) -> timedelta:
        """What it was moved by so far."""
        return self._offset

    def move(self, by: timedelta) -> datetime:
        """Moves the time forward, wakes whoever waits for it and calls those who watch.

        Returns:
            The new time.

        Raises:
            ValueError: ``by`` is negative: what has happened cannot be undone. Or it leads out of
                the calendar.
        """
        if by < timedelta():
            raise ValueError(f"by: {by} is negative; the clock moves forward only")
        with self._moved:
            try:
                self.now() + by
            except OverflowError as error:
                raise ValueError(f"by: {by} is too far; the year {MAXYEAR} is the last") from error
            self._offset += by
            self._moved.notify_all()
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher()
        return self.now()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Calls ``watcher`` after each move, before ``move`` returns."""
        with self._moved:
            self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Takes such a watcher back."""
        with self._moved:
            self._watchers.remove(watcher)

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
                self._moved.wait(min(remaining, threading.TIMEOUT_MAX))
        return False

    def wake(self) -> None:
        """Makes every waiter look again: at the clock and at whether it was cancelled."""
        with self._moved:
            self._moved.notify_all()
