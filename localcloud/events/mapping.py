"""One event source mapping: its settings, and the source that it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from localcloud.events.batches import FunctionHandler, Record
from localcloud.events.kinesis_source import KinesisStreamSource, beginning, kinesis_number
from localcloud.events.mapping_settings import service_of
from localcloud.events.patterns import Filters
from localcloud.events.queue_source import CONCURRENCY, QueueSettings, QueueSource, message_id
from localcloud.events.stream_records import TableShard, TableWrites, sequence_number
from localcloud.events.stream_source import FOREVER, GivenUp, StreamSettings, StreamSource
from localcloud.functions.destinations import send
from localcloud.functions.parts import FunctionParts
from localcloud.functions.reference import FunctionReference
from localcloud.kinesis.service import streams_of

if TYPE_CHECKING:
    pass

REPORTS = "ReportBatchItemFailures"
IDENTIFIERS: dict[str, Callable[[Record], str]] = {
    "sqs": message_id,
    "dynamodb": sequence_number,
    "kinesis": kinesis_number,
}
"""By what functions name a record that failed."""


class Source(Protocol):
    """What delivers until it is stopped."""

    def start(self) -> None:
        """Begins, or goes on."""

    def stop(self) -> None:
        """Takes no more."""


class Mapping:
    """An event source mapping that is enabled or not.

    Attributes:
        shown: The mapping as the API shows it.
    """

    def __init__(
        self,
        parts: FunctionParts,
        writes: TableWrites,
        function: FunctionReference,
        shown: dict[str, Any],
    ) -> None:
        self.function = function
        self.shown = shown
        self.region = function.region
        self._parts = parts
        self._writes = writes
        self._running = False
        self._source = self._make()

    def enable(self, *, on: bool) -> None:
        """Starts or stops the source."""
        if on and not self._running:
            self._source.start()
        elif self._running and not on:
            self._source.stop()
        self._running = on
        self._stamp()

    def change(self, function: FunctionReference, changes: dict[str, Any]) -> None:
        """Goes on with other settings; a stream from where it was."""
        self.function = function
        self.shown = {**self.shown, **changes}
        self._stamp()
        if isinstance(self._source, StreamSource | KinesisStreamSource):
            self._source.change(self._stream_settings(), self._handler())
            return
        if self._running:
            self._source.stop()
        self._source = self._make()
        if self._running:
            self._source.start()

    def _stamp(self) -> None:
        self.shown = {
            **self.shown,
            "State": "Enabled" if self._running else "Disabled",
            "StateTransitionReason": "USER_INITIATED",
            "LastModified": self._parts.cloud.clock.now(),
        }

    def _make(self) -> Source:
        arn = self.shown["EventSourceArn"]
        background = self._parts.background
        cloud = self._parts.cloud
        if service_of(arn) == "sqs":
            return QueueSource(
                cloud,
                background,
                queue_arn=arn,
                settings=self._queue_settings(),
                handler=self._handler(),
            )
        settings = self._stream_settings()
        if service_of(arn) == "kinesis":
            return KinesisStreamSource(
                cloud,
                background,
                streams_of(cloud),
                arn=arn,
                settings=settings,
                handler=self._handler(),
                give_up=self._give_up,
                begin=beginning(
                    self.shown["StartingPosition"], self.shown.get("StartingPositionTimestamp")
                ),
                role=str(self._parts.configurations.of(self.function).get("Role", "")),
            )
        return StreamSource(
            cloud,
            background,
            TableShard(cloud, self._writes, arn, latest=settings.latest),
            settings=settings,
            handler=self._handler(),
            give_up=self._give_up,
        )

    def _handler(self) -> FunctionHandler:
        return FunctionHandler(
            self._parts.invoker,
            self.function,
            reports=REPORTS in self.shown["FunctionResponseTypes"],
            identifier=IDENTIFIERS[service_of(self.shown["EventSourceArn"])],
        )

    def _queue_settings(self) -> QueueSettings:
        scaling = self.shown.get("ScalingConfig", {})
        return QueueSettings(
            batch_size=self.shown["BatchSize"],
            filters=Filters(self.shown.get("FilterCriteria")),
            concurrency=scaling.get("MaximumConcurrency") or CONCURRENCY,
        )

    def _stream_settings(self) -> StreamSettings:
        oldest = self.shown.get("MaximumRecordAgeInSeconds", FOREVER)
        return StreamSettings(
            batch_size=self.shown["BatchSize"],
            filters=Filters(self.shown.get("FilterCriteria")),
            latest=self.shown["StartingPosition"] == "LATEST",
            retries=self.shown.get("MaximumRetryAttempts", FOREVER),
            bisect=self.shown.get("BisectBatchOnFunctionError", False),
            oldest=None if oldest == FOREVER else timedelta(seconds=oldest),
        )

    def _give_up(self, batch: GivenUp) -> None:
        destination = self.shown.get("DestinationConfig", {}).get("OnFailure", {})
        if not destination.get("Destination"):
            return
        now = self._parts.cloud.clock.now()
        record = {
            "requestContext": {
                "requestId": batch.reason.request_id,
                "functionArn": self.shown["FunctionArn"],
                "condition": batch.condition,
                "approximateInvokeCount": batch.attempts,
            },
            "responseContext": {
                "statusCode": 200,
                "executedVersion": self.function.qualifier or "$LATEST",
                "functionError": "Unhandled",
            },
            "version": "1.0",
            "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            **_batch_info(self.shown["EventSourceArn"], batch.context),
        }
        send(self._parts.cloud, destination["Destination"], record)


def _batch_info(arn: str, context: dict[str, Any]) -> dict[str, Any]:
    """What a destination learns of a batch: a table's stream and Kinesis tell times otherwise."""
    if service_of(arn) != "kinesis":
        return {"DDBStreamBatchInfo": context}
    times = ("approximateArrivalOfFirstRecord", "approximateArrivalOfLastRecord")
    shown = {
        name: datetime.fromtimestamp(context[name], UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        for name in times
    }
    return {"KinesisBatchInfo": {**context, **shown}}
