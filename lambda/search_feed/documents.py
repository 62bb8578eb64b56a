"""A record of the stream, as the document that is searched for."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

INDEX = "events"
"""Begins the name of each month's index."""

_LONGEST_ID = 512


class UnusableRecordError(ValueError):
    """A record is no event, and never will be; the message says why."""


@dataclass(frozen=True)
class Document:
    """An event.

    Attributes:
        index: That of its month, so that old months can go.
        event_id: By which it is found again.
        text: The event as JSON.
        sequence_number: Of the record that it came in.
    """

    index: str
    event_id: str
    text: str
    sequence_number: str

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Document:
        """The document of a Kinesis record.

        Raises:
            UnusableRecordError: The record is no event.
        """
        kinesis = record["kinesis"]
        try:
            event = json.loads(base64.b64decode(kinesis["data"], validate=True))
        except (binascii.Error, ValueError) as error:
            raise UnusableRecordError(f"it is not JSON: {error}") from error
        if not isinstance(event, dict):
            raise UnusableRecordError("it is JSON and not an object")
        event_id = event.get("id")
        if not isinstance(event_id, str) or not 0 < len(event_id.encode()) <= _LONGEST_ID:
            raise UnusableRecordError(f"its id, {event_id!r}, is not text of 1 to 512 bytes")
        return cls(
            index=f"{INDEX}-{_moment(event.get('time')):%Y-%m}",
            event_id=event_id,
            # On one line, which is how documents are told apart in a bulk.
            text=json.dumps(event, ensure_ascii=False, separators=(",", ":")),
            sequence_number=kinesis["sequenceNumber"],
        )


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UnusableRecordError(f"its time, {value!r}, is not one of ISO 8601") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment
