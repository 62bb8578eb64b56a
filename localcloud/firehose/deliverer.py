"""Delivers one stream: reads, buffers by partition, writes what is full or due, then checks off.

A record is checked off when its object is written, and not before: whatever happens in between,
it is delivered once more rather than lost.

Source: https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.events.timetable import Timetable
from localcloud.firehose.destination import Destination
from localcloud.firehose.intake import Intake
from localcloud.firehose.items import CONVERSION, PARTITIONS, Buffer, Failure, Item, Route
from localcloud.firehose.reporting import Reporter
from localcloud.firehose.sources import KinesisSource, Source, Taken
from localcloud.firehose.writing import Output, Writer
from localcloud.functions.background import Background, Pump

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

READ = 1000
"""Records that are read at a time from each shard."""

ACTIVE_PARTITIONS = 500
"""Partitions that may be buffered at a time.

Source: https://docs.aws.amazon.com/firehose/latest/dev/limits.html
"""

AGAIN = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
"""Before writing is tried again: doubled each time, at most this."""


class Deliverer:
    """Delivers what a source gives to a destination.

    Args:
        due: Has ``look`` called when a buffer is due; the key is the stream's ARN.
        version: Of the destination.
    """

    def __init__(
        self,
        cloud: Cloud,
        background: Background,
        due: Timetable[str],
        *,
        arn: str,
        source: Source,
        destination: Destination,
        version: str,
    ) -> None:
        self.reporter = Reporter(cloud, arn)
        self._cloud = cloud
        self._due = due
        self._arn = arn
        self._source = source
        self._from_kinesis = isinstance(source, KinesisSource)
        source_arn = source.arn if isinstance(source, KinesisSource) else None
        self._intake = Intake(cloud, arn, source_arn)
        self._destination, self._version = destination, version
        self._buffers: dict[Route, Buffer] = {}
        self._turning = threading.RLock()
        self._pump = Pump(background, self._turn)

    def start(self) -> None:
        """Reads what there is, and what comes."""
        self._source.listen(self._pump.wake)
        self._pump.wake()

    def look(self) -> None:
        """Writes what is due."""
        self._pump.wake()

    def change(self, destination: Destination, version: str) -> None:
        """Delivers to another destination from now on, what is buffered included."""
        with self._turning:
            held = list(self._buffers.values())
            self._destination, self._version = destination, version
            self._buffers = {}
            # Read again by the new rules; an item that is part of a record goes with the rest.
            taken = {id(item.origin): item.origin.taken for b in held for item in b.items}
            self._accept(sorted(taken.values(), key=lambda each: (each.arrived, each.sequence)))
        self._pump.wake()

    def finish(self) -> None:
        """Writes all that was put so far, and delivers no more."""
        self._source.unlisten(self._pump.wake)
        self._pump.stop()
        with self._turning:
            self._read()
            for buffer in tuple(self._buffers.values()):
                self._write(buffer)
            if left := sum(len(buffer.items) for buffer in self._buffers.values()):
                LOG.warning("%s was deleted; %d records could not be delivered", self._arn, left)
            self._buffers = {}
            self._due.put(self._arn, None)

    def close(self) -> None:
        """Stops where it is."""
        self._source.unlisten(self._pump.wake)
        self._pump.stop()

    def _turn(self) -> None:
        with self._turning:
            try:
                self._read()
                self._write_due()
                moment = min((self._moment(b) for b in self._buffers.values()), default=None)
            except Exception:
                # Begins again where all has been delivered; what came after comes once more.
                LOG.exception("%s failed and begins again", self._arn)
                self._buffers = {}
                self._source.rewind()
                moment = self._cloud.clock.now() + AGAIN
            if not self._pump.stopped:
                self._due.put(self._arn, moment)

    def _read(self) -> None:
        while taken := self._source.read(READ):
            if self._from_kinesis:
                self.reporter.read(taken)
            self._accept(taken)
            self._write_due()

    def _accept(self, taken: Iterable[Taken]) -> None:
        routed, empty = self._intake.route(self._destination, taken)
        now = self._cloud.clock.now()
        for route, item in routed:
            self._buffer(route, item, now)
        for each in empty:
            self._source.deliver(each)

    def _buffer(self, route: Route, item: Item, now: datetime) -> None:
        buffer = self._buffers.get(route)
        if buffer is None:
            active = sum(1 for each in self._buffers if not each.failed)
            if not route.failed and active >= ACTIVE_PARTITIONS:
                message = f"{ACTIVE_PARTITIONS} partitions are active, which is the limit"
                failure = Failure(PARTITIONS, "DynamicPartitioning.ActivePartitionLimit", message)
                self.reporter.figures({"PartitionCountExceeded": (1.0, "Count")})
                self._buffer(Route(failed=PARTITIONS), Item(item.origin, item.data, failure), now)
                return
            buffer = self._buffers[route] = Buffer(route, now)
        buffer.add(item)
        if buffer.size >= self._destination.size and buffer.retry is None:
            self._write(buffer)

    def _moment(self, buffer: Buffer) -> datetime:
        return buffer.retry or buffer.opened + self._destination.interval

    def _write_due(self) -> None:
        for buffer in tuple(self._buffers.values()):
            if self._moment(buffer) <= self._cloud.clock.now():
                self._write(buffer)

    def _write(self, buffer: Buffer) -> None:
        writer = Writer(
            self._cloud,
            self._arn.rsplit("/", 1)[-1],
            self.reporter.region,
            self._version,
            self._destination,
        )
        oldest = buffer.oldest
        outputs = writer.outputs(buffer)
        self._tell(buffer, outputs)
        left = list(buffer.items)
        for output in outputs:
            try:
                self._cloud.client("s3", self.reporter.region).put_object(
                    Bucket=self._destination.bucket,
                    Key=output.key,
                    Body=output.body,
                    **self._destination.encryption,
                )
            except ClientError as error:
                self._not_written(buffer, left, error, oldest)
                return
            self.reporter.written(len(output.items), len(output.body), oldest)
            left = self._delivered(output, left)
        del self._buffers[buffer.route]

    def _delivered(self, output: Output, left: list[Item]) -> list[Item]:
        """Checks off what an object holds, and returns what it does not."""
        held = Counter((id(item.origin), item.data) for item in output.items)
        rest = []
        for item in left:
            key = (id(item.origin), item.data)
            if not held[key]:
                rest.append(item)
                continue
            held[key] -= 1
            item.origin.left -= 1
            if not item.origin.left:
                self._source.deliver(item.origin.taken)
        return rest

    def _not_written(
        self, buffer: Buffer, left: list[Item], error: ClientError, oldest: datetime
    ) -> None:
        wait = min(AGAIN * 2**buffer.failures, LONGEST_WAIT)
        buffer.items = left
        buffer.failures += 1
        buffer.retry = self._cloud.clock.now() + wait
        self.reporter.unwritten(oldest)
        code = error.response["Error"]["Code"]
        self.reporter.log(self._destination, self._version, f"S3.{code}", str(error))

    def _tell(self, buffer: Buffer, outputs: list[Output]) -> None:
        """Logs what failed, once for each reason."""
        if self._destination.conversion is not None and not buffer.route.failed:
            failed = sum(len(each.items) for each in outputs if each.failed == CONVERSION)
            self.reporter.converted(len(buffer.items) - failed, failed)
        for output in outputs:
            reasons = {item.failure.code: item.failure for item in output.items if item.failure}
            for code, failure in reasons.items():
                self.reporter.log(self._destination, self._version, code, failure.message)
