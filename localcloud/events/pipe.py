"""One pipe: its definition, and what it does with a batch of records."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from localcloud.events.batches import BatchError, Record
from localcloud.events.patterns import Filters
from localcloud.events.queue_source import QueueSettings
from localcloud.events.stream_source import FOREVER, StreamSettings
from localcloud.events.targets import Delivery, TargetError, deliver, target_kind
from localcloud.events.templates import follow, literal_or_path, render

if TYPE_CHECKING:
    from localcloud.interface import Cloud


@dataclass(frozen=True)
class PipeDefinition:
    """A pipe as CreatePipe and DescribePipe have it."""

    name: str
    arn: str
    described: dict[str, Any]

    @property
    def source(self) -> str:
        """ARN of the stream or queue."""
        return str(self.described["Source"])

    @property
    def source_kind(self) -> str:
        """The source's service."""
        return target_kind(self.source)

    @property
    def target(self) -> str:
        """ARN of what is delivered to."""
        return str(self.described["Target"])

    @property
    def target_parameters(self) -> dict[str, Any]:
        """How the target is given its input."""
        parameters: dict[str, Any] = self.described.get("TargetParameters") or {}
        return parameters

    @property
    def dead_letters(self) -> str | None:
        """ARN of the queue or topic for batches that were given up."""
        arn: str | None = self._stream_parameters.get("DeadLetterConfig", {}).get("Arn")
        return arn

    @property
    def _source_parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self.described.get("SourceParameters") or {}
        return parameters

    @property
    def _stream_parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self._source_parameters.get("DynamoDBStreamParameters", {})
        return parameters

    @property
    def _filters(self) -> Filters:
        return Filters(self._source_parameters.get("FilterCriteria"))

    def queue_settings(self) -> QueueSettings:
        """How a queue is read."""
        parameters = self._source_parameters.get("SqsQueueParameters", {})
        return QueueSettings(batch_size=parameters.get("BatchSize", 10), filters=self._filters)

    def stream_settings(self) -> StreamSettings:
        """How a stream is read."""
        parameters = self._stream_parameters
        oldest = parameters.get("MaximumRecordAgeInSeconds", FOREVER)
        return StreamSettings(
            batch_size=parameters.get("BatchSize", 100),
            filters=self._filters,
            latest=parameters.get("StartingPosition") == "LATEST",
            retries=parameters.get("MaximumRetryAttempts", FOREVER),
            bisect=parameters.get("OnPartialBatchItemFailure") == "AUTOMATIC_BISECT",
            oldest=None if oldest == FOREVER else timedelta(seconds=oldest),
        )


class PipeHandler:
    """Delivers the records of a batch to the pipe's target, in their order.

    Functions and state machines get the batch, other targets each record by itself. The first
    record that is not taken ends the batch, so that none overtakes another.

    Args:
        identifier: The identifier of a record.
    """

    BATCHED = ("lambda", "states")

    def __init__(
        self,
        cloud: Cloud,
        definition: PipeDefinition,
        *,
        identifier: Callable[[Record], str],
    ) -> None:
        self._cloud = cloud
        self._definition = definition
        self._identifier = identifier

    def __call__(self, records: list[Record]) -> frozenset[str]:
        enriched = self._enriched(records)
        if target_kind(self._definition.target) in self.BATCHED:
            inputs = [self._input(record) for record in enriched]
            self._deliver(f"[{','.join(inputs)}]", enriched[0])
            return frozenset()
        for index, record in enumerate(enriched):
            try:
                self._deliver(self._input(record), record)
            except BatchError:
                if len(enriched) != len(records) or index == 0:
                    raise
                return frozenset(self._identifier(each) for each in records[index:])
        return frozenset()

    def _enriched(self, records: list[Record]) -> list[Record]:
        enrichment = self._definition.described.get("Enrichment")
        if not enrichment:
            return records
        answer = self._cloud.client("lambda", enrichment.split(":")[3]).invoke(
            FunctionName=enrichment, Payload=json.dumps(records).encode()
        )
        said = answer["Payload"].read()
        if answer.get("FunctionError"):
            raise BatchError(said.decode())
        enriched = json.loads(said)
        return enriched if isinstance(enriched, list) else [enriched]

    def _input(self, record: Record) -> str:
        template = self._definition.target_parameters.get("InputTemplate")
        if not template:
            return json.dumps(record, ensure_ascii=False)
        return render(template, lambda name: self._variable(name, record))

    def _variable(self, name: str, record: Record) -> Any:
        if name.startswith("$"):
            return follow(name, _with_json_body(record))
        return {
            "aws.pipes.pipe-arn": self._definition.arn,
            "aws.pipes.pipe-name": self._definition.name,
            "aws.pipes.source-arn": self._definition.source,
            "aws.pipes.target-arn": self._definition.target,
            "aws.pipes.event": record,
            "aws.pipes.event.json": record,
            "aws.pipes.event.ingestion-time": self._cloud.clock.now().isoformat(),
        }[name]

    def _deliver(self, payload: str, record: Record) -> None:
        try:
            deliver(self._cloud, self._definition.target, payload, self._delivery(record))
        except (TargetError, ValueError) as error:
            raise BatchError(str(error)) from error

    def _delivery(self, record: Record) -> Delivery:
        parameters = self._definition.target_parameters
        queue = parameters.get("SqsQueueParameters", {})
        bus = parameters.get("EventBridgeEventBusParameters", {})
        stream = parameters.get("KinesisStreamParameters", {})
        function = parameters.get("LambdaFunctionParameters", {})

        def value(text: str | None) -> str | None:
            return None if text is None else literal_or_path(text, record)

        return Delivery(
            group_id=value(queue.get("MessageGroupId")),
            deduplication_id=value(queue.get("MessageDeduplicationId")),
            partition_key=value(stream.get("PartitionKey")),
            source=value(bus.get("Source")) or f"Pipe {self._definition.name}",
            detail_type=value(bus.get("DetailType")) or "Event from aws:pipes",
            wait=function.get("InvocationType", "REQUEST_RESPONSE") == "REQUEST_RESPONSE",
        )


def _with_json_body(record: Record) -> Record:
    """A record as templates see it: the body of a message as JSON, where it is."""
    if not isinstance(record.get("body"), str):
        return record
    try:
        return {**record, "body": json.loads(record["body"])}
    except ValueError:
        return record
