"""The queue of records that can never be found, each with its reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

# A message has 256 KiB at most, and a character four bytes; the lake has the record whole.
_LONGEST = 60_000


class RejectedQueue:
    """Where records are kept that somebody has to look at.

    Args:
        sqs: A client of SQS.
        url: The queue.
    """

    def __init__(self, sqs: Any, *, url: str) -> None:  # noqa: ANN401 - a client
        self._sqs = sqs
        self._url = url

    def put(self, records: Sequence[tuple[str, str]]) -> None:
        """Keeps records with their reasons."""
        for record, reason in records:
            message = {"reason": reason, "record": record[:_LONGEST]}
            self._sqs.send_message(
                QueueUrl=self._url, MessageBody=json.dumps(message, ensure_ascii=False)
            )
