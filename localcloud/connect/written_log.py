"""Flow logs in CloudWatch Logs, where an instance has them enabled.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-logs.html
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.connect.api.instances import LOGS
from localcloud.connect.live import LiveContact

if TYPE_CHECKING:
    from localcloud.connect.api.contacts import ContactOperations


class WrittenLog:
    """Writes the blocks that contacts passed to ``/aws/connect/<alias of the instance>``."""

    def __init__(self, service: ContactOperations) -> None:
        self._service = service
        self._streams: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def write(self, live: LiveContact) -> None:
        """Writes what a contact has passed since; nothing where logging is not enabled."""
        entries = live.player.logged[live.logged :]
        live.logged = len(live.player.logged)
        if not entries or self._service.attribute(live.where, LOGS) != "true":
            return
        region = live.where[0]
        instance = self._service.instance(*live.where)
        now = self._service.cloud.clock.now()
        where = {
            "logGroupName": f"/aws/connect/{instance.get('InstanceAlias') or instance['Id']}",
            "logStreamName": f"{now:%Y/%m/%d/%H}/stream-{instance['Id']}",
        }
        client = self._service.cloud.client("logs", region)
        milliseconds = int(now.timestamp() * 1000)
        events = [
            {"timestamp": milliseconds, "message": json.dumps(entry, ensure_ascii=False)}
            for entry in entries
        ]
        with self._lock:
            self._make(client, region, where)
            client.put_log_events(**where, logEvents=events)

    def _make(self, client: Any, region: str, where: dict[str, str]) -> None:
        key = region, where["logGroupName"], where["logStreamName"]
        if key in self._streams:
            return
        group = {"logGroupName": where["logGroupName"]}
        for create, request in (
            (client.create_log_group, group),
            (client.create_log_stream, where),
        ):
            try:
                create(**request)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                    raise
        self._streams.add(key)
