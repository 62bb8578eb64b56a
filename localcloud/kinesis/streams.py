"""The streams that hold records: their shards as moto has them, their records as they were put."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.functions.moto_call import ask_moto
from localcloud.kinesis.log import ClosedError, ShardLog

if TYPE_CHECKING:
    from localcloud.interface import Cloud

KEY_SPACE = 2**128


@dataclass
class Shard:
    """A part of a stream.

    Attributes:
        first: The first of the hash keys it takes; ``last`` is the last.
        parents: The shards that it was made from, by id.
    """

    log: ShardLog
    first: int
    last: int
    parents: tuple[str, ...] = ()


@dataclass
class Stream:
    """A stream's shards, and who wants to know when something is put.

    Attributes:
        open: The shards that take records, a part of ``shards``.
    """

    arn: str
    name: str
    region: str
    shards: dict[str, Shard] = field(default_factory=dict)
    open: list[Shard] = field(default_factory=list)
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def shard_of(self, partition_key: str, explicit: str | None = None) -> Shard:
        """The shard that takes a key.

        Raises:
            ServiceError: InvalidArgumentException, where the explicit key is out of range.
        """
        if explicit is None:
            digest = hashlib.md5(partition_key.encode(), usedforsecurity=False)
            key = int.from_bytes(digest.digest(), "big")
        else:
            key = int(explicit)
            if not 0 <= key < KEY_SPACE:
                raise ServiceError(
                    "InvalidArgumentException",
                    f"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
                    f"Specified value was {explicit}",
                )
        return next(shard for shard in self.open if shard.first <= key <= shard.last)

    def put(self, data: bytes, partition_key: str, explicit: str | None = None) -> tuple[str, str]:
        """Keeps a record; ``wake`` tells the listeners.

        Returns:
            The shard's id and the sequence number.
        """
        while True:
            shard = self.shard_of(partition_key, explicit)
            try:
                return shard.log.id, str(shard.log.append(data, partition_key))
            except ClosedError:
                continue  # split or merged since it was found: its children are there

    def wake(self) -> None:
        """Calls the listeners."""
        for listener in tuple(self.listeners):
            listener()


class Streams:
    """All streams of a cloud, by ARN."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._streams: dict[str, Stream] = {}
        self._lock = threading.RLock()

    def find(self, region: str, request: dict[str, Any]) -> Stream:
        """The stream that a request means by ``StreamARN`` or ``StreamName``.

        Raises:
            ServiceError: ResourceNotFoundException, where there is none.
        """
        arn, name = request.get("StreamARN"), request.get("StreamName")
        if not arn and not name:
            raise ServiceError(
                "InvalidArgumentException", "StreamName or StreamARN: one of them is required"
            )
        if arn:
            region, name = arn.split(":")[3], arn.rsplit("/", 1)[-1]
        with self._lock:
            for stream in self._streams.values():
                if (stream.region, stream.name) == (region, name):
                    return stream
        return self._load(region, str(name))

    def get(self, arn: str) -> Stream:
        """The stream of an ARN.

        Raises:
            ServiceError: ResourceNotFoundException, where there is none.
        """
        return self.find(arn.split(":")[3], {"StreamARN": arn})

    def listen(self, arn: str, listener: Callable[[], None]) -> None:
        """Calls ``listener`` after each put, and after each change of the shards."""
        stream = self.get(arn)
        with self._lock:
            stream.listeners.append(listener)

    def unlisten(self, arn: str, listener: Callable[[], None]) -> None:
        """Takes such a listener back; of a stream that is gone there is none any more."""
        with self._lock:
            stream = self._streams.get(arn)
            if stream is not None and listener in stream.listeners:
                stream.listeners.remove(listener)

    def forget(self, arn: str) -> None:
        """Drops a stream that was deleted, with its records."""
        with self._lock:
            self._streams.pop(arn, None)

    def refresh(self, region: str, name: str) -> None:
        """Takes over the shards and the retention that a stream has now."""
        with self._lock:
            known = self._streams.values()
            if not any((each.region, each.name) == (region, name) for each in known):
                return
        self._load(region, name).wake()

    def _load(self, region: str, name: str) -> Stream:
        described = ask_moto(
            self._cloud, "kinesis", region, "DescribeStreamSummary", {"StreamName": name}
        )["StreamDescriptionSummary"]
        pages = self._cloud.moto("kinesis", region).get_paginator("list_shards")
        shown = [each for page in pages.paginate(StreamName=name) for each in page["Shards"]]
        retention = timedelta(hours=described["RetentionPeriodHours"])
        with self._lock:
            stream = self._streams.setdefault(
                described["StreamARN"], Stream(described["StreamARN"], name, region)
            )
            for each in shown:
                self._take(stream, each)
            for shard in stream.shards.values():
                shard.log.retention = retention
            ended = {e["ShardId"] for e in shown if "EndingSequenceNumber" in _numbers(e)}
            stream.open = [s for name, s in stream.shards.items() if name not in ended]
            for identifier in ended:
                stream.shards[identifier].log.close()
        return stream

    def _take(self, stream: Stream, shown: dict[str, Any]) -> None:
        identifier = shown["ShardId"]
        if identifier not in stream.shards:
            keys = shown["HashKeyRange"]
            parents = (shown.get("ParentShardId"), shown.get("AdjacentParentShardId"))
            stream.shards[identifier] = Shard(
                ShardLog(int(identifier.rsplit("-", 1)[-1]), self._cloud.clock.now),
                int(keys["StartingHashKey"]),
                int(keys["EndingHashKey"]),
                tuple(parent for parent in parents if parent),
            )


def _numbers(shown: dict[str, Any]) -> dict[str, Any]:
    numbers: dict[str, Any] = shown["SequenceNumberRange"]
    return numbers
