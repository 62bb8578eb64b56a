"""Conversation logs: each turn as JSON in CloudWatch Logs.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/conversation-logs-cw.html
"""

from __future__ import annotations

import json
import logging
import queue
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.lex.definition import TextLog
from localcloud.lex.log_entry import log_entry
from localcloud.lex.runtime import FinishedTurn

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)


class ConversationLog:
    """Writes turns to the log groups of their aliases, one after the other, behind the turn.

    A log group that is not there loses its entries, as on AWS: the conversation goes on, and the
    local cloud's own log says so.

    Args:
        cloud: Where CloudWatch Logs is.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._queue: queue.Queue[tuple[TextLog, FinishedTurn, datetime] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._streams: set[tuple[str, str, str]] = set()

    def write(self, finished: FinishedTurn) -> None:
        """Queues a turn, where its alias keeps text logs."""
        text_log = finished.turn.alias.text_log
        if text_log is None:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lex-log", daemon=True)
                self._thread.start()
        self._queue.put((text_log, finished, self._cloud.clock.now()))

    def flush(self) -> None:
        """Waits until everything queued has been written."""
        self._queue.join()

    def close(self) -> None:
        """Writes what is queued, and ends."""
        with self._starting:
            if self._thread is not None:
                self._queue.put(None)
                self._thread.join()
                self._thread = None

    def _run(self) -> None:
        while True:
            item = self._queue.get()
            try:
                if item is None:
                    return
                self._put(*item)
            except ClientError as error:
                LOG.warning("A conversation could not be logged: %s", error)
            except Exception:
                LOG.exception("A conversation could not be logged")
            finally:
                self._queue.task_done()

    def _put(self, text_log: TextLog, finished: FinishedTurn, at: datetime) -> None:
        turn = finished.turn
        stream = f"{text_log.prefix}{turn.bot.id}_{turn.alias.version}_{at:%Y-%m-%d}"
        event = {
            "timestamp": int(at.timestamp() * 1000),
            "message": json.dumps(log_entry(finished, at=at), ensure_ascii=False),
        }
        client = self._cloud.client("logs", text_log.region)
        key = (text_log.region, text_log.group, stream)
        place = {"logGroupName": text_log.group, "logStreamName": stream}
        if key not in self._streams:
            self._create_stream(client, place)
            self._streams.add(key)
        try:
            client.put_log_events(**place, logEvents=[event])
        except client.exceptions.ResourceNotFoundException:
            # Somebody has deleted the group since; there may be another one of its name.
            self._streams.discard(key)
            self._create_stream(client, place)
            client.put_log_events(**place, logEvents=[event])

    @staticmethod
    def _create_stream(client: Any, place: dict[str, str]) -> None:
        try:
            client.create_log_stream(**place)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                raise
