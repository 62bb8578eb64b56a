"""Functions' logs, written to CloudWatch Logs after the answer has gone out."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.functions.background import Background, Pump
from localcloud.functions.invocation import LogLine, Outcome
from localcloud.functions.revision import Revision

if TYPE_CHECKING:
    from localcloud.interface import Cloud

EVENT_LIMIT = 262_118
"""Characters of one log event; CloudWatch takes 256 KB, of which 26 bytes are its own."""


class FunctionLogs:
    """Writes what workers wrote, in the order it came."""

    def __init__(self, cloud: Cloud, background: Background) -> None:
        self._cloud = cloud
        self._pump = Pump(background, self._write_all)
        self._ahead: deque[tuple[Revision, Outcome]] = deque()
        self._streams: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def write(self, revision: Revision, outcome: Outcome) -> None:
        """Has an invocation's lines written soon."""
        self._ahead.append((revision, outcome))
        self._pump.wake()

    def _write_all(self) -> None:
        while self._ahead:
            revision, outcome = self._ahead.popleft()
            events = [_event(line) for line in outcome.lines if line.text]
            if events:
                self._put(revision, outcome.stream, events)

    def _put(self, revision: Revision, stream: str, events: list[dict[str, Any]]) -> None:
        client = self._cloud.client("logs", revision.region)
        where = {"logGroupName": revision.logs.group, "logStreamName": stream}
        if (revision.region, revision.logs.group, stream) not in self._streams:
            _create_stream(client, **where)
            self._streams.add((revision.region, revision.logs.group, stream))
        try:
            client.put_log_events(**where, logEvents=events)
        except client.exceptions.ResourceNotFoundException:
            # Somebody has deleted the group or the stream since; Lambda makes them again.
            _create_stream(client, **where)
            client.put_log_events(**where, logEvents=events)


def _create_stream(client: Any, *, logGroupName: str, logStreamName: str) -> None:  # noqa: N803 (the API's names)
    for create, request in (
        (client.create_log_group, {"logGroupName": logGroupName}),
        (
            client.create_log_stream,
            {"logGroupName": logGroupName, "logStreamName": logStreamName},
        ),
    ):
        try:
            create(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                raise


def _event(line: LogLine) -> dict[str, Any]:
    return {"timestamp": line.time, "message": line.text[:EVENT_LIMIT]}
