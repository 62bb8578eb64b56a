"""Moments by the local cloud's clock, and what is due then."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from localcloud.functions.background import Pump
from localcloud.functions.parts import functions_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)


class Timetable(Generic[Key]):
    """Calls for what is due, in order of time and one after the other.

    What is to come does not keep the cloud from being settled. What has become due, as the time
    passed or was moved, is going on from then until ``due`` has returned.

    Args:
        due: Does what is due; it gets the key.
    """

    def __init__(self, cloud: Cloud, due: Callable[[Key], None]) -> None:
        self._cloud = cloud
        self._due = due
        self._moments: dict[Key, tuple[datetime, int]] = {}
        self._ahead: list[tuple[datetime, int, Key]] = []
        self._order = itertools.count()
        self._ready: deque[Key] = deque()
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._timer: threading.Thread | None = None
        self._pump: Pump | None = None

    def put(self, key: Key, moment: datetime | None) -> None:
        """Has ``key`` due at ``moment`` instead of when it was due so far; None: never."""
        with self._lock:
            self._moments.pop(key, None)
            if moment is not None:
                self._moments[key] = entry = (moment, next(self._order))
                heapq.heappush(self._ahead, (*entry, key))
                self._start()
        self._look()
        self._changed.set()
        self._cloud.clock.wake()

    def holds(self, key: Key) -> bool:
        """Whether ``key`` will be due."""
        with self._lock:
            return key in self._moments

    def close(self) -> None:
        """Calls for nothing more."""
        with self._lock:
            self._moments.clear()
            self._ready.clear()
            if self._pump is not None:
                self._cloud.clock.unwatch(self._look)
                self._pump.stop()
            self._pump = None
        self._changed.set()
        self._cloud.clock.wake()

    def _start(self) -> None:
        if self._pump is None:
            self._pump = Pump(functions_of(self._cloud).background, self._do_what_is_due)
            self._cloud.clock.watch(self._look)
        if self._timer is None or not self._timer.is_alive():
            self._timer = threading.Thread(target=self._keep_time, name="timetable", daemon=True)
            self._timer.start()

    def _look(self) -> None:
        """Begins what is due by now."""
        with self._lock:
            now = self._cloud.clock.now()
            begun = False
            while (moment := self._next()) is not None and moment <= now:
                key = heapq.heappop(self._ahead)[2]
                del self._moments[key]
                self._ready.append(key)
                begun = True
            if begun and self._pump is not None:
                self._pump.wake()

    def _next(self) -> datetime | None:
        """The next moment at which something is due, past those that were put off."""
        while self._ahead:
            moment, number, key = self._ahead[0]
            if self._moments.get(key) == (moment, number):
                return moment
            heapq.heappop(self._ahead)
        return None

    def _do_what_is_due(self) -> None:
        while self._ready:
            key = self._ready.popleft()
            try:
                self._due(key)
            except Exception:
                LOG.exception("What was due failed: %s", key)

    def _keep_time(self) -> None:
        while True:
            with self._lock:
                self._changed.clear()
                moment = self._next()
                if moment is None:
                    self._timer = None  # the next ``put`` starts another
                    return
            if self._cloud.clock.wait_until(moment, self._changed):
                self._look()
