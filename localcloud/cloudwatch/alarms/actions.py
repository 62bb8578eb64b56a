"""Does what alarms ask for when their state changes."""

from __future__ import annotations

import json
import logging
from collections import deque
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.cloudwatch.alarms.book import AlarmBook, Change
from localcloud.cloudwatch.alarms.notices import event, invocation, notification, subject
from localcloud.errors import ServiceError
from localcloud.events.buses import EventBusService
from localcloud.events.targets import target_kind
from localcloud.functions.background import Pump
from localcloud.functions.parts import functions_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)


class AlarmActions:
    """Tells of changes, in their order.

    Args:
        book: Where it writes down what it did.
    """

    def __init__(self, cloud: Cloud, book: AlarmBook) -> None:
        self._cloud = cloud
        self._book = book
        self._changes: deque[Change] = deque()
        self._pump: Pump | None = None

    def take(self, change: Change) -> None:
        """Tells of a change soon."""
        self._changes.append(change)
        if self._pump is None:
            self._pump = Pump(functions_of(self._cloud).background, self._work)
        self._pump.wake()

    def _work(self) -> None:
        while self._changes:
            change = self._changes.popleft()
            match self._cloud.services.get(EventBusService.api):
                case EventBusService() as bus:
                    bus.announce(change.entry.alarm.name.region, event(change))
            if change.entry.actions_enabled:
                for arn in change.entry.alarm.actions(change.entry.state.value):
                    self._act(arn, change)

    def _act(self, arn: str, change: Change) -> None:
        alarm = change.entry.alarm
        try:
            done = self._tell(arn, change)
        except (ClientError, ServiceError) as error:
            LOG.warning("%s did not hear of %s: %s", arn, alarm.name.arn, error)
            data = {"error": str(error)}
            self._book.note(alarm, "Action", f"Failed to execute action {arn}", data)
            return
        if done:
            self._book.note(alarm, "Action", f"Successfully executed action {arn}", {})
        else:
            LOG.info("%s: the action %s is recorded only", alarm.name.arn, arn)
            self._book.note(alarm, "Action", f"Recorded only: action {arn}", {})

    def _tell(self, arn: str, change: Change) -> bool:
        """Tells one, and says whether there is somebody here who hears it."""
        kind = target_kind(arn)
        if kind == "sns":
            self._cloud.client("sns", arn.split(":")[3]).publish(
                TopicArn=arn, Subject=subject(change), Message=json.dumps(notification(change))
            )
        elif kind == "lambda":
            self._cloud.client("lambda", arn.split(":")[3]).invoke(
                FunctionName=arn,
                InvocationType="Event",
                Payload=json.dumps(invocation(change)).encode(),
            )
        else:
            return False
        return True
