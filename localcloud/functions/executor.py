"""Runs invocations in worker processes: starts them, keeps them warm, ends them."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from localcloud.functions.invocation import Invocation, Outcome
from localcloud.functions.provided import RUNTIME, link_distributions
from localcloud.functions.revision import Revision
from localcloud.functions.worker import Place, Worker

MAX_WORKERS = 8
"""Processes that one version of a function may have; further invocations wait for one."""


class _Pool:
    """The workers of one revision. A retired pool keeps none that is not needed."""

    def __init__(self, revision: Revision, place: Place, size: int) -> None:
        self.revision = revision
        self.retired = False
        self._place = place
        self._size = size
        self._idle: list[Worker] = []
        self._count = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def invoke(self, invocation: Invocation) -> Outcome:
        worker = await self._acquire()
        try:
            return await worker.invoke(invocation)
        finally:
            await self._release(worker)

    async def _acquire(self) -> Worker:
        while True:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                await self._discard(worker)
            if self._count < self._size:
                self._count += 1
                worker = Worker(self.revision, self._place)
                await worker.start()
                return worker
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn

    async def _release(self, worker: Worker) -> None:
        if worker.alive and not (self.retired and not self._waiting):
            self._idle.append(worker)
        else:
            await self._discard(worker)
        if self._waiting:
            self._waiting.popleft().set_result(None)

    async def _discard(self, worker: Worker) -> None:
        self._count -= 1
        await worker.close()

    async def retire(self) -> None:
        self.retired = True
        while self._idle:
            await self._discard(self._idle.pop())


class Executor:
    """Runs invocations, from any thread.

    Args:
        endpoint: Tells the URL of the local cloud, for the functions' AWS SDK.
        workers: How many processes one version of a function may have.
    """

    def __init__(self, endpoint: Callable[[], str], *, workers: int = MAX_WORKERS) -> None:
        self._endpoint = endpoint
        self._workers = workers
        self._folder = Path(tempfile.mkdtemp(prefix="localcloud-functions-"))
        self._runtime = self._folder / "runtime"
        self._pools: dict[tuple[str, str], _Pool] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where code and layers are unpacked; it goes when the executor closes."""
        return self._folder

    def submit(self, revision: Revision, invocation: Invocation) -> Future[Outcome]:
        """Runs an invocation on a worker of ``revision``; those of another one are retired."""
        return asyncio.run_coroutine_threadsafe(self._invoke(revision, invocation), self._running())

    def retire(self, arn: str) -> None:
        """Ends the workers of every version of a function, once they are idle."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._retire(arn), self._loop).result()

    def close(self) -> None:
        """Ends every worker and removes what was unpacked."""
        if self._loop is not None and self._thread is not None:
            asyncio.run_coroutine_threadsafe(self._retire_all(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._loop = self._thread = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                link_distributions(RUNTIME, self._runtime)
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="functions", daemon=True
                )
                self._thread.start()
            return self._loop

    async def _invoke(self, revision: Revision, invocation: Invocation) -> Outcome:
        key = (revision.arn, revision.version)
        pool = self._pools.get(key)
        if pool is None or pool.revision != revision:
            place = Place(self._endpoint(), self._runtime, self._folder / "homes")
            self._pools[key] = replacement = _Pool(revision, place, self._workers)
            if pool is not None:
                await pool.retire()
            pool = replacement
        return await pool.invoke(invocation)

    async def _retire(self, arn: str) -> None:
        for key in [key for key in self._pools if key[0] == arn]:
            await self._pools.pop(key).retire()

    async def _retire_all(self) -> None:
        for pool in self._pools.values():
            await pool.retire()
        self._pools.clear()
