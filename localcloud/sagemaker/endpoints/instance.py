"""One instance of an endpoint's variant: a serving process, started again where it ends."""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from localcloud.processes.process import OnLine, Process
from localcloud.sagemaker import gaps

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 0.03
"""Between two looks whether a process that starts has come to answer."""
PING_SECONDS = 2.0
LONGEST_PAUSE = 5.0
"""Before a process that does not come to answer is started again."""


class ServerGoneError(Exception):
    """The serving process has ended, or hung up, before it answered."""


class ServerSlowError(Exception):
    """The serving process took too long to answer."""


@dataclass(frozen=True)
class Launch:
    """How to start a serving process: a command that writes its port into a file that it is given.

    Attributes:
        ready_within: Seconds until /ping must answer.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    ready_within: float


@dataclass(frozen=True)
class Answer:
    """What a serving process answered."""

    status: int
    content_type: str
    body: bytes
    custom_attributes: str | None = None


class Instance:
    """Keeps one serving process going, and speaks to it.

    Args:
        on_line: Takes the lines that it writes.
        changed: Called when it has become ready, has failed or is gone.
    """

    def __init__(self, launch: Launch, *, on_line: OnLine, changed: Callable[[], None]) -> None:
        self._launch = launch
        self._on_line = on_line
        self._changed = changed
        self._process: Process | None = None
        self._port: int | None = None
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self.failed = False
        self.outstanding = 0
        self._thread = threading.Thread(target=self._keep, name="serving", daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether it answers."""
        return self._port is not None

    def invoke(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Has the model answer.

        Raises:
            ConnectionRefusedError: Nobody is there; nothing was sent.
            ServerGoneError: It hung up before it answered.
            ServerSlowError: It took longer than SageMaker waits.
        """
        connection = self._connection()
        try:
            connection.request("POST", "/invocations", body, dict(headers))
            response = connection.getresponse()
            answer = Answer(
                response.status,
                response.headers.get("Content-Type", "application/octet-stream"),
                response.read(),
                response.headers.get("X-Amzn-SageMaker-Custom-Attributes"),
            )
        except TimeoutError as error:
            connection.close()
            raise ServerSlowError from error
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            raise ServerGoneError from error
        with self._lock:
            self._idle.append(connection)
        return answer

    def close(self) -> None:
        """Ends the process."""
        self._closed.set()
        with self._lock:
            process = self._process
        if process is not None:
            process.kill()
        self._thread.join()
        self._hang_up()

    def _connection(self) -> http.client.HTTPConnection:
        with self._lock:
            if self._port is None:
                raise ConnectionRefusedError
            if self._idle:
                return self._idle.pop()
            port = self._port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=gaps.INVOCATION_SECONDS)
        try:
            connection.connect()
        except OSError as error:  # one that is just ending may also reset it
            connection.close()
            raise ConnectionRefusedError from error
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _keep(self) -> None:
        in_vain, was_ready = 0, False
        try:
            while not self._closed.is_set():
                if self._start() and self._process is not None:
                    in_vain, was_ready = 0, True
                    self._process.wait()
                    self._on_line("The serving process has ended; it is started again", True)
                else:
                    in_vain += 1
                    if not was_ready and in_vain >= gaps.STARTS:
                        break
                    self._closed.wait(min(0.1 * 2**in_vain, LONGEST_PAUSE))
                self._gone()
        except Exception:
            LOG.exception("A serving process cannot be started")
        self._gone()
        if not self._closed.is_set():
            self.failed = True
            self._changed()

    def _start(self) -> bool:
        """Starts the process; whether it came to answer."""
        port_file = self._launch.folder / f"port-{uuid.uuid4().hex}"
        with self._lock:
            if self._closed.is_set():
                return False
            process = self._process = Process(
                [*self._launch.command, str(port_file)],
                environment=self._launch.environment,
                folder=self._launch.folder,
                on_line=self._on_line,
            )
        deadline = time.monotonic() + self._launch.ready_within
        while time.monotonic() < deadline and process.wait(LOOK_SECONDS) is None:
            if port_file.exists() and _answers(port := int(port_file.read_text())):
                with self._lock:
                    self._port = port
                self._changed()
                return True
        process.kill()
        return False

    def _gone(self) -> None:
        with self._lock:
            self._port = None
        self._hang_up()
        self._changed()

    def _hang_up(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def _answers(port: int) -> bool:
    """Whether /ping says that the model is loaded."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PING_SECONDS)
    try:
        with contextlib.closing(connection):
            connection.request("GET", "/ping")
            return connection.getresponse().status == http.client.OK
    except (http.client.HTTPException, OSError):
        return False
