"""SQS: moto's queues, taken one call at a time, with waits that a new message ends."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from localcloud.events.timetable import Timetable
from localcloud.functions.moto_call import ask_moto
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEDUPLICATION = timedelta(minutes=5)
"""How long a message with the same deduplication id is the same message.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
"""

LOOK_AGAIN = 0.5
"""Seconds after which a waiting receiver looks for messages that became visible by themselves."""


class QueueService(Service):
    """SQS. moto keeps the messages; this makes its queues safe to use from several threads.

    moto rebuilds a queue's list when a message is deleted, and loses one that is sent meanwhile.
    It also forgets a deduplication id once its message has been deleted.
    """

    api = "sqs"
    running_types = frozenset({"AWS::SQS::Queue", "AWS::SQS::QueuePolicy"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._changed = threading.Condition(threading.RLock())
        self._listeners: dict[tuple[str, str], list[Callable[[], None]]] = defaultdict(list)
        self._sent: dict[tuple[str, str, str], tuple[datetime, dict[str, Any]]] = {}
        self._delayed: Timetable[tuple[str, str, str]] = Timetable(cloud, self._show_delayed)

    def start(self) -> None:
        """Looks at every queue again whenever the clock was moved."""
        self.cloud.clock.watch(self._look_everywhere)

    def close(self) -> None:
        """Waits for no delayed message any more."""
        self.cloud.clock.unwatch(self._look_everywhere)
        self._delayed.close()

    def listen(self, region: str, queue: str, callback: Callable[[], None]) -> None:
        """Calls ``callback`` whenever a queue may have got a message to receive."""
        with self._changed:
            self._listeners[region, queue].append(callback)

    def unlisten(self, region: str, queue: str, callback: Callable[[], None]) -> None:
        """Takes such a callback back."""
        with self._changed:
            self._listeners[region, queue].remove(callback)

    def send_message(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Sends a message; a duplicate on a FIFO queue is answered and not sent."""
        queue = _name(request)
        with self._changed:
            known = self._duplicate(call, queue, request)
            answer = known or self._moto(call, request)
            if known is None:
                self._remember(call, queue, request, answer)
        self._announce(call, request, [request])
        return answer

    def send_message_batch(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Sends up to ten messages."""
        queue = _name(request)
        repeated: list[dict[str, Any]] = []
        fresh: list[dict[str, Any]] = []
        answer: dict[str, Any] = {"Successful": [], "Failed": []}
        with self._changed:
            for entry in request["Entries"]:
                known = self._duplicate(call, queue, entry)
                if known is None:
                    fresh.append(entry)
                else:
                    repeated.append({"Id": entry["Id"], **known})
            if fresh or not request["Entries"]:
                answer.update(self._moto(call, {**request, "Entries": fresh}))
            by_id = {entry["Id"]: entry for entry in fresh}
            for sent in answer["Successful"]:
                self._remember(call, queue, by_id[sent["Id"]], _without_id(sent))
        self._announce(call, request, request["Entries"])
        return {**answer, "Successful": [*answer["Successful"], *repeated]}

    def receive_message(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Receives messages, and waits for one if asked to."""
        until = time.monotonic() + self._patience(call, request)
        with self._changed:
            while True:
                answer = self._moto(call, {**request, "WaitTimeSeconds": 0})
                self._tell_of_redrive(call, request)
                remaining = until - time.monotonic()
                if answer.get("Messages") or remaining <= 0:
                    return answer
                self._changed.wait(min(remaining, LOOK_AGAIN))

    def delete_message(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Deletes a received message; the next of its group may then be received."""
        return self._then_notify(call, request)

    def delete_message_batch(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Deletes up to ten received messages."""
        return self._then_notify(call, request)

    def change_message_visibility(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Shows a received message again sooner, or later."""
        return self._then_notify(call, request)

    def change_message_visibility_batch(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """Shows up to ten received messages again sooner, or later."""
        return self._then_notify(call, request)

    def purge_queue(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Deletes every message."""
        return self._then_notify(call, request)

    def _then_notify(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        with self._changed:
            answer = self._moto(call, request)
        self._notify(call, _name(request))
        return answer

    def _moto(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        return ask_moto(self.cloud, "sqs", call.region, call.operation, request)

    def _notify(self, call: Call, queue: str) -> None:
        self._look(call.region, queue)

    def _look(self, region: str, queue: str) -> None:
        with self._changed:
            self._changed.notify_all()
            listeners = list(self._listeners[region, queue])
        for listener in listeners:
            listener()

    def _look_everywhere(self) -> None:
        """What was hidden may be shown by now."""
        with self._changed:
            listened = [where for where, listeners in self._listeners.items() if listeners]
        for region, queue in listened:
            self._look(region, queue)

    def _announce(
        self, call: Call, request: dict[str, Any], messages: Iterable[dict[str, Any]]
    ) -> None:
        """Tells who listens to a queue of messages that were sent: now, and when they are shown."""
        queue = _name(request)
        self._notify(call, queue)
        if not self._listeners[call.region, queue]:
            return
        usual = int(self._attributes(call, request["QueueUrl"]).get("DelaySeconds", 0))
        for message in messages:
            delay = message.get("DelaySeconds")
            delay = usual if delay is None else int(delay)
            if delay:
                moment = self.cloud.clock.now() + timedelta(seconds=delay)
                self._delayed.put((call.region, queue, uuid.uuid4().hex), moment)

    def _show_delayed(self, key: tuple[str, str, str]) -> None:
        region, queue, _ = key
        self._look(region, queue)

    def _tell_of_redrive(self, call: Call, request: dict[str, Any]) -> None:
        """Wakes who listens to the dead-letter queue: moto fills it while messages are received."""
        queue = _name(request)
        listened = {
            name
            for (region, name), listeners in self._listeners.items()
            if region == call.region and name != queue and listeners
        }
        if listened:
            attributes = self._attributes(call, request["QueueUrl"])
            policy = json.loads(attributes.get("RedrivePolicy") or "{}")
            target = str(policy.get("deadLetterTargetArn", "")).rsplit(":", 1)[-1]
            if target in listened:
                self._notify(call, target)

    def _patience(self, call: Call, request: dict[str, Any]) -> float:
        if request.get("WaitTimeSeconds") is not None:
            return float(request["WaitTimeSeconds"])
        attributes = self._attributes(call, request["QueueUrl"])
        return float(attributes.get("ReceiveMessageWaitTimeSeconds", 0))

    def _attributes(self, call: Call, url: str) -> dict[str, str]:
        request = {"QueueUrl": url, "AttributeNames": ["All"]}
        with self._changed:
            answer = ask_moto(self.cloud, "sqs", call.region, "GetQueueAttributes", request)
        attributes: dict[str, str] = answer["Attributes"]
        return attributes

    def _duplicate(self, call: Call, queue: str, message: dict[str, Any]) -> dict[str, Any] | None:
        if not queue.endswith(".fifo"):
            return None
        oldest = self.cloud.clock.now() - DEDUPLICATION
        self._sent = {key: sent for key, sent in self._sent.items() if sent[0] > oldest}
        known = self._sent.get(_deduplication_key(call, queue, message))
        return None if known is None else known[1]

    def _remember(
        self, call: Call, queue: str, message: dict[str, Any], answer: dict[str, Any]
    ) -> None:
        if queue.endswith(".fifo"):
            key = _deduplication_key(call, queue, message)
            self._sent[key] = (self.cloud.clock.now(), answer)


def _name(request: dict[str, Any]) -> str:
    return str(request["QueueUrl"]).rsplit("/", 1)[-1]


def _without_id(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "Id"}


def _deduplication_key(call: Call, queue: str, message: dict[str, Any]) -> tuple[str, str, str]:
    given = message.get("MessageDeduplicationId")
    body = hashlib.sha256(str(message.get("MessageBody", "")).encode()).hexdigest()
    return call.region, queue, f"id:{given}" if given else f"body:{body}"
