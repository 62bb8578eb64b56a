"""One event source mapping: its settings, and the source that it runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError
from localcloud.events.batches import FunctionHandler
from localcloud.events.patterns import Filters, PatternError
from localcloud.events.queue_source import CONCURRENCY, QueueSettings, QueueSource, message_id
from localcloud.events.stream_records import TableWrites, sequence_number
from localcloud.events.stream_source import FOREVER, GivenUp, StreamSettings, StreamSource
from localcloud.functions.destinations import send
from localcloud.functions.parts import FunctionParts
from localcloud.functions.reference import FunctionReference

if TYPE_CHECKING:
    from localcloud.interface import Cloud

REPORTS = "ReportBatchItemFailures"


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
        if isinstance(self._source, StreamSource):
            self._source.settings = self._stream_settings()
            self._source.handler = self._handler()
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
        if _service(arn) == "sqs":
            return QueueSource(
                cloud,
                background,
                queue_arn=arn,
                settings=self._queue_settings(),
                handler=self._handler(),
            )
        return StreamSource(
            cloud,
            background,
            self._writes,
            stream_arn=arn,
            settings=self._stream_settings(),
            handler=self._handler(),
            give_up=self._give_up,
        )

    def _handler(self) -> FunctionHandler:
        queue = _service(self.shown["EventSourceArn"]) == "sqs"
        return FunctionHandler(
            self._parts.invoker,
            self.function,
            reports=REPORTS in self.shown["FunctionResponseTypes"],
            identifier=message_id if queue else sequence_number,
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
            "DDBStreamBatchInfo": batch.context,
        }
        send(self._parts.cloud, destination["Destination"], record)


def complete(request: dict[str, Any]) -> dict[str, Any]:
    """The settings of a new mapping, with Lambda's defaults.

    Raises:
        ServiceError: InvalidParameterValueException, where the source is none that runs here.
    """
    arn = request.get("EventSourceArn")
    if not arn:
        raise _invalid("EventSourceArn is required: self-managed sources do not run in this cloud")
    service = _service(arn)
    if service not in ("sqs", "dynamodb"):
        raise _invalid(
            f"EventSourceArn: {arn} is of {service}; in this cloud SQS queues and DynamoDB "
            "streams invoke functions"
        )
    defaults: dict[str, Any] = {
        "BatchSize": 10 if service == "sqs" else 100,
        "MaximumBatchingWindowInSeconds": 0,
        "FunctionResponseTypes": [],
    }
    if service == "dynamodb":
        defaults |= {
            "MaximumRetryAttempts": FOREVER,
            "MaximumRecordAgeInSeconds": FOREVER,
            "BisectBatchOnFunctionError": False,
            "ParallelizationFactor": 1,
            "TumblingWindowInSeconds": 0,
        }
    dropped = ("FunctionName", "Enabled", "Tags")
    given = {name: value for name, value in request.items() if name not in dropped}
    return {**defaults, **given}


def check_limits(cloud: Cloud, settings: dict[str, Any], function: dict[str, Any]) -> None:
    """Holds the settings of a mapping against Lambda's limits and its source.

    Args:
        function: The function's configuration.

    Raises:
        ServiceError: InvalidParameterValueException, with what is allowed.
    """
    arn = settings["EventSourceArn"]
    try:
        Filters(settings.get("FilterCriteria"))
    except PatternError as error:
        raise _invalid(f"FilterCriteria: {error}") from error
    if _service(arn) == "sqs":
        _check_queue(cloud, arn, settings, function)
    else:
        _check_stream(cloud, arn, settings)


def _check_queue(
    cloud: Cloud, arn: str, settings: dict[str, Any], function: dict[str, Any]
) -> None:
    if settings.get("StartingPosition"):
        raise _invalid("StartingPosition is for streams: a queue has none")
    size, window = settings["BatchSize"], settings["MaximumBatchingWindowInSeconds"]
    largest = 10 if arn.endswith(".fifo") or not window else 10_000
    if size > largest:
        raise _invalid(
            f"BatchSize: {size} is over {largest}, the limit of a FIFO queue and of a queue "
            "without MaximumBatchingWindowInSeconds"
        )
    *_, region, _, name = arn.split(":")
    sqs = cloud.client("sqs", region)
    try:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    except ClientError as error:
        raise _invalid(f"EventSourceArn: there is no queue {arn}") from error
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    visibility = int(attributes["Attributes"]["VisibilityTimeout"])
    if visibility < function["Timeout"]:
        raise _invalid(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout: "
            f"{function['Timeout']} seconds"
        )


def _check_stream(cloud: Cloud, arn: str, settings: dict[str, Any]) -> None:
    if settings.get("StartingPosition") not in ("TRIM_HORIZON", "LATEST"):
        raise _invalid(
            f"StartingPosition: {settings.get('StartingPosition')} is not one of TRIM_HORIZON, "
            "LATEST, which a DynamoDB stream needs"
        )
    try:
        cloud.moto("dynamodbstreams", arn.split(":")[3]).describe_stream(StreamArn=arn)
    except ClientError as error:
        raise _invalid(f"EventSourceArn: there is no stream {arn}") from error


def _service(arn: str) -> str:
    return arn.split(":")[2]


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message)
