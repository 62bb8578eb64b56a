"""The log of a job or of a server, in CloudWatch Logs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.processes.later import Gathered

if TYPE_CHECKING:
    from localcloud.interface import Cloud

EVENT_LIMIT = 262_118
"""Characters of one log event; CloudWatch takes 256 KB, of which 26 bytes are its own."""
BATCH = 1_000
"""Log events of one call; CloudWatch takes 10,000, and 1 MB of them."""


class Log:
    """One log stream.

    Args:
        group: Such as ``/aws/sagemaker/TrainingJobs``; made if it is not there.
        stream: Such as ``job/algo-1-1700000000``.
    """

    def __init__(self, cloud: Cloud, region: str, *, group: str, stream: str) -> None:
        self._cloud = cloud
        self._region = region
        self._where = {"logGroupName": group, "logStreamName": stream}
        self._made = False
        self._lines: Gathered[dict[str, Any]] = Gathered(
            cloud, self._put_all, pause=timedelta(seconds=0.5)
        )

    @property
    def stream(self) -> str:
        """Its name in its group."""
        return self._where["logStreamName"]

    def write(self, line: str) -> None:
        """Has a line written soon."""
        if line:
            moment = int(self._cloud.clock.now().timestamp() * 1000)
            self._lines.add({"timestamp": moment, "message": line[:EVENT_LIMIT]})

    def create(self) -> None:
        """Makes the stream now, for somebody who looks before anything is written."""
        self._make(self._cloud.client("logs", self._region))

    def flush(self) -> None:
        """Writes what there is, now."""
        self._lines.flush()

    def _put_all(self, events: list[dict[str, Any]]) -> None:
        for begin in range(0, len(events), BATCH):
            self._put(events[begin : begin + BATCH])

    def _put(self, events: list[dict[str, Any]]) -> None:
        client = self._cloud.client("logs", self._region)
        if not self._made:
            self._make(client)
        try:
            client.put_log_events(**self._where, logEvents=events)
        except client.exceptions.ResourceNotFoundException:
            self._make(client)  # somebody has deleted it since
            client.put_log_events(**self._where, logEvents=events)

    def _make(self, client: Any) -> None:
        group = {"logGroupName": self._where["logGroupName"]}
        for create, request in (
            (client.create_log_group, group),
            (client.create_log_stream, self._where),
        ):
            try:
                create(**request)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                    raise
        self._made = True
