"""Queues, tables and functions that tell what they were given, for tests."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.functions.deploy import ACCOUNT_ARN, Function, deploy

RECORDER = """
import json

def handle(event, context):
    print("EVENT " + json.dumps(event))
"""
"""A handler that writes each event to its log."""


def recorder(cloud: LocalCloud, source: str = RECORDER, **settings: Any) -> Function:
    """A function that records its events."""
    return deploy(cloud, source, **settings)


def events_of(function: Function) -> list[Any]:
    """The events that a recorder was given, once nothing is in flight."""
    assert settle(function.cloud, timeout=30)
    groups = function.cloud.client("logs").describe_log_groups(
        logGroupNamePrefix=f"/aws/lambda/{function.name}"
    )["logGroups"]
    lines = function.log() if groups else []
    return [json.loads(line[6:]) for line in lines if line.startswith("EVENT ")]


@dataclass(frozen=True)
class Queue:
    """A queue."""

    cloud: LocalCloud
    name: str
    url: str

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:sqs:{ACCOUNT_ARN}:{self.name}"

    def send(self, body: str, **request: Any) -> None:
        """Sends a message."""
        self.cloud.client("sqs").send_message(QueueUrl=self.url, MessageBody=body, **request)

    def messages(self) -> list[dict[str, Any]]:
        """What can be received once nothing is in flight; ten at most."""
        assert settle(self.cloud, timeout=30)
        answer = self.cloud.client("sqs").receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def take(self) -> list[str]:
        """The bodies of what can be received, which is deleted then."""
        messages = self.messages()
        for message in messages:
            self.cloud.client("sqs").delete_message(
                QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"]
            )
        return [message["Body"] for message in messages]

    def bodies(self) -> list[str]:
        """The bodies of those messages."""
        return [message["Body"] for message in self.messages()]


def queue(
    cloud: LocalCloud,
    *,
    fifo: bool = False,
    dead_letters: Queue | None = None,
    receives: int = 3,
    **attributes: str,
) -> Queue:
    """A queue that hides a received message for ten minutes: no test lives that long."""
    name = f"queue-{uuid.uuid4().hex[:12]}{'.fifo' if fifo else ''}"
    attributes = {"VisibilityTimeout": "600", **attributes}
    if fifo:
        attributes["FifoQueue"] = "true"
    if dead_letters is not None:
        attributes["RedrivePolicy"] = json.dumps(
            {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": receives}
        )
    url = cloud.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return Queue(cloud, name, url)


@dataclass(frozen=True)
class Table:
    """A table with a stream."""

    cloud: LocalCloud
    name: str
    stream: str

    def put(self, key: str, **attributes: str) -> None:
        """Writes an item."""
        item = {"pk": {"S": key}} | {name: {"S": text} for name, text in attributes.items()}
        self.cloud.client("dynamodb").put_item(TableName=self.name, Item=item)


def table(cloud: LocalCloud) -> Table:
    """A table with the key ``pk`` and a stream of new and old images."""
    name = f"table-{uuid.uuid4().hex[:12]}"
    described = cloud.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]
    return Table(cloud, name, described["LatestStreamArn"])


def map_source(function: Function, source: str, **settings: Any) -> str:
    """Has a source invoke a function, and returns the mapping's UUID."""
    mapping = function.cloud.client("lambda").create_event_source_mapping(
        FunctionName=function.name, EventSourceArn=source, **settings
    )
    return str(mapping["UUID"])
