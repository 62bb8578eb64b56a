"""Shard iterators: where a reader is in a shard, as a token that lives five minutes."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from localcloud.errors import ServiceError
from localcloud.kinesis.log import ShardLog

LIFE = timedelta(minutes=5)


@dataclass(frozen=True)
class Iterator:
    """A position in a shard.

    Attributes:
        position: The sequence number after which it reads.
        made: When it was given out.
    """

    stream_arn: str
    shard_id: str
    position: int
    made: datetime

    def token(self) -> str:
        """The iterator as clients hold it."""
        parts = [self.stream_arn, self.shard_id, str(self.position), self.made.timestamp()]
        return base64.b64encode(json.dumps(parts).encode()).decode()

    @classmethod
    def parse(cls, token: str, now: datetime) -> Iterator:
        """An iterator that a client has brought back.

        Raises:
            ServiceError: InvalidArgumentException for a token that is none,
                ExpiredIteratorException for one that is too old.
        """
        try:
            arn, shard, position, made = json.loads(base64.b64decode(token, validate=True))
            iterator = cls(arn, shard, int(position), datetime.fromtimestamp(made, UTC))
        except (ValueError, TypeError, binascii.Error) as error:
            raise _invalid("Invalid ShardIterator.") from error
        if now - iterator.made > LIFE:
            raise ServiceError(
                "ExpiredIteratorException",
                f"Iterator expired. The iterator was created at time {iterator.made:%c} while "
                f"right now it is {now:%c} which is further in the future than the tolerated "
                f"delay of {int(LIFE.total_seconds() * 1000)} milliseconds.",
            )
        return iterator


def position_of(log: ShardLog, request: dict[str, Any]) -> int:
    """The position that a GetShardIterator asks for.

    Raises:
        ServiceError: InvalidArgumentException, where what its type needs is missing or wrong.
    """
    kind = request["ShardIteratorType"]
    if kind == "TRIM_HORIZON":
        return log.start
    if kind == "LATEST":
        return log.last
    if kind == "AT_TIMESTAMP":
        moment: datetime | None = request.get("Timestamp")
        if moment is None:
            raise _invalid("Timestamp: AT_TIMESTAMP needs one")
        # The API's parser tells times in UTC without saying so.
        return log.before(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    text = str(request.get("StartingSequenceNumber", ""))
    if not text.isdigit():
        raise _invalid(
            f"StartingSequenceNumber: {text!r} is no sequence number, which {kind} needs"
        )
    number = int(text)
    if number > log.last:
        raise _invalid(
            f"StartingSequenceNumber {number} used in GetShardIterator on shard {log.id} is "
            "invalid because it did not come from this stream."
        )
    return number if kind == "AFTER_SEQUENCE_NUMBER" else number - 1


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidArgumentException", message)
