"""A shard of a stream as an event source: in order, a failing batch holds the next ones up.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from localcloud.events.batches import BatchError, Handler, Record
from localcloud.events.patterns import Filters
from localcloud.functions.background import Background, Pump

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

FOREVER = -1


class Shard(Protocol):
    """A shard that is read from a position on, of a table's stream or of Kinesis.

    Attributes:
        arn: The stream's.
        id: The shard's.
    """

    arn: str
    id: str

    @property
    def retention(self) -> timedelta:
        """How long the stream keeps a record."""
        ...

    def read(self, limit: int) -> list[Record]:
        """The next records, as Lambda shows them to functions; none where all have been read."""
        ...

    def listen(self, callback: Callable[[], None]) -> None:
        """Calls ``callback`` when there may be more."""
        ...

    def unlisten(self, callback: Callable[[], None]) -> None:
        """Takes such a callback back."""
        ...

    def number(self, record: Record) -> str:
        """By what a function names a record that failed."""
        ...

    def arrived(self, record: Record) -> float:
        """When a record was written, in seconds since 1970."""
        ...

    def filterable(self, record: Record) -> Any:
        """What filters see of a record; None where none of them can let it through."""
        ...


@dataclass(frozen=True)
class StreamSettings:
    """How batches are made, and what happens to one that fails.

    Attributes:
        latest: Whether to begin with what is written from now on.
        retries: Attempts after the first; ``FOREVER`` tries until the record gets too old.
        bisect: Whether a failing batch is halved, to find the record that fails.
        oldest: Age at which a record is given up; None keeps it for the stream's day.
    """

    batch_size: int
    filters: Filters
    latest: bool = False
    retries: int = FOREVER
    bisect: bool = False
    oldest: timedelta | None = None


@dataclass(frozen=True)
class GivenUp:
    """A batch that will not be tried again.

    Attributes:
        context: How many records, between which sequence numbers, of which shard.
    """

    condition: str
    attempts: int
    reason: BatchError
    context: dict[str, Any]


@dataclass(frozen=True)
class _Batch:
    records: list[Record]
    attempts: int = 0


class StreamSource:
    """Takes records off a shard, one batch after the other.

    Args:
        shard: From where on it reads is the shard's to know.
        handler: What a batch is given to.
        give_up: Called with a batch that will not be tried again.
    """

    def __init__(
        self,
        cloud: Cloud,
        background: Background,
        shard: Shard,
        *,
        settings: StreamSettings,
        handler: Handler,
        give_up: Callable[[GivenUp], None],
    ) -> None:
        self.settings = settings
        self.handler = handler
        self._cloud = cloud
        self._background = background
        self._give_up = give_up
        self._shard = shard
        self._ahead: deque[_Batch] = deque()
        self._failures = 0
        self._waiting = False
        self._listening = False
        self._pump = Pump(background, self._work)

    def change(self, settings: StreamSettings, handler: Handler) -> None:
        """Goes on with other settings, from where it is."""
        self.settings = settings
        self.handler = handler

    def start(self) -> None:
        """Takes what is there and listens for more."""
        if not self._listening:
            self._listening = True
            self._shard.listen(self._pump.wake)
            self._pump.start()

    def stop(self) -> None:
        """Takes no more; a batch that has begun ends. It can be started again where it was."""
        if self._listening:
            self._listening = False
            self._pump.stop()
            self._shard.unlisten(self._pump.wake)

    def _work(self) -> None:
        while not self._pump.stopped and not self._waiting:
            if not self._ahead:
                records = self._shard.read(self.settings.batch_size)
                if not records:
                    return
                wanted = [each for each in records if self._wanted(each)]
                if wanted:
                    self._ahead.append(_Batch(wanted))
                continue
            self._try(self._ahead.popleft())

    def _try(self, batch: _Batch) -> None:
        try:
            failed = self.handler(batch.records)
        except BatchError as error:
            self._failed(batch, error)
            return
        if not failed:
            self._failures = 0
            return
        first = next(
            index
            for index, record in enumerate(batch.records)
            if self._shard.number(record) in failed
        )
        rest = _Batch(batch.records[first:], batch.attempts if first == 0 else 0)
        self._failed(rest, BatchError("The function named records that failed"))

    def _failed(self, batch: _Batch, error: BatchError) -> None:
        LOG.info("A batch of %s failed: %s", self._shard.arn, error)
        if self.settings.bisect and len(batch.records) > 1:
            # Halving does not count as an attempt.
            middle = len(batch.records) // 2
            self._ahead.appendleft(_Batch(batch.records[middle:]))
            self._ahead.appendleft(_Batch(batch.records[:middle]))
        elif self._exhausted(batch, error):
            self._failures = 0
            return
        else:
            self._ahead.appendleft(_Batch(batch.records, batch.attempts + 1))
        self._failures += 1
        self._waiting = True
        wait = timedelta(seconds=min(2 ** (self._failures - 1), 60))
        self._background.later(wait, self._resume)

    def _resume(self) -> None:
        self._waiting = False
        self._pump.wake()

    def _exhausted(self, batch: _Batch, error: BatchError) -> bool:
        if self.settings.retries != FOREVER and batch.attempts >= self.settings.retries:
            condition = "RetryAttemptsExhausted"
        elif self._age(batch.records[0]) > (self.settings.oldest or self._shard.retention):
            condition = "RecordAgeExceeded"
        else:
            return False
        context = {
            "shardId": self._shard.id,
            "startSequenceNumber": self._shard.number(batch.records[0]),
            "endSequenceNumber": self._shard.number(batch.records[-1]),
            "approximateArrivalOfFirstRecord": self._shard.arrived(batch.records[0]),
            "approximateArrivalOfLastRecord": self._shard.arrived(batch.records[-1]),
            "batchSize": len(batch.records),
            "streamArn": self._shard.arn,
        }
        self._give_up(GivenUp(condition, batch.attempts + 1, error, context))
        return True

    def _age(self, record: Record) -> timedelta:
        now = self._cloud.clock.now().timestamp()
        return timedelta(seconds=now - self._shard.arrived(record))

    def _wanted(self, record: Record) -> bool:
        shown = self._shard.filterable(record)
        return shown is not None and self.settings.filters.let_through(shown)
