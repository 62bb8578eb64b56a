"""Conversation logs: each turn as JSON in CloudWatch Logs, with obfuscated slots masked.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/conversation-logs-cw.html
"""

from __future__ import annotations

import copy
import json
import logging
import queue
import threading
import uuid
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.lex.definition import TextLog
from localcloud.lex.runtime import FinishedTurn
from localcloud.lex.session import SlotShape

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Entry = dict[str, Any]


class ConversationLog:
    """Writes turns to the log groups of their aliases, one after the other, behind the turn.

    A log group that is not there loses its entries, as on AWS: the conversation goes on, and the
    local cloud's own log says so.

    Args:
        cloud: Where CloudWatch Logs is.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._queue: queue.Queue[tuple[TextLog, str, Entry, int] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._streams: set[tuple[str, str]] = set()

    def write(self, finished: FinishedTurn) -> None:
        """Queues a turn's entry, where its alias keeps text logs."""
        alias = finished.turn.alias
        if alias.text_log is None:
            return
        now = self._cloud.clock.now()
        bot = finished.turn.bot.id
        stream = f"{alias.text_log.prefix}{bot}_{alias.version}_{now:%Y-%m-%d}"
        entry = log_entry(finished, timestamp=f"{now:%Y-%m-%dT%H:%M:%SZ}")
        self._start()
        self._queue.put((alias.text_log, stream, entry, int(now.timestamp() * 1000)))

    def flush(self) -> None:
        """Waits until everything queued has been written."""
        self._queue.join()

    def close(self) -> None:
        """Writes what is queued, and ends."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lex-log", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            item = self._queue.get()
            try:
                if item is None:
                    return
                self._put(*item)
            finally:
                self._queue.task_done()

    def _put(self, text_log: TextLog, stream: str, entry: Entry, milliseconds: int) -> None:
        client = self._cloud.client("logs", text_log.region)
        place = {"logGroupName": text_log.group, "logStreamName": stream}
        try:
            if (text_log.group, stream) not in self._streams:
                try:
                    client.create_log_stream(**place)
                except client.exceptions.ResourceAlreadyExistsException:
                    LOG.debug("The log stream %s exists already", stream)
                self._streams.add((text_log.group, stream))
            message = json.dumps(entry, ensure_ascii=False)
            client.put_log_events(
                **place, logEvents=[{"timestamp": milliseconds, "message": message}]
            )
        except ClientError as error:
            LOG.warning("A conversation could not be logged to %s: %s", text_log.group, error)


def log_entry(finished: FinishedTurn, *, timestamp: str) -> Entry:
    """The entry of one turn; what was said for an obfuscated slot is ``{SlotName}``."""
    turn = finished.turn
    response = copy.deepcopy(finished.response)
    secrets = _secrets(finished)
    entry: Entry = {
        "messageVersion": "2.0",
        "botId": turn.bot.id,
        "botAliasId": turn.alias.id,
        "botVersion": turn.alias.version,
        "localeId": turn.locale.id,
        "sessionId": turn.session.id,
        "requestId": str(uuid.uuid4()),
        "timestamp": timestamp,
        "inputMode": "Text",
        "inputTranscript": _masked(turn.text, secrets),
        "interpretations": response["interpretations"],
        "messages": response["messages"],
        "missedUtterance": bool(turn.session.intent and turn.intent.is_fallback),
        "sessionState": response["sessionState"],
    }
    masked: Entry = _walk(entry, secrets)
    return masked


def _secrets(finished: FinishedTurn) -> dict[str, str]:
    """What must not be logged, and the name that stands for it, the longest first."""
    turn = finished.turn
    found: dict[str, str] = {}
    states = [turn.session.intent, *(i.intent for i in turn.session.interpretations)]
    for state in states:
        if state is None:
            continue
        for slot in turn.locale.intents[state.name].slots:
            if slot.obfuscated:
                for text in _texts(state.slots.get(slot.name)):
                    found[text] = "{" + slot.name + "}"
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _texts(slot: SlotShape | None) -> list[str]:
    if not slot:
        return []
    value = slot.get("value") or {}
    texts = [value.get("originalValue"), value.get("interpretedValue")]
    return [text for text in (*texts, *(value.get("resolvedValues") or ())) if text]


def _walk(value: Any, secrets: dict[str, str]) -> Any:
    if isinstance(value, str):
        return _masked(value, secrets)
    if isinstance(value, dict):
        return {name: _walk(item, secrets) for name, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, secrets) for item in value]
    return value


def _masked(text: str, secrets: dict[str, str]) -> str:
    for secret, name in secrets.items():
        text = text.replace(secret, name)
    return text
