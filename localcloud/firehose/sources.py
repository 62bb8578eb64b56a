"""Where a delivery stream's records come from, and how far they have been delivered.

A record is read once and counts as delivered when it has been written. Whoever begins again begins
behind the last record before which all were: some come twice then, and none is lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from localcloud.errors import ServiceError
from localcloud.kinesis.log import ShardLog
from localcloud.kinesis.streams import Streams

DIRECT_RETENTION = timedelta(hours=24)
"""How long Firehose itself keeps what was put to it and could not be delivered."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that was read.

    Attributes:
        sequence: Its place in the shard; for a stream of Kinesis the sequence number.
    """

    shard: str
    sequence: int
    data: bytes
    partition_key: str
    arrived: datetime


@dataclass
class Progress:
    """How far a shard has been read and delivered.

    Attributes:
        read: The last record that was read.
        delivered: The last one before which, and with which, all were delivered.
    """

    read: int
    delivered: int
    _ahead: deque[int] = field(default_factory=deque)
    _done: set[int] = field(default_factory=set)

    @classmethod
    def at(cls, position: int) -> Progress:
        """At a position, with nothing in between."""
        return cls(position, position)

    def take(self, sequence: int) -> None:
        """A record is read."""
        self.read = sequence
        self._ahead.append(sequence)

    def deliver(self, sequence: int) -> None:
        """A record was delivered."""
        self._done.add(sequence)
        while self._ahead and self._ahead[0] in self._done:
            self.delivered = self._ahead.popleft()
            self._done.remove(self.delivered)

    def rewind(self) -> None:
        """What was read and not delivered is to be read again."""
        self.read = self.delivered
        self._ahead.clear()
        self._done.clear()


class Source(Protocol):
    """Gives records and hears which were delivered; called from one thread at a time."""

    def read(self, limit: int) -> list[Taken]:
        """The next records; none where all have been read."""
        ...

    def deliver(self, taken: Taken) -> None:
        """A record was delivered."""
        ...

    def rewind(self) -> None:
        """Gives again what was not delivered."""
        ...

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls ``listener`` when there may be more."""
        ...

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Takes the listener back."""
        ...


class DirectSource:
    """What is put to the delivery stream itself.

    Attributes:
        log: Where it is put.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.log = ShardLog(0, now)
        self._progress = Progress.at(self.log.start)
        self._listener: Callable[[], None] | None = None

    def put(self, records: list[bytes]) -> None:
        """Keeps records; they stay until they are delivered."""
        for data in records:
            self.log.append(data, "")
        if self._listener is not None:
            self._listener()

    def read(self, limit: int) -> list[Taken]:
        """The next records."""
        return _read(self.log, self._progress, limit)

    def deliver(self, taken: Taken) -> None:
        """A record was delivered: it is kept no longer."""
        before = self._progress.delivered
        self._progress.deliver(taken.sequence)
        if self._progress.delivered > before:
            self.log.trim(self._progress.delivered)

    def rewind(self) -> None:
        """Gives again what was not delivered."""
        self._progress.rewind()

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls ``listener`` after each put."""
        self._listener = listener

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Takes the listener back."""
        if self._listener == listener:
            self._listener = None


class KinesisSource:
    """The records of a Kinesis stream, from what is put after this was made.

    Raises:
        ServiceError: ResourceNotFoundException, where there is no such stream.
    """

    def __init__(self, streams: Streams, arn: str) -> None:
        self.arn = arn
        self._streams = streams
        shards = streams.get(arn).shards
        self._progress = {name: Progress.at(shard.log.last) for name, shard in shards.items()}

    def read(self, limit: int) -> list[Taken]:
        """The next records: those of a shard's parents before its own."""
        try:
            shards = self._streams.get(self.arn).shards
        except ServiceError:
            return []  # the stream is gone
        found: list[Taken] = []
        for name, shard in tuple(shards.items()):
            if all(self._ended(shards[each].log) for each in shard.parents if each in shards):
                progress = self._progress.setdefault(name, Progress.at(shard.log.start))
                found += _read(shard.log, progress, limit)
        return found

    def deliver(self, taken: Taken) -> None:
        """A record was delivered."""
        self._progress[taken.shard].deliver(taken.sequence)

    def rewind(self) -> None:
        """Gives again what was not delivered."""
        for progress in self._progress.values():
            progress.rewind()

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls ``listener`` after each put to the stream."""
        self._streams.listen(self.arn, listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Takes the listener back."""
        self._streams.unlisten(self.arn, listener)

    def _ended(self, log: ShardLog) -> bool:
        progress = self._progress.get(log.id)
        return log.closed and progress is not None and progress.read >= log.last


def _read(log: ShardLog, progress: Progress, limit: int) -> list[Taken]:
    found = log.after(progress.read, limit)
    for record in found:
        progress.take(record.sequence)
    return [
        Taken(log.id, each.sequence, each.data, each.partition_key, each.arrived) for each in found
    ]
