"""Work that goes on after a call was answered: a thread that runs a command to its end."""

from __future__ import annotations

import abc
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from localcloud.processes.process import OnLine, Process

LOG = logging.getLogger(__name__)

SLICE = 1.0
"""Seconds between two looks at a command that runs."""


class StoppedError(Exception):
    """Work was asked to stop, or ran out of its time."""


class Work(abc.ABC):
    """The work of one job.

    Args:
        name: For the threads and the log of the local cloud.
        limit: Seconds that its command may run; None where that is not limited.
        grace: Seconds between SIGTERM and SIGKILL, where it is stopped.
    """

    def __init__(self, name: str, *, limit: float | None, grace: float) -> None:
        self.name = name
        self.out_of_time = False
        self._limit = limit
        self._grace = grace
        self._process: Process | None = None
        self._stopping = threading.Event()
        self._last_moment: float | None = None
        self._closed = False
        self._over = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self, stopping: Callable[[], None] = lambda: None) -> None:
        """Has it stopped soon; ``wait`` tells when it is.

        Args:
            stopping: Called where it is not over yet, to set its status meanwhile.
        """
        with self._lock:
            if self._over:
                return
            stopping()
            self._stopping.set()
            self._last_moment = time.monotonic() + self._grace
            if self._process is not None:
                self._process.ask_to_end()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it is over; False where it is not after the seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Ends what it runs, now: the cloud ends."""
        with self._lock:
            self._closed = True
            self._stopping.set()
            process = self._process
        if process is not None:
            process.kill()
        self._thread.join()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stopping.is_set()

    @property
    def closed(self) -> bool:
        """Whether the cloud has ended: nobody is told any more what came of it."""
        return self._closed

    @abc.abstractmethod
    def perform(self) -> None:
        """Does the work.

        Raises:
            StoppedError: It was stopped.
            Exception: It has failed.
        """

    @abc.abstractmethod
    def end(self, failure: Exception | None) -> None:
        """Tells what came of it; called once, unless the cloud ends before.

        Args:
            failure: What ``perform`` raised: StoppedError where it was stopped.
        """

    def clean_up(self) -> None:  # noqa: B027 - not all work leaves something
        """Removes what it has left; called last, also where the cloud ends."""

    def while_running(self) -> None:  # noqa: B027 - most work has nothing to do then
        """Called about each second while the command runs."""

    def run(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        on_line: OnLine,
        memory: int = 0,
    ) -> int:
        """Runs a command; see ``Process``.

        Returns:
            Its exit code.

        Raises:
            StoppedError: It was asked to stop, or ran out of its time.
        """
        with self._lock:
            self._check()
            process = self._process = Process(
                command,
                environment=environment,
                folder=folder,
                on_line=on_line,
                memory=memory,
            )
        code = self._watch(process)
        if self.out_of_time:
            raise StoppedError
        self._check()
        return code

    def check(self) -> None:
        """Goes no further with work that was asked to stop.

        Raises:
            StoppedError: It was.
        """
        with self._lock:
            self._check()

    def _check(self) -> None:
        if self._stopping.is_set():
            raise StoppedError

    def _watch(self, process: Process) -> int:
        deadline = None if self._limit is None else time.monotonic() + self._limit
        while (code := process.wait(SLICE)) is None:
            now = time.monotonic()
            if self._last_moment is not None and now >= self._last_moment:
                process.kill()
            elif self._last_moment is None and deadline is not None and now >= deadline:
                self.out_of_time = True
                with self._lock:
                    self._last_moment = now + self._grace
                process.ask_to_end()
            self.while_running()
        return code

    def _work(self) -> None:
        failure: Exception | None = None
        try:
            self.perform()
        except Exception as error:  # whatever it is, the job tells of it
            failure = error
        with self._lock:
            self._over = True
        try:
            if not self._closed:
                self.end(failure)
        except Exception:
            LOG.exception("What came of %s could not be told", self.name)
        finally:
            self.clean_up()
