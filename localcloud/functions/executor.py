"""Runs invocations in worker processes: starts them, keeps them warm, ends them."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from localcloud.clock import Clock
from localcloud.errors import ServiceError
from localcloud.functions.invocation import Invocation, Outcome
from localcloud.functions.provided import RUNTIME, link_distributions
from localcloud.functions.revision import Revision
from localcloud.functions.worker import Place, Worker

MAX_WORKERS = 8
"""Processes that one version of a function may have; further invocations wait for one."""

TRAVELLER = ("time-machine",)
"""The distribution that makes Python tell another time than the machine's."""

IDLE_LIMIT = 600.0
"""Seconds that a worker is kept warm without work; Lambda does not promise any."""


class _Pool:
    """The workers of one revision. A retired pool keeps none that is not needed.

    Args:
        place: Tells where a worker is to run that starts now.
        clock: What tells whether a worker's time is still the cloud's.
    """

    def __init__(
        self,
        revision: Revision,
        place: Callable[[], Place],
        clock: Clock,
        *,
        size: int,
        idle: float,
    ) -> None:
        self.revision = revision
        self._clock = clock
        self._retired = False
        self._place = place
        self._size = size
        self._idle_limit = idle
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._waiting: deque[asyncio.Future[Worker | None]] = deque()
        self._expiring: set[asyncio.Task[None]] = set()

    async def invoke(self, invocation: Invocation) -> Outcome:
        worker = await self._acquire()
        try:
            if not worker.started:
                await worker.start()
            return await worker.invoke(invocation)
        finally:
            await self._release(worker)

    async def _acquire(self) -> Worker:
        while True:
            while self._idle:
                worker = self._idle.pop()
                if self._fit(worker):
                    return worker
                await self._discard(worker)
            if len(self._workers) < self._size:
                worker = Worker(self.revision, self._place())
                self._workers.add(worker)
                return worker
            turn: asyncio.Future[Worker | None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            handed = await turn
            if handed is not None:
                return handed

    async def _release(self, worker: Worker) -> None:
        keep = self._fit(worker) and bool(self._waiting or not self._retired)
        if not keep:
            await self._discard(worker)
        if self._waiting:
            # Whoever waits longest gets it, before those who come now.
            self._waiting.popleft().set_result(worker if keep else None)
        elif keep:
            self._idle.append(worker)
            asyncio.get_running_loop().call_later(
                self._idle_limit, self._expire, worker, worker.invocations
            )

    def _fit(self, worker: Worker) -> bool:
        """Whether a worker may go on: it lives, and its time is still the cloud's."""
        return worker.alive and worker.offset == self._clock.offset

    def _expire(self, worker: Worker, invocations: int) -> None:
        if worker in self._idle and worker.invocations == invocations:
            self._idle.remove(worker)
            expiring = asyncio.create_task(self._discard(worker))
            self._expiring.add(expiring)
            expiring.add_done_callback(self._expiring.discard)

    async def _discard(self, worker: Worker) -> None:
        await worker.close()
        self._workers.discard(worker)

    @property
    def busy(self) -> bool:
        """Whether any worker is left."""
        return bool(self._workers)

    async def retire(self) -> None:
        """Ends idle workers now, and the others after what they do."""
        self._retired = True
        while self._idle:
            await self._discard(self._idle.pop())

    async def renew(self) -> None:
        """Ends idle workers whose time is no longer the cloud's."""
        unfit = [worker for worker in self._idle if not self._fit(worker)]
        self._idle = [worker for worker in self._idle if worker not in unfit]
        for worker in unfit:
            await self._discard(worker)

    async def end(self) -> None:
        """Ends every worker; what they do fails."""
        self._retired = True
        self._size = 0
        while self._waiting:
            self._waiting.popleft().cancel()
        for worker in list(self._workers):
            await self._discard(worker)
        await asyncio.gather(*self._expiring)


class Executor:
    """Runs invocations, from any thread.

    Args:
        endpoint: Tells the URL of the local cloud, for the functions' AWS SDK.
        clock: The time that functions see.
        workers: How many processes one version of a function may have.
        idle: Seconds after which a worker without work ends.
    """

    def __init__(
        self,
        endpoint: Callable[[], str],
        *,
        clock: Clock,
        workers: int = MAX_WORKERS,
        idle: float = IDLE_LIMIT,
    ) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._workers = workers
        self.idle = idle
        # Removed at the latest when Python ends, also where nobody closes this.
        self._temporary = tempfile.TemporaryDirectory(
            prefix="localcloud-functions-", ignore_cleanup_errors=True
        )
        self._folder = Path(self._temporary.name)
        self._runtime = self._folder / "runtime"
        self._traveller = self._folder / "traveller"
        self._pools: dict[tuple[str, str], _Pool] = {}
        self._retired: list[_Pool] = []
        self._invocations: set[asyncio.Task[Outcome]] = set()
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        clock.watch(self._moved)

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
        """Ends every worker, with what it does, and removes what was unpacked."""
        with self._starting:
            self._closed = True
        self._clock.unwatch(self._moved)
        if self._loop is not None and self._thread is not None:
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            self._loop = self._thread = None
        self._temporary.cleanup()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._closed:
                raise ServiceError("ServiceException", "This local cloud has been closed", 500)
            if self._loop is None:
                link_distributions(RUNTIME, self._runtime)
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="functions", daemon=True
                )
                self._thread.start()
            return self._loop

    def _moved(self) -> None:
        """Ends idle workers, whose time is past; others end after what they do."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._renew(), self._loop).result()

    async def _renew(self) -> None:
        for pool in list(self._pools.values()):
            await pool.renew()

    def _place(self) -> Place:
        offset = self._clock.offset
        if offset and not self._traveller.is_dir():
            link_distributions(TRAVELLER, self._traveller)
        return Place(
            self._endpoint(),
            self._runtime,
            self._folder / "homes",
            offset,
            str(self._traveller) if offset else "",
        )

    async def _invoke(self, revision: Revision, invocation: Invocation) -> Outcome:
        task = asyncio.current_task()
        if task is not None:
            self._invocations.add(task)
            task.add_done_callback(self._invocations.discard)
        key = (revision.arn, revision.version)
        pool = self._pools.get(key)
        if pool is None or pool.revision != revision:
            replacement = _Pool(
                revision, self._place, self._clock, size=self._workers, idle=self.idle
            )
            self._pools[key] = replacement
            if pool is not None:
                await self._put_away(pool)
            pool = replacement
        return await pool.invoke(invocation)

    async def _retire(self, arn: str) -> None:
        for key in [key for key in self._pools if key[0] == arn]:
            await self._put_away(self._pools.pop(key))

    async def _put_away(self, pool: _Pool) -> None:
        await pool.retire()
        self._retired = [each for each in self._retired if each.busy]
        self._retired.append(pool)

    async def _end(self) -> None:
        for pool in [*self._pools.values(), *self._retired]:
            await pool.end()
        await asyncio.gather(*self._invocations, return_exceptions=True)
        self._pools.clear()
        self._retired.clear()
