"""A process of a job or of a server, with all that it starts."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

BOOT = Path(__file__).with_name("boot.py")

OnLine = Callable[[str, bool], None]
"""Takes a line that was written and whether it was written to standard error."""


class Process:
    """A command that runs in a process group of its own.

    Args:
        command: What to run; found on the PATH of its environment.
        environment: All of its environment.
        folder: Where it starts.
        on_line: Called for each line that it writes, from another thread, in order.
        memory: Bytes that each of its processes may have; 0 for as many as there are.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        on_line: OnLine,
        memory: int = 0,
    ) -> None:
        self._on_line = on_line
        self._process = subprocess.Popen(  # noqa: S603 - running it is the purpose
            [sys.executable, "-I", "-S", str(BOOT), str(memory), *command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._ended = threading.Event()
        self._code = 0
        threading.Thread(target=self._watch, name="process", daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    def wait(self, seconds: float | None = None) -> int | None:
        """Waits until it has ended and all its lines were taken.

        Returns:
            Its exit code; None where it still runs after the seconds.
        """
        return self._code if self._ended.wait(seconds) else None

    def ask_to_end(self) -> None:
        """Sends it SIGTERM, as AWS does to a container that it stops."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it and all that it has started, now."""
        self._signal(signal.SIGKILL)
        self._ended.wait()

    def _signal(self, number: signal.Signals) -> None:
        # The group outlives a leader that has ended, and may itself be gone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _watch(self) -> None:
        self._read()
        self._code = self._process.wait()
        self._signal(signal.SIGKILL)  # what it has left behind
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._ended.set()

    def _read(self) -> None:
        """Takes lines until nobody can write any more, or the leader has ended."""
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        assert self._process.stderr is not None  # noqa: S101 - for the type checker
        partial = {False: b"", True: b""}
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ, data=False)
            selector.register(self._process.stderr, selectors.EVENT_READ, data=True)
            while selector.get_map():
                ready = selector.select(timeout=0.5)
                if not ready and self._process.poll() is not None:
                    break  # a grandchild holds the pipes of a leader that has ended
                for key, _ in ready:
                    chunk = os.read(key.fd, 65536)
                    if not chunk:
                        selector.unregister(key.fileobj)
                        continue
                    error: bool = key.data
                    *whole, partial[error] = (partial[error] + chunk).split(b"\n")
                    for line in whole:
                        self._on_line(_text(line), error)
        for error, rest in partial.items():
            if rest:
                self._on_line(_text(rest), error)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\r")
