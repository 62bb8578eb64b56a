"""One message of a topic, in the shape that each kind of subscriber gets."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localcloud.events.patterns import Pattern


@dataclass(frozen=True)
class Notification:
    """A message published to a topic.

    Attributes:
        attributes: As Publish takes them.
        by_protocol: What to send where the message differs by protocol; None where it does not.
    """

    topic: str
    message_id: str
    message: str
    subject: str | None
    time: datetime
    attributes: dict[str, dict[str, Any]]
    by_protocol: dict[str, str] | None
    group_id: str | None
    deduplication_id: str | None
    sequence_number: str

    @classmethod
    def of(cls, topic: str, request: dict[str, Any], now: datetime) -> Notification:
        """The notification that a Publish request makes."""
        structured = request.get("MessageStructure") == "json"
        body = hashlib.sha256(request["Message"].encode()).hexdigest()
        return cls(
            topic=topic,
            message_id=str(uuid.uuid4()),
            message=request["Message"],
            subject=request.get("Subject"),
            time=now,
            attributes=request.get("MessageAttributes") or {},
            by_protocol=json.loads(request["Message"]) if structured else None,
            group_id=request.get("MessageGroupId"),
            deduplication_id=request.get("MessageDeduplicationId")
            or (body if topic.endswith(".fifo") else None),
            sequence_number=f"{time.time_ns():020d}",
        )

    def text_for(self, protocol: str) -> str:
        """The message that subscribers of a protocol get."""
        if self.by_protocol is None:
            return self.message
        return self.by_protocol.get(protocol, self.by_protocol["default"])

    def passes(self, subscription: dict[str, str]) -> bool:
        """Whether the subscription's filter policy lets it through.

        Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
        """
        policy = subscription.get("FilterPolicy")
        if not policy:
            return True
        if subscription.get("FilterPolicyScope") == "MessageBody":
            try:
                return Pattern(policy).matches(json.loads(self.message))
            except ValueError:
                return False  # a body that is no JSON matches no policy
        values = {name: _value(attribute) for name, attribute in self.attributes.items()}
        return Pattern(policy).matches(values)

    def envelope(self) -> dict[str, Any]:
        """The JSON around the message that subscribers get unless they ask for it raw."""
        return self._around("sqs", lower=False)

    def to_queue(self, queue_arn: str, *, raw: bool) -> dict[str, Any]:
        """The members of SendMessage."""
        request: dict[str, Any] = {
            "MessageBody": self.text_for("sqs") if raw else json.dumps(self.envelope())
        }
        if raw:
            request["MessageAttributes"] = self.attributes
        if queue_arn.endswith(".fifo"):
            request["MessageGroupId"] = self.group_id
            request["MessageDeduplicationId"] = self.deduplication_id
        return request

    def to_function(self, subscription_arn: str) -> dict[str, Any]:
        """The event of a function."""
        return {
            "Records": [
                {
                    "EventSource": "aws:sns",
                    "EventVersion": "1.0",
                    "EventSubscriptionArn": subscription_arn,
                    "Sns": self._around("lambda", lower=True),
                }
            ]
        }

    def _around(self, protocol: str, *, lower: bool) -> dict[str, Any]:
        # SNS spells these two members differently in queues and in functions.
        url = "Url" if lower else "URL"
        around: dict[str, Any] = {
            "Type": "Notification",
            "MessageId": self.message_id,
            "TopicArn": self.topic,
            "Message": self.text_for(protocol),
            "Timestamp": self.time.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "SignatureVersion": "1",
            "Signature": "EXAMPLE",
            f"SigningCert{url}": "EXAMPLE",
            f"Unsubscribe{url}": "EXAMPLE",
        }
        if self.subject is not None or lower:
            around["Subject"] = self.subject
        if self.attributes or lower:
            around["MessageAttributes"] = {
                name: {
                    "Type": attribute["DataType"],
                    "Value": attribute.get("StringValue", attribute.get("BinaryValue")),
                }
                for name, attribute in self.attributes.items()
            }
        return around


def _value(attribute: dict[str, Any]) -> Any:
    """A message attribute as filter policies compare it."""
    kind, text = attribute["DataType"], attribute.get("StringValue", "")
    if kind.startswith("Number"):
        return float(text)
    if kind == "String.Array":
        return json.loads(text)
    return text
