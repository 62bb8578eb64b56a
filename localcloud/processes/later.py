"""Log lines, figures and captured data: gathered, and written in the background a little later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from localcloud.functions.parts import functions_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Item = TypeVar("Item")

PAUSE = timedelta(seconds=1)
"""How long items are gathered before they are written together."""


class Gathered(Generic[Item]):
    """Takes items from any thread and writes them together, in their order.

    Until they are written, the local cloud is not settled.

    Args:
        write: Writes some of them; called from one thread at a time.
        pause: How long to wait for more.
    """

    def __init__(
        self, cloud: Cloud, write: Callable[[list[Item]], None], *, pause: timedelta = PAUSE
    ) -> None:
        self._cloud = cloud
        self._write = write
        self._pause = pause
        self._items: list[Item] = []
        self._planned = False
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def add(self, *items: Item) -> None:
        """Has items written soon."""
        with self._lock:
            self._items += items
            if self._planned:
                return
            self._planned = True
        functions_of(self._cloud).background.later(self._pause, self.flush)

    def flush(self) -> None:
        """Writes what there is, now."""
        with self._writing:
            with self._lock:
                items, self._items, self._planned = self._items, [], False
            if items:
                self._write(items)
