"""Where records of invocations go: queues, topics, functions, event buses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def send(cloud: Cloud, arn: str, record: Any, *, attributes: dict[str, str] | None = None) -> None:
    """Sends a record, as JSON, to the queue, topic, function or event bus that ``arn`` names.

    Args:
        attributes: Message attributes, where the destination has them.

    Raises:
        ServiceError: InvalidParameterValueException, where it is none of these.
    """
    _, _, service, region, *_ = arn.split(":")
    body = json.dumps(record)
    extra = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in (attributes or {}).items()
    }
    if service == "sqs":
        cloud.client("sqs", region).send_message(
            QueueUrl=queue_url(cloud, arn), MessageBody=body, MessageAttributes=extra
        )
    elif service == "sns":
        cloud.client("sns", region).publish(TopicArn=arn, Message=body, MessageAttributes=extra)
    elif service == "lambda":
        cloud.client("lambda", region).invoke(
            FunctionName=arn, InvocationType="Event", Payload=body
        )
    elif service == "events":
        cloud.client("events", region).put_events(
            Entries=[
                {
                    "Source": "lambda",
                    "DetailType": "Lambda Function Invocation Result",
                    "Detail": body,
                    "EventBusName": arn,
                }
            ]
        )
    else:
        raise ServiceError(
            "InvalidParameterValueException",
            f"{arn} cannot be a destination: it is no SQS queue, SNS topic, function or event bus",
        )


def queue_url(cloud: Cloud, arn: str) -> str:
    """The URL of a queue in this cloud."""
    *_, region, _, name = arn.split(":")
    url: str = cloud.client("sqs", region).get_queue_url(QueueName=name)["QueueUrl"]
    return url
