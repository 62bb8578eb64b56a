"""Work that goes on after a call has been answered, and a way to wait until none is left."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from localcloud.clock import Clock

LOG = logging.getLogger(__name__)

Action = Callable[[], None]

THREADS = 32


class Background:
    """Runs actions soon or later, and knows whether any is left.

    An action that waits for its moment counts as work that is left. Actions that raise are
    logged: nobody waits for their result.

    Args:
        clock: What ``later`` goes by; moving it brings the moments nearer.
        longest_wait: The most that ``later`` waits. See ``RETRY_WAIT``.
    """

    RETRY_WAIT = timedelta(seconds=1)
    """The longest wait before a retry, unless asked otherwise.

    AWS waits from seconds to hours before it tries again: the visibility time-out of a queue, one
    and then two minutes for an asynchronous invocation. Here the order of attempts, their number
    and what follows the last one are AWS's; only the waiting is cut to this, so that a poison
    message reaches its dead-letter queue while somebody watches. ``longest_wait=timedelta.max``
    waits as AWS does, on the local cloud's clock.
    """

    def __init__(self, clock: Clock, *, longest_wait: timedelta | None = None) -> None:
        self.longest_wait = self.RETRY_WAIT if longest_wait is None else longest_wait
        self._clock = clock
        self._left = 0
        self._idle = threading.Condition()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="background")
        self._closed = False
        self._moments: list[tuple[datetime, int, Action]] = []
        self._order = itertools.count()
        self._changed = threading.Event()
        self._schedule = threading.Condition()
        self._timer: threading.Thread | None = None

    def run(self, action: Action) -> None:
        """Runs ``action`` on a thread of its own."""
        if self._closed:
            return
        self._begin()
        self._start(action)

    def later(self, wait: timedelta, action: Action) -> None:
        """Runs ``action`` after ``wait``, or after the longest wait if that is shorter."""
        if self._closed:
            return
        self._begin()
        wait = min(wait, self.longest_wait)
        if wait <= timedelta():
            self._start(action)
            return
        with self._schedule:
            moment = self._clock.now() + wait
            heapq.heappush(self._moments, (moment, next(self._order), action))
            if self._timer is None:
                self._timer = threading.Thread(target=self._keep_time, name="timer", daemon=True)
                self._timer.start()
            self._changed.set()
            self._schedule.notify()
        self._clock.wake()

    def settle(self, timeout: float) -> bool:
        """Waits until nothing is left to do.

        Args:
            timeout: Seconds to wait at most.

        Returns:
            Whether that moment came in time.
        """
        until = time.monotonic() + timeout
        with self._idle:
            return self._idle.wait_for(lambda: self._left == 0, until - time.monotonic())

    def close(self) -> None:
        """Begins nothing more; what has begun ends, see ``join``."""
        self._closed = True
        with self._schedule:
            self._moments.clear()
            self._changed.set()
            self._schedule.notify()
        self._clock.wake()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def join(self) -> None:
        """Waits for what has begun, after ``close``."""
        if self._timer is not None:
            self._timer.join()
        self._threads.shutdown(wait=True)

    def _begin(self) -> None:
        with self._idle:
            self._left += 1

    def _end(self) -> None:
        with self._idle:
            self._left -= 1
            if self._left == 0:
                self._idle.notify_all()

    def _start(self, action: Action) -> None:
        try:
            self._threads.submit(self._perform, action)
        except RuntimeError:
            if not self._closed:
                raise
            self._end()  # the cloud has closed: nothing will run any more

    def _perform(self, action: Action) -> None:
        try:
            action()
        except Exception:
            if not self._closed:
                LOG.exception("Background work of the local cloud failed")
        finally:
            self._end()

    def _keep_time(self) -> None:
        while not self._closed:
            with self._schedule:
                self._schedule.wait_for(lambda: self._moments or self._closed)
                if self._closed:
                    return
                self._changed.clear()
                moment = self._moments[0][0]
            if self._clock.wait_until(moment, self._changed):
                with self._schedule:
                    if self._moments and self._moments[0][0] <= moment:
                        self._start(heapq.heappop(self._moments)[2])


class Pump:
    """Work that is done again whenever somebody wakes it, never twice at a time.

    Args:
        background: Where it runs.
        work: Does all that there is to do now.
    """

    def __init__(self, background: Background, work: Action) -> None:
        self._background = background
        self._work = work
        self._lock = threading.Lock()
        self._running = False
        self._again = False
        self._stopped = False

    def wake(self) -> None:
        """Makes it look for work: now, or once more if it is at it."""
        with self._lock:
            if self._stopped:
                return
            if self._running:
                self._again = True
                return
            self._running = True
        self._background.run(self._turn)

    def start(self) -> None:
        """Makes it hear again after ``stop``, and look for work."""
        with self._lock:
            self._stopped = False
        self.wake()

    def stop(self) -> None:
        """Makes it deaf; a turn that has begun ends."""
        with self._lock:
            self._stopped = True

    @property
    def stopped(self) -> bool:
        """Whether it was stopped: its work should come to an end."""
        return self._stopped

    def _turn(self) -> None:
        try:
            self._work()
        finally:
            with self._lock:
                self._running = self._again and not self._stopped
                self._again = False
            if self._running:
                self._background.run(self._turn)
