"""A queue as an event source: receives batches, has them handled, deletes what succeeded.

Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.events.batches import BatchError, Handler, Record
from localcloud.events.patterns import Filters
from localcloud.events.queues import QueueService
from localcloud.functions.background import Background, Pump

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

CONCURRENCY = 5
"""Batches of one queue that are handled at a time, unless the mapping says more."""

ENTRY_LIMIT = 10
"""Messages that one call of SQS takes or gives."""

HIDDEN = timedelta(hours=12)
"""How long a message is hidden that was taken: as long as SQS can. What failed is shown again by
the source itself, after the queue's visibility time-out, so that a clock that is moved meanwhile
does not have a message handled twice.
"""


@dataclass(frozen=True)
class QueueSettings:
    """How batches are made."""

    batch_size: int
    filters: Filters
    concurrency: int = CONCURRENCY


class QueueSource:
    """Takes messages off a queue as they come.

    A batch is made of what is there: nothing waits for it to fill. What failed is shown again
    after the queue's visibility time-out, cut short as ``Background`` says; then the queue's
    redrive policy counts and decides.
    """

    def __init__(
        self,
        cloud: Cloud,
        background: Background,
        *,
        queue_arn: str,
        settings: QueueSettings,
        handler: Handler,
    ) -> None:
        *_, self._region, _, self._name = queue_arn.split(":")
        self._arn = queue_arn
        self._queues = _queue_service(cloud)
        self._client = cloud.client("sqs", self._region)
        self._url: str = self._client.get_queue_url(QueueName=self._name)["QueueUrl"]
        self._settings = settings
        self._handler = handler
        self._background = background
        self._busy = 0
        self._listening = False
        self._in_hand: set[str] = set()
        self._lock = threading.Lock()
        self._taking = threading.Lock()
        self._pump = Pump(background, self._poll)

    def start(self) -> None:
        """Takes what is there and listens for more."""
        if not self._listening:
            self._listening = True
            self._queues.listen(self._region, self._name, self._pump.wake)
            self._pump.start()

    def stop(self) -> None:
        """Takes no more; a batch that has begun ends. It can be started again."""
        if self._listening:
            self._listening = False
            with self._taking:  # nothing is taken after this, not even by a look that has begun
                self._pump.stop()
            self._queues.unlisten(self._region, self._name, self._pump.wake)

    def _poll(self) -> None:
        while not self._pump.stopped and self._take_slot():
            try:
                with self._taking:
                    batch = [] if self._pump.stopped else self._receive()
            except BaseException:
                self._free_slot()
                raise
            if not batch:
                self._free_slot()
                return
            self._background.run(lambda batch=batch: self._handle(batch))  # type: ignore[misc]

    def _take_slot(self) -> bool:
        with self._lock:
            if self._busy >= self._settings.concurrency:
                return False
            self._busy += 1
            return True

    def _free_slot(self) -> None:
        with self._lock:
            self._busy -= 1

    def _receive(self) -> list[dict[str, Any]]:
        batch: list[dict[str, Any]] = []
        while len(batch) < self._settings.batch_size:
            try:
                answer = self._client.receive_message(
                    QueueUrl=self._url,
                    MaxNumberOfMessages=min(ENTRY_LIMIT, self._settings.batch_size - len(batch)),
                    MessageSystemAttributeNames=["All"],
                    MessageAttributeNames=["All"],
                    VisibilityTimeout=int(HIDDEN.total_seconds()),
                    WaitTimeSeconds=0,
                )
            except ClientError as error:
                if not error.response["Error"]["Code"].endswith(
                    ("NonExistentQueue", "QueueDoesNotExist")
                ):
                    raise
                return batch  # the queue is gone, and its messages with it
            messages = answer.get("Messages", [])
            batch += [each for each in messages if each["MessageId"] not in self._in_hand]
            if not messages:
                break
        self._in_hand.update(message["MessageId"] for message in batch)
        return batch

    def _handle(self, batch: list[dict[str, Any]]) -> None:
        try:
            self._deliver(batch)
        finally:
            self._in_hand.difference_update(message["MessageId"] for message in batch)
            self._free_slot()
            self._pump.wake()

    def _deliver(self, batch: list[dict[str, Any]]) -> None:
        records = {message["MessageId"]: self._record(message) for message in batch}
        wanted = [
            record
            for record in records.values()
            if self._settings.filters.let_through(_filterable(record))
        ]
        failed: frozenset[str] = frozenset()
        if wanted:
            try:
                failed = self._handler(wanted)
            except BatchError as error:
                LOG.info("A batch of %s failed: %s", self._arn, error)
                failed = frozenset(record["messageId"] for record in wanted)
        handles = {message["MessageId"]: message["ReceiptHandle"] for message in batch}
        self._delete([handle for name, handle in handles.items() if name not in failed])
        again = [handle for name, handle in handles.items() if name in failed]
        if again:
            self._background.later(self._visibility(), lambda: self._show(again))

    def _visibility(self) -> timedelta:
        attributes = self._client.get_queue_attributes(
            QueueUrl=self._url, AttributeNames=["VisibilityTimeout"]
        )["Attributes"]
        return timedelta(seconds=int(attributes["VisibilityTimeout"]))

    def _delete(self, receipt_handles: list[str]) -> None:
        for entries in _entries(receipt_handles):
            self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)

    def _show(self, receipt_handles: list[str]) -> None:
        # Together: shown one by one they would be taken in batches of one.
        for entries in _entries(receipt_handles, VisibilityTimeout=0):
            self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)
        self._pump.wake()

    def _record(self, message: Mapping[str, Any]) -> Record:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {
                name: _attribute(value)
                for name, value in message.get("MessageAttributes", {}).items()
            },
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": self._region,
        }


def message_id(record: Record) -> str:
    """By what a function names a message that failed."""
    return str(record["messageId"])


def _queue_service(cloud: Cloud) -> QueueService:
    match cloud.services.get("sqs"):
        case QueueService() as service:
            return service
        case _:
            raise LookupError("Queues deliver only in a cloud that has the QueueService")


def _entries(receipt_handles: list[str], **members: int) -> Iterator[list[dict[str, Any]]]:
    """The entries of SQS's batch operations, which take ten at a time."""
    for start in range(0, len(receipt_handles), ENTRY_LIMIT):
        yield [
            {"Id": str(index), "ReceiptHandle": handle, **members}
            for index, handle in enumerate(receipt_handles[start : start + ENTRY_LIMIT])
        ]


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": value["DataType"],
    }
    if "StringValue" in value:
        attribute["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        attribute["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return attribute


def _filterable(record: Record) -> Record:
    """A record as patterns see it: the body as JSON, where it is."""
    try:
        return {**record, "body": json.loads(record["body"])}
    except ValueError:
        return record
