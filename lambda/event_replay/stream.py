"""The stream that records are put on."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

# Of one request: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
MAX_RECORDS = 500
MAX_BYTES = 5 * 1024 * 1024

ATTEMPTS = 8
FIRST_WAIT_SECONDS = 0.1


class StreamRefusedError(RuntimeError):
    """The stream did not take records, however often it was asked."""


class RecordStream:
    """Puts records on a Kinesis stream.

    Args:
        kinesis: A client of Kinesis.
        name: The stream.
        wait: Waits some seconds.
    """

    def __init__(
        self,
        kinesis: Any,  # noqa: ANN401 - a client
        *,
        name: str,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._kinesis = kinesis
        self._name = name
        self._wait = wait

    def put(self, records: Sequence[bytes]) -> None:
        """Puts records on the stream; those that it does not take are offered again.

        Raises:
            StreamRefusedError: It does not take them.
        """
        for batch in _batches(records):
            self._offer([{"Data": one, "PartitionKey": _partition_key(one)} for one in batch])

    def _offer(self, entries: list[dict[str, Any]]) -> None:
        codes: list[str] = []
        for attempt in range(ATTEMPTS):
            if attempt:
                self._wait(FIRST_WAIT_SECONDS * 2**attempt)
            answer = self._kinesis.put_records(StreamName=self._name, Records=entries)
            results = answer["Records"]
            codes = [one["ErrorCode"] for one in results if one.get("ErrorCode")]
            entries = [
                entry
                for entry, result in zip(entries, results, strict=True)
                if result.get("ErrorCode")
            ]
            if not entries:
                return
        raise StreamRefusedError(
            f"{self._name} did not take {len(entries)} records in {ATTEMPTS} attempts: "
            f"{', '.join(sorted(set(codes)))}"
        )


def _batches(records: Sequence[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for record in records:
        weight = len(record) + 64  # and the longest key that it is given
        if batch and (len(batch) == MAX_RECORDS or size + weight > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += weight
    if batch:
        yield batch


def _partition_key(record: bytes) -> str:
    """The event's id, by which the bus chose the shard, or what stands for the record."""
    try:
        event_id = json.loads(record)["id"]
    except (ValueError, KeyError, TypeError):
        event_id = None
    if isinstance(event_id, str) and 0 < len(event_id) <= 64 and event_id.isascii():
        return event_id
    return hashlib.sha256(record).hexdigest()
