"""Reads the stream of a DynamoDB table, and tells who waits for it that there is more."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.events.batches import Record
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

WRITES = (
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
    "ExecuteStatement",
    "ExecuteTransaction",
    "BatchExecuteStatement",
)

READ_LIMIT = 1000
RETENTION = timedelta(hours=24)


class TableWrites:
    """Tells listeners of a region when a table of it may have changed."""

    def __init__(self, cloud: Cloud) -> None:
        self._listeners: dict[tuple[str, str], list[Callable[[], None]]] = {}
        self._lock = threading.Lock()
        for operation in WRITES:
            cloud.on("dynamodb", operation, self._wrote)

    def listen(self, region: str, table: str, callback: Callable[[], None]) -> None:
        """Calls ``callback`` after each write that may have been to the table."""
        with self._lock:
            self._listeners.setdefault((region, table), []).append(callback)

    def unlisten(self, region: str, table: str, callback: Callable[[], None]) -> None:
        """Takes such a callback back."""
        with self._lock:
            self._listeners[region, table].remove(callback)

    def _wrote(self, call: Call, request: dict[str, Any], _: dict[str, Any]) -> None:
        table = str(request.get("TableName", "")).rsplit("/", 1)[-1]
        with self._lock:
            listeners = [
                listener
                for (region, name), each in self._listeners.items()
                if region == call.region and table in ("", name)
                for listener in each
            ]
        for listener in listeners:
            listener()


class StreamReader:
    """Reads a table's stream from a position on.

    Args:
        arn: The stream's ARN.
        latest: Whether to begin with what is written from now on.

    Raises:
        ClientError: ResourceNotFoundException, where there is no such stream.
    """

    def __init__(self, cloud: Cloud, arn: str, *, latest: bool) -> None:
        self.arn = arn
        self.region = arn.split(":")[3]
        self.table = arn.split("/")[1]
        self._cloud = cloud
        self._client = cloud.moto("dynamodbstreams", self.region)
        described = self._client.describe_stream(StreamArn=arn)["StreamDescription"]
        self.shard: str = described["Shards"][0]["ShardId"]
        self._after: str | None = None
        while latest and self.read(READ_LIMIT):
            pass

    def read(self, limit: int) -> list[Record]:
        """The next records, as Lambda shows them to functions; none where all have been read."""
        position = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._after is not None:
            position = {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "SequenceNumber": self._after,
            }
        try:
            # A new iterator each time, and nothing in between: moto's transactions that fail
            # replace the table, and an iterator of before reads the stream of the old one, with
            # what was never committed.
            with self._cloud.alone_with("dynamodb"):
                iterator = self._client.get_shard_iterator(
                    StreamArn=self.arn, ShardId=self.shard, **position
                )["ShardIterator"]
                records = self._client.get_records(ShardIterator=iterator, Limit=limit)["Records"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return []  # the table is gone, and its stream with it
        if records:
            self._after = records[-1]["dynamodb"]["SequenceNumber"]
        return [self._shown(record) for record in records]

    def _shown(self, record: dict[str, Any]) -> Record:
        plain: Record = _plain(record)
        return {**plain, "awsRegion": self.region, "eventSourceARN": self.arn}


class TableShard(StreamReader):
    """The one shard of a table's stream, as an event source reads it.

    Args:
        writes: Tells when there is more.
    """

    retention = RETENTION

    def __init__(self, cloud: Cloud, writes: TableWrites, arn: str, *, latest: bool) -> None:
        super().__init__(cloud, arn, latest=latest)
        self.id = self.shard
        self._writes = writes

    def listen(self, callback: Callable[[], None]) -> None:
        """Calls ``callback`` after each write that may have been to the table."""
        self._writes.listen(self.region, self.table, callback)

    def unlisten(self, callback: Callable[[], None]) -> None:
        """Takes such a callback back."""
        self._writes.unlisten(self.region, self.table, callback)

    def number(self, record: Record) -> str:
        """By what a function names a record that failed."""
        return sequence_number(record)

    def arrived(self, record: Record) -> int:
        """When the table was written to."""
        return int(record["dynamodb"]["ApproximateCreationDateTime"])

    def filterable(self, record: Record) -> Record:
        """What filters see."""
        return record


def sequence_number(record: Record) -> str:
    """By what a function names a record that failed."""
    return str(record["dynamodb"]["SequenceNumber"])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value
