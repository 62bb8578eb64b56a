"""The records of one shard, in order: what is put is there until its retention has passed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

FIRST = 49 * 10**54
"""Sequence numbers have 56 digits, as AWS's have."""


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One record as it was put.

    Attributes:
        sequence: Its place in the shard.
        arrived: When it was put, by the local cloud's clock.
    """

    sequence: int
    data: bytes
    partition_key: str
    arrived: datetime


class ClosedError(Exception):
    """The shard was split or merged: its children take records instead."""


class ShardLog:
    """Takes records from any thread and gives them to readers, each from where it is.

    Args:
        number: The shard's number in its stream.
        now: Tells the time.
        retention: How long records are kept; None keeps them until ``trim``.
    """

    def __init__(
        self, number: int, now: Callable[[], datetime], *, retention: timedelta | None = None
    ) -> None:
        self.id = f"shardId-{number:012d}"
        self.retention = retention
        self.closed = False
        self._now = now
        self._records: deque[LogRecord] = deque()
        self._start = FIRST + number * 10**40
        self._next = self._start + 1
        self._lock = threading.Lock()

    @property
    def start(self) -> int:
        """The number before the first record that this shard ever had."""
        return self._start

    @property
    def last(self) -> int:
        """The number of the newest record, or ``start``."""
        with self._lock:
            return self._next - 1

    def append(self, data: bytes, partition_key: str) -> int:
        """Keeps a record and returns its sequence number.

        Raises:
            ClosedError: It takes none any more.
        """
        with self._lock:
            if self.closed:
                raise ClosedError(self.id)
            record = LogRecord(self._next, data, partition_key, self._now())
            self._next += 1
            self._records.append(record)
            return record.sequence

    def after(self, position: int, limit: int, *, size: int | None = None) -> list[LogRecord]:
        """The records that follow a position, oldest first.

        Args:
            limit: How many at most.
            size: Bytes that they may have together; one record is given whatever its size.
        """
        with self._lock:
            self._expire()
            if not self._records:
                return []
            skipped = max(0, position - self._records[0].sequence + 1)
            # A deque walks to its middle: a reader at the end begins from there.
            if skipped > len(self._records) // 2:
                ahead = max(0, len(self._records) - skipped)
                found = [self._records[index - ahead] for index in range(min(limit, ahead))]
            else:
                found = list(islice(self._records, skipped, skipped + limit))
        return found if size is None else _within(found, size)

    def close(self) -> None:
        """Takes nothing more; what is there can be read."""
        with self._lock:
            self.closed = True

    def before(self, moment: datetime) -> int:
        """The position from which records follow that arrived at ``moment`` or later."""
        with self._lock:
            older = [record.sequence for record in self._records if record.arrived < moment]
            return older[-1] if older else self._start

    def behind(self, position: int) -> timedelta:
        """How much older than the newest record the next one after a position is."""
        with self._lock:
            self._expire()
            if not self._records or position >= self._records[-1].sequence:
                return timedelta()
            index = max(0, position - self._records[0].sequence + 1)
            return self._now() - self._records[index].arrived

    def trim(self, position: int) -> None:
        """Forgets the records up to a position."""
        with self._lock:
            while self._records and self._records[0].sequence <= position:
                self._records.popleft()

    def _expire(self) -> None:
        if self.retention is None:
            return
        oldest = self._now() - self.retention
        while self._records and self._records[0].arrived < oldest:
            self._records.popleft()


def _within(records: list[LogRecord], size: int) -> list[LogRecord]:
    total = 0
    for index, record in enumerate(records):
        total += len(record.data) + len(record.partition_key.encode())
        if total > size and index:
            return records[:index]
    return records
