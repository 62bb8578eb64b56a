"""The ways out: a text message, the staff's topic, the event bus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .settings import Settings
from .texting import Texting

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_sns.client import SNSClient


class EventRefusedError(RuntimeError):
    """EventBridge took the call but not the event."""


class Channels:
    """Sends what follows a change, and answers with the id that the channel gives it.

    Args:
        sns: Texts people and tells the staff.
        events: Publishes events.
        settings: Where to.
    """

    def __init__(self, *, sns: SNSClient, events: EventBridgeClient, settings: Settings) -> None:
        self._sns = sns
        self._events = events
        self._settings = settings
        self._texting = Texting(sns=sns, origination_number=settings.origination_number)

    def text(self, phone: str, message: str, *, called: str) -> str:
        """Texts a number; see :meth:`Texting.text`."""
        return self._texting.text(phone, message, called=called)

    def tell_staff(self, subject: str, message: str) -> str:
        """Tells the staff. ``subject`` has at most 100 ASCII characters, as SNS asks."""
        sent = self._sns.publish(
            TopicArn=self._settings.staff_topic_arn, Subject=subject, Message=message
        )
        return sent["MessageId"]

    def publish(
        self, source: str, detail_type: str, detail: Mapping[str, Any], *, about: str
    ) -> str:
        """Puts an event on the bus.

        Args:
            about: What an error may call that of which the event tells.

        Raises:
            EventRefusedError: EventBridge refused it.
        """
        answer = self._events.put_events(
            Entries=[
                {
                    "EventBusName": self._settings.event_bus_name,
                    "Source": source,
                    "DetailType": detail_type,
                    "Detail": json.dumps(detail),
                }
            ]
        )
        entry = answer["Entries"][0]
        # PutEvents answers 200 even when it takes none of the events.
        if answer["FailedEntryCount"]:
            raise EventRefusedError(
                f"EventBridge refused {detail_type} {about} on {self._settings.event_bus_name}: "
                f"{entry.get('ErrorCode')}, {entry.get('ErrorMessage')}"
            )
        return entry["EventId"]
