"""One worker: a process that holds a function's code and runs one invocation at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from localcloud.functions.environment import import_path, worker_environment
from localcloud.functions.invocation import Invocation, LogLine, Outcome
from localcloud.functions.output import Output
from localcloud.functions.report import Figures, Report
from localcloud.functions.revision import Revision
from localcloud.functions.runtime_api import Answer, Exited, InitError, Ready, RuntimeApi, Signal

BOOT = Path(__file__).with_name("boot.py")

INIT_LIMIT = 10.0
"""Seconds to load a handler, beside its time-out.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""


@dataclass(frozen=True)
class Place:
    """Where workers run, and when.

    Attributes:
        endpoint: The cloud's URL.
        runtime: The folder with the runtime's packages.
        homes: A folder for their homes.
        offset: How far their time is ahead of the machine's.
        traveller: The folder with what makes Python tell such a time; empty without an offset.
    """

    endpoint: str
    runtime: Path
    homes: Path
    offset: timedelta = timedelta()
    traveller: str = ""


@dataclass(frozen=True)
class _Verdict:
    payload: bytes
    status: str = "success"
    error_type: str | None = None
    reason: str | None = None


class Worker:
    """A process that runs AWS's runtime interface client with one revision of a function.

    Everything here runs on one event loop. A worker that is not ``alive`` after an invocation
    is of no more use.

    Attributes:
        offset: How far its time is ahead of the machine's, for as long as it lives.
        started: Whether ``start`` was called.
        invocations: How many it was given.
    """

    alive: bool

    def __init__(self, revision: Revision, place: Place) -> None:
        self.alive = False
        self.started = False
        self.invocations = 0
        self.revision = revision
        self.offset = place.offset
        name = uuid.uuid4().hex
        self.stream = _stream_name(revision, name, self._now())
        self._place = place
        self._home = place.homes / name
        self._api = RuntimeApi()
        self._report = Report(revision, self._now)
        self._output: Output | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._exit: asyncio.Task[None] | None = None
        self._killed = False
        self._init_lines: list[LogLine] = []
        self._init_duration: float | None = None

    def _now(self) -> float:
        """The time as its process sees it, in seconds since 1970."""
        return time.time() + self.offset.total_seconds()

    async def start(self) -> None:
        """Starts the process; it loads the handler meanwhile."""
        self.started = True
        self._home.mkdir(parents=True)
        environment = worker_environment(
            self.revision,
            stream=self.stream,
            runtime_api=await self._api.listen(),
            endpoint=self._place.endpoint,
            home=self._home,
        )
        self._init_lines = self._report.init_start()
        self._output = Output(self._now)
        self._started = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            str(BOOT),
            str(self.revision.code),
            str(self._place.runtime),
            str(self.offset.total_seconds()),
            self._place.traveller,
            *import_path(self.revision),
            cwd=self.revision.code,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=self._output.write_end,
            stderr=self._output.write_end,
            start_new_session=True,
        )
        self._output.started()
        self._exit = asyncio.create_task(self._wait(self._process))
        self.alive = True

    async def _wait(self, process: asyncio.subprocess.Process) -> None:
        self._api.signals.put_nowait(Exited(await process.wait()))

    async def invoke(self, invocation: Invocation) -> Outcome:
        """Runs one invocation, and ends the process where it takes too long."""
        self.invocations += 1
        lines: list[LogLine] = []
        cold = self._init_duration is None
        verdict: _Verdict | None = None
        if cold:
            verdict = await self._initialise(invocation.request_id)
            lines += [*self._init_lines, *self._written()]
        lines += self._report.start(invocation.request_id)
        begun = time.perf_counter()
        if verdict is None:
            verdict = await self._run(invocation)
        duration = (time.perf_counter() - begun) * 1000
        figures = Figures(
            duration=duration,
            init=self._init_duration if cold else None,
            memory=self._peak_memory(),
            status=verdict.status,
            error_type=verdict.error_type,
        )
        lines += self._written()
        lines += self._report.end(invocation.request_id, figures, verdict.reason)
        if not self.alive:
            await self.close()
        return Outcome(
            request_id=invocation.request_id,
            payload=verdict.payload,
            failed=verdict.status != "success",
            version=self.revision.version,
            lines=tuple(lines),
            stream=self.stream,
            milliseconds=duration,
        )

    async def _initialise(self, request_id: str) -> _Verdict | None:
        received = await self._signal(INIT_LIMIT + self.revision.timeout)
        self._init_duration = (time.perf_counter() - self._started) * 1000
        if isinstance(received, Ready):
            return None
        return await self._verdict(received, request_id)

    async def _run(self, invocation: Invocation) -> _Verdict:
        limit = self.revision.timeout
        self._api.give(invocation, int((self._now() + limit) * 1000))
        return await self._verdict(await self._signal(limit), invocation.request_id)

    async def _signal(self, limit: float) -> Signal | None:
        try:
            return await asyncio.wait_for(self._api.signals.get(), limit)
        except TimeoutError:
            return None

    async def _verdict(self, received: Signal | None, request_id: str) -> _Verdict:
        match received:
            case Answer(payload, failed):
                return _Verdict(payload, "error" if failed else "success")
            case InitError(payload):
                await self._kill()
                return _Verdict(payload, "error", str(json.loads(payload).get("errorType", "")))
            case Exited(code):
                self.alive = False
                message = f"RequestId: {request_id} Error: {_exit_words(code)}"
                return _Verdict(
                    _error("Runtime.ExitError", message), "error", "Runtime.ExitError", message
                )
            case _:
                await self._kill()
                reason = f"Task timed out after {self.revision.timeout:.2f} seconds"
                message = f"RequestId: {request_id} Error: {reason}"
                return _Verdict(_error("Sandbox.Timedout", message), "timeout", None, reason)

    def _written(self) -> list[LogLine]:
        return self._output.take() if self._output is not None else []

    def _peak_memory(self) -> int | None:
        """MiB, from Linux; other systems tell it only once the process has ended."""
        status = Path(f"/proc/{self._process.pid if self._process else 0}/status")
        try:
            text = status.read_text()
        except OSError:
            return None
        for line in text.splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024)
        return None

    async def _kill(self) -> None:
        self.alive = False
        if self._process is not None and not self._killed:
            self._killed = True
            # The group outlives a handler that exits and leaves children; it may also be gone.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._exit is not None:
            await self._exit

    async def close(self) -> None:
        """Ends the process, with those that it started."""
        await self._kill()
        await self._api.close()
        if self._output is not None:
            self._output.close()


def _exit_words(code: int) -> str:
    if code == 0:
        return "Runtime exited without providing a reason"
    if code > 0:
        return f"Runtime exited with error: exit status {code}"
    name = signal.strsignal(-code) or f"signal {-code}"
    return f"Runtime exited with error: signal: {name.lower()}"


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()


def _stream_name(revision: Revision, name: str, now: float) -> str:
    day = datetime.fromtimestamp(now, UTC).strftime("%Y/%m/%d")
    function = revision.name if revision.logs.shared else ""
    return f"{day}/{function}[{revision.version}]{name}"
