"""A Kinesis stream as an event source: each shard by itself, a shard's parents before it.

Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.batches import Handler, Record
from localcloud.events.stream_source import GivenUp, StreamSettings, StreamSource
from localcloud.functions.background import Background
from localcloud.kinesis.log import LogRecord, ShardLog
from localcloud.kinesis.streams import Stream, Streams

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class KinesisShard:
    """A shard of a stream, read from a position on.

    Args:
        ended: Called when all that it will ever have has been read, and what was read handled.

    Attributes:
        position: The sequence number after which it reads.
        handled: Whether that has been so.
    """

    def __init__(
        self,
        stream: Stream,
        log: ShardLog,
        role: str,
        *,
        position: int,
        ended: Callable[[], None],
    ) -> None:
        self.arn = stream.arn
        self.id = log.id
        self.position = position
        self.handled = False
        self._ended = ended
        self._stream = stream
        self._log = log
        self._role = role

    @property
    def retention(self) -> timedelta:
        """How long the stream keeps a record."""
        return self._log.retention or timedelta(hours=24)

    def read(self, limit: int) -> list[Record]:
        """The next records, as Lambda shows them to functions.

        They are asked for when those before have been handled.
        """
        closed = self._log.closed
        found = self._log.after(self.position, limit)
        if found:
            self.position = found[-1].sequence
        elif closed and not self.handled:
            self.handled = True
            self._ended()
        return [self._shown(each) for each in found]

    def listen(self, callback: Callable[[], None]) -> None:
        """Calls ``callback`` after each put to the stream."""
        self._stream.listeners.append(callback)

    def unlisten(self, callback: Callable[[], None]) -> None:
        """Takes such a callback back."""
        if callback in self._stream.listeners:
            self._stream.listeners.remove(callback)

    def number(self, record: Record) -> str:
        """By what a function names a record that failed."""
        return kinesis_number(record)

    def arrived(self, record: Record) -> float:
        """When a record was put."""
        return float(record["kinesis"]["approximateArrivalTimestamp"])

    def filterable(self, record: Record) -> Any:
        """What filters see: the data as JSON. A record that holds none is let through by none."""
        try:
            data = json.loads(base64.b64decode(record["kinesis"]["data"]))
        except ValueError:
            data = None
        return {**record["kinesis"], "data": data}

    def _shown(self, record: LogRecord) -> Record:
        return {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record.partition_key,
                "sequenceNumber": str(record.sequence),
                "data": base64.b64encode(record.data).decode(),
                "approximateArrivalTimestamp": round(record.arrived.timestamp(), 3),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{self.id}:{record.sequence}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": self._role,
            "awsRegion": self._stream.region,
            "eventSourceARN": self.arn,
        }


class KinesisStreamSource:
    """Takes records off the shards of a stream.

    Args:
        begin: Where to begin in the shards that there are; None at the end. Shards that come
            later are read from their beginning.
        role: The function's.
    """

    def __init__(
        self,
        cloud: Cloud,
        background: Background,
        streams: Streams,
        *,
        arn: str,
        settings: StreamSettings,
        handler: Handler,
        give_up: Callable[[GivenUp], None],
        begin: Callable[[ShardLog], int],
        role: str,
    ) -> None:
        self._cloud = cloud
        self._background = background
        self._streams = streams
        self._arn = arn
        self._settings = settings
        self._handler = handler
        self._give_up = give_up
        self._role = role
        self._running = False
        self._lock = threading.RLock()
        self._sources: dict[str, tuple[KinesisShard, StreamSource]] = {}
        stream = streams.get(arn)
        self._begin = {name: begin(shard.log) for name, shard in stream.shards.items()}

    def start(self) -> None:
        """Takes what is there and listens for more."""
        with self._lock:
            if self._running:
                return
            self._running = True
            self._streams.listen(self._arn, self._follow)
            for _, source in self._sources.values():
                source.start()
            self._follow()

    def stop(self) -> None:
        """Takes no more; batches that have begun end."""
        with self._lock:
            self._running = False
            self._streams.unlisten(self._arn, self._follow)
            for _, source in self._sources.values():
                source.stop()

    def change(self, settings: StreamSettings, handler: Handler) -> None:
        """Goes on with other settings, each shard from where it is."""
        with self._lock:
            self._settings, self._handler = settings, handler
            for _, source in self._sources.values():
                source.change(settings, handler)

    def _follow(self) -> None:
        """Begins with the shards whose parents have been handled."""
        with self._lock:
            if not self._running:
                return
            try:
                stream = self._streams.get(self._arn)
            except ServiceError:
                return  # the stream is gone, and its records with it
            for name, shard in tuple(stream.shards.items()):
                if name in self._sources:
                    continue
                parents = [each for each in shard.parents if each in stream.shards]
                if all(self._handled(each) for each in parents):
                    self._take(stream, name)

    def _take(self, stream: Stream, name: str) -> None:
        log = stream.shards[name].log
        position = self._begin.get(name, log.start)
        shard = KinesisShard(stream, log, self._role, position=position, ended=self._follow)
        source = StreamSource(
            self._cloud,
            self._background,
            shard,
            settings=self._settings,
            handler=self._handler,
            give_up=self._give_up,
        )
        self._sources[name] = (shard, source)
        source.start()

    def _handled(self, name: str) -> bool:
        return name in self._sources and self._sources[name][0].handled


def kinesis_number(record: Record) -> str:
    """The sequence number of a record."""
    return str(record["kinesis"]["sequenceNumber"])


def beginning(position: str, moment: datetime | None) -> Callable[[ShardLog], int]:
    """Where a mapping begins in a shard.

    Args:
        position: TRIM_HORIZON, LATEST or AT_TIMESTAMP.
        moment: Of the last of these.
    """

    def begin(log: ShardLog) -> int:
        if position == "LATEST":
            return log.last
        if position == "AT_TIMESTAMP" and moment is not None:
            # The API's parser tells times in UTC without saying so.
            return log.before(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        return log.start

    return begin
