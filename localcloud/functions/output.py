"""What a worker writes to standard output and error, as the lines of its log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from localcloud.functions.invocation import LogLine


class Output:
    """A pipe that a worker writes to; both of its streams, so that their order is kept.

    Args:
        now: The time of its lines, in seconds since 1970.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._read_end, self.write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        self._lines: list[LogLine] = []
        self._partial = b""
        self._open = True
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._read_end, self._read)

    def started(self) -> None:
        """Gives up this process's copy of the end that the worker writes to."""
        os.close(self.write_end)

    def take(self) -> list[LogLine]:
        """The lines written since the last call.

        The runtime has written all of an invocation's output before it sends the answer, so
        what is in the pipe then is all of it.
        """
        if self._open:
            self._read()
        lines = self._lines
        if self._partial:
            lines.append(self._line(self._partial))
        self._lines, self._partial = [], b""
        return lines

    def close(self) -> None:
        """Closes the pipe."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._read_end)
            os.close(self._read_end)

    def _read(self) -> None:
        while True:
            try:
                chunk = os.read(self._read_end, 65536)
            except BlockingIOError:
                return
            if not chunk:
                self.close()
                return
            *whole, self._partial = (self._partial + chunk).split(b"\n")
            self._lines += [self._line(line) for line in whole]

    def _line(self, text: bytes) -> LogLine:
        # The runtime joins the lines of one error by carriage returns, to keep it one event.
        decoded = text.decode("utf-8", "replace").rstrip("\r").replace("\r", "\n")
        return LogLine(int(self._now() * 1000), decoded)
