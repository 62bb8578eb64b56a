"""SNS: what is published to a topic goes to its subscriptions; texts to phones are kept.

It counts in the namespace ``AWS/SNS``; what texts cost (``SMSMonthToDateSpentUSD``) is AWS's bill,
and no such figure is made up here.

Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
"""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.cloudwatch.recording import record
from localcloud.errors import ServiceError
from localcloud.events.notification import Notification
from localcloud.events.texts import Text, Texts
from localcloud.functions.destinations import queue_url, send
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.parts import functions_of
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

MESSAGE_LIMIT = 262_144
TEXT_LIMIT = 1_600
"""Bytes of a message; characters of a text to a phone.

Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

E164 = re.compile(r"\+[1-9]\d{1,14}")


class TopicService(Service):
    """SNS. moto keeps topics and subscriptions; this delivers, and keeps the texts.

    Attributes:
        texts: The text messages sent to phone numbers.
    """

    api = "sns"
    running_types = frozenset(
        {"AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy"}
    )

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.texts = Texts()

    def publish(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Publishes to a topic or texts a phone number; delivery goes on after the answer."""
        if request.get("PhoneNumber"):
            return self._direct_text(call.region, request)
        arn = request.get("TopicArn") or request.get("TargetArn")
        if not arn:
            raise ServiceError(
                "InvalidParameter",
                "Invalid parameter: TopicArn, TargetArn or PhoneNumber is required",
            )
        if ":endpoint/" in arn:
            return ask_moto(self.cloud, "sns", call.region, "Publish", request)
        return self._to_topic(arn, request)

    def publish_batch(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Publishes up to ten messages to a topic."""
        answer: dict[str, Any] = {"Successful": [], "Failed": []}
        for entry in request["PublishBatchRequestEntries"]:
            message = {name: value for name, value in entry.items() if name != "Id"}
            try:
                sent = self._to_topic(request["TopicArn"], message)
            except ServiceError as error:
                if error.code == "NotFound":
                    raise
                failed = {"Code": error.code, "Message": error.message, "SenderFault": True}
                answer["Failed"].append({"Id": entry["Id"], **failed})
            else:
                answer["Successful"].append({"Id": entry["Id"], **sent})
        return answer

    def _direct_text(self, region: str, request: dict[str, Any]) -> dict[str, Any]:
        answer = self._text(request["PhoneNumber"], request)
        direct = {"PhoneNumber": "PhoneNumberDirect"}
        self._count(region, direct, NumberOfMessagesPublished=1, NumberOfNotificationsDelivered=1)
        return answer

    def _text(self, number: str, request: dict[str, Any]) -> dict[str, Any]:
        if not E164.fullmatch(number):
            raise ServiceError(
                "InvalidParameter",
                f"Invalid parameter: PhoneNumber Reason: {number} is not valid to publish to",
            )
        if len(request["Message"]) > TEXT_LIMIT:
            raise ServiceError(
                "InvalidParameter",
                f"Invalid parameter: Message Reason: a text has at most {TEXT_LIMIT} characters",
            )
        attributes = request.get("MessageAttributes") or {}
        sender = next(
            (
                attributes[name]["StringValue"]
                for name in ("AWS.MM.SMS.OriginationNumber", "AWS.SNS.SMS.SenderID")
                if name in attributes
            ),
            None,
        )
        self.texts.add(Text(number, request["Message"], self.cloud.clock.now(), sender))
        return {"MessageId": str(uuid.uuid4())}

    def _to_topic(self, arn: str, request: dict[str, Any]) -> dict[str, Any]:
        region = arn.split(":")[3]
        ask_moto(self.cloud, "sns", region, "GetTopicAttributes", {"TopicArn": arn})
        _check(arn, request)
        notification = Notification.of(arn, request, self.cloud.clock.now())
        size = len(request["Message"].encode())
        self._count(region, _named(arn), NumberOfMessagesPublished=1, PublishSize=size)

        def deliver() -> None:
            for subscription in self._subscriptions(region, arn):
                self._deliver(notification, subscription)

        answer = {"MessageId": notification.message_id}
        if arn.endswith(".fifo"):
            deliver()  # before the answer, so that the next message comes after this one
            answer["SequenceNumber"] = notification.sequence_number
        else:
            functions_of(self.cloud).background.run(deliver)
        return answer

    def _subscriptions(self, region: str, arn: str) -> list[dict[str, str]]:
        client = self.cloud.moto("sns", region)
        pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
        return [
            {
                **subscription,
                **client.get_subscription_attributes(
                    SubscriptionArn=subscription["SubscriptionArn"]
                )["Attributes"],
            }
            for page in pages
            for subscription in page["Subscriptions"]
        ]

    def _deliver(self, notification: Notification, subscription: dict[str, str]) -> None:
        region, topic = notification.topic.split(":")[3], _named(notification.topic)
        if not notification.passes(subscription):
            self._count(region, topic, NumberOfNotificationsFilteredOut=1)
            return
        try:
            if self._send(notification, subscription):
                self._count(region, topic, NumberOfNotificationsDelivered=1)
        except (ClientError, ServiceError) as error:
            self._count(region, topic, NumberOfNotificationsFailed=1)
            dead_letters = json.loads(subscription.get("RedrivePolicy") or "{}").get(
                "deadLetterTargetArn"
            )
            if dead_letters:
                send(self.cloud, dead_letters, notification.envelope())
            else:
                LOG.warning("%s did not get a message: %s", subscription["Endpoint"], error)

    def _send(self, notification: Notification, subscription: dict[str, str]) -> bool:
        """Delivers, and tells whether there was somebody to deliver to."""
        protocol, endpoint = subscription["Protocol"], subscription["Endpoint"]
        if protocol == "sqs":
            raw = subscription.get("RawMessageDelivery", "false").lower() == "true"
            self.cloud.client("sqs", endpoint.split(":")[3]).send_message(
                QueueUrl=queue_url(self.cloud, endpoint), **notification.to_queue(endpoint, raw=raw)
            )
        elif protocol == "lambda":
            event = notification.to_function(subscription["SubscriptionArn"])
            self.cloud.client("lambda", endpoint.split(":")[3]).invoke(
                FunctionName=endpoint, InvocationType="Event", Payload=json.dumps(event).encode()
            )
        elif protocol == "sms":
            message = {
                "Message": notification.text_for("sms"),
                "MessageAttributes": notification.attributes,
            }
            self._text(endpoint, message)
        else:
            LOG.info("%s to %s is recorded only", protocol, endpoint)
            return False
        return True

    def _count(self, region: str, dimensions: Mapping[str, str], **figures: float) -> None:
        """Tells CloudWatch; ``PublishSize`` is in bytes, all else is counted."""
        measured = {
            name: (value, "Bytes" if name == "PublishSize" else "Count")
            for name, value in figures.items()
        }
        record(self.cloud, region, "AWS/SNS", measured, dimensions=[dimensions])


def _named(arn: str) -> dict[str, str]:
    """The dimension of a topic's metrics."""
    return {"TopicName": arn.split(":")[-1]}


def _check(arn: str, request: dict[str, Any]) -> None:
    size = len(request["Message"].encode())
    if size > MESSAGE_LIMIT:
        raise ServiceError(
            "InvalidParameter",
            f"Invalid parameter: Message too long: {size} bytes, and {MESSAGE_LIMIT} are allowed",
        )
    if not request["Message"]:
        raise ServiceError("InvalidParameter", "Invalid parameter: Empty message")
    if arn.endswith(".fifo") and not request.get("MessageGroupId"):
        raise ServiceError(
            "InvalidParameter",
            "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
        )
    if request.get("MessageStructure") == "json":
        try:
            default = json.loads(request["Message"]).get("default")
        except (ValueError, AttributeError):
            default = None
        if default is None:
            raise ServiceError(
                "InvalidParameter",
                "Invalid parameter: Message Structure - No default entry in JSON message body",
            )


def texts_sent(cloud: Cloud) -> list[dict[str, Any]]:
    """The texts sent so far, the first one first.

    Returns:
        Objects with ``number``, ``text``, ``time`` (ISO 8601) and ``sender`` (or None).
    """
    match cloud.services.get("sns"):
        case TopicService(texts=texts):
            return [{**asdict(text), "time": text.time.isoformat()} for text in texts.all()]
        case _:
            raise LookupError("Texts are kept only in a cloud that has the TopicService")
