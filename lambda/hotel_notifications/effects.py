"""What follows a change of a booking: a text to the guest, word to the staff, an event for others.

Each effect is done once for a change, however often its record comes: what is done is noted, by
Powertools' idempotency, for as long as a message can come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from aws_lambda_powertools.utilities.idempotency import (
    BasePersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext
from booking_change import BookingChange
from botocore.exceptions import ClientError
from settings import Settings
from texts import guest_text, staff_message, staff_subject

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_sns.client import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

EVENT_SOURCE = "hotel.booking"

KEPT = timedelta(days=20)
"""4 days in the queue, 14 in the dead-letter queue, and some to spare."""


class TextRefusedError(RuntimeError):
    """SNS did not take the text message to the guest."""


class EventRefusedError(RuntimeError):
    """EventBridge took the call but not the event."""


class _Effect(Protocol):
    def __call__(self, *, event_id: str, change: BookingChange) -> str: ...


class Effects:
    """Does what follows a change.

    Args:
        sns: Texts guests and tells the staff.
        events: Publishes events.
        log: Where Powertools notes what is done.
        settings: Where to.
    """

    def __init__(
        self,
        *,
        sns: SNSClient,
        events: EventBridgeClient,
        log: BasePersistenceLayer,
        settings: Settings,
    ) -> None:
        self._sns = sns
        self._events = events
        self._settings = settings
        self._config = IdempotencyConfig(expires_after_seconds=int(KEPT.total_seconds()))
        # The names are in the notes: a new name would repeat what was done under the old one.
        self._effects = [
            self._once("staff", self._tell_staff, log),
            self._once("event", self._publish, log),
            self._once("text", self._text_guest, log),
        ]

    def begin(self, context: LambdaContext) -> None:
        """Says how long this invocation may take: an effect cut off in it may be tried again."""
        self._config.register_lambda_context(context)

    def follow(self, change: BookingChange) -> None:
        """Does each effect that is not done yet; one that fails keeps none of the others.

        Raises:
            ExceptionGroup: the effects that failed; those that did not are not repeated.
        """
        failures: list[Exception] = []
        for effect in self._effects:
            try:
                effect(event_id=change.event_id, change=change)
            except Exception as error:  # it is raised with the others, once each had its turn
                failures.append(error)
        if failures:
            raise ExceptionGroup(
                f"{len(failures)} of {len(self._effects)} effects of {change.happened} "
                f"{change.reference} failed",
                failures,
            )

    def _once(self, name: str, effect: _Effect, log: BasePersistenceLayer) -> Callable[..., str]:
        once: Callable[..., str] = idempotent_function(
            effect,
            data_keyword_argument="event_id",
            persistence_store=log,
            config=self._config,
            key_prefix=f"hotel-notifications.{name}",
        )
        return once

    def _text_guest(self, *, event_id: str, change: BookingChange) -> str:  # noqa: ARG002 - the key
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
        }
        if self._settings.origination_number:
            attributes["AWS.MM.SMS.OriginationNumber"] = {
                "DataType": "String",
                "StringValue": self._settings.origination_number,
            }
        try:
            sent = self._sns.publish(
                PhoneNumber=change.phone, Message=guest_text(change), MessageAttributes=attributes
            )
        except ClientError as error:
            # Not chained: SNS's own words have the guest's number, and this is logged.
            raise TextRefusedError(
                f"SNS refused the text to the guest of {change.reference}: "
                f"{error.response['Error']['Code']}"
            ) from None
        return sent["MessageId"]

    def _tell_staff(self, *, event_id: str, change: BookingChange) -> str:  # noqa: ARG002 - the key
        sent = self._sns.publish(
            TopicArn=self._settings.staff_topic_arn,
            Subject=staff_subject(change),
            Message=staff_message(change),
        )
        return sent["MessageId"]

    def _publish(self, *, event_id: str, change: BookingChange) -> str:
        answer = self._events.put_events(
            Entries=[
                {
                    "EventBusName": self._settings.event_bus_name,
                    "Source": EVENT_SOURCE,
                    "DetailType": change.happened,
                    "Detail": json.dumps(
                        {
                            "eventId": event_id,
                            "reference": change.reference,
                            "city": change.city,
                            "roomType": change.room_type,
                            "checkIn": change.check_in.isoformat(),
                            "nights": change.nights,
                            "price": change.price,
                            "currency": change.currency,
                            "locale": change.locale,
                        }
                    ),
                }
            ]
        )
        entry = answer["Entries"][0]
        # PutEvents answers 200 even when it takes none of the events.
        if answer["FailedEntryCount"]:
            raise EventRefusedError(
                f"EventBridge refused {change.happened} {change.reference} on "
                f"{self._settings.event_bus_name}: {entry.get('ErrorCode')}, "
                f"{entry.get('ErrorMessage')}"
            )
        return entry["EventId"]
