"""Delivers to what rules and pipes target: one function for each service."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError
from localcloud.functions.destinations import queue_url

if TYPE_CHECKING:
    from localcloud.interface import Cloud


@dataclass(frozen=True)
class Delivery:
    """What a target may want beside its input.

    Attributes:
        group_id: Of a message to a FIFO queue.
        deduplication_id: Of a message to a FIFO queue.
        partition_key: Of a record to a Kinesis stream.
        source: Of an event to another bus, where the input is only its detail.
        detail_type: As ``source``.
        wait: Whether a function's answer is waited for; its failure is then the target's.
    """

    group_id: str | None = None
    deduplication_id: str | None = None
    partition_key: str | None = None
    source: str | None = None
    detail_type: str | None = None
    wait: bool = False


class TargetError(Exception):
    """A target did not take what was delivered.

    Attributes:
        code: The error's name.
        said: The target's words.
        passing: Whether trying again may help.
    """

    def __init__(self, code: str, message: str, *, passing: bool) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.said = message
        self.passing = passing


PASSING = frozenset(
    {"InternalFailure", "TooManyRequestsException", "ThrottlingException", "Throttling"}
)


def deliver(cloud: Cloud, arn: str, payload: str, delivery: Delivery) -> None:
    """Gives a target its input.

    Args:
        arn: What is targeted: a function, queue, topic, state machine, log group, stream or bus.
        payload: The input; JSON.

    Raises:
        TargetError: The target refused it, or is none that runs here.
    """
    kind = target_kind(arn)
    if kind not in _KINDS:
        raise TargetError(
            "UnsupportedTarget",
            f"{arn}: this cloud delivers to {', '.join(sorted(_KINDS))}",
            passing=False,
        )
    try:
        _KINDS[kind](cloud, arn, payload, delivery)
    except ClientError as error:
        said = error.response["Error"]
        raise TargetError(said["Code"], said["Message"], passing=said["Code"] in PASSING) from error
    except ServiceError as error:
        raise TargetError(error.code, error.message, passing=error.code in PASSING) from error


def target_kind(arn: str) -> str:
    """The service of a target, from its ARN."""
    parts = arn.split(":")
    return parts[2] if len(parts) > 2 else ""


def _to_function(cloud: Cloud, arn: str, payload: str, delivery: Delivery) -> None:
    answer = cloud.client("lambda", _region(arn)).invoke(
        FunctionName=arn,
        InvocationType="RequestResponse" if delivery.wait else "Event",
        Payload=payload.encode(),
    )
    if answer.get("FunctionError"):
        said = answer["Payload"].read().decode()
        raise TargetError("FunctionError", said, passing=True)


def _to_queue(cloud: Cloud, arn: str, payload: str, delivery: Delivery) -> None:
    ids = {
        "MessageGroupId": delivery.group_id,
        "MessageDeduplicationId": delivery.deduplication_id,
    }
    cloud.client("sqs", _region(arn)).send_message(
        QueueUrl=queue_url(cloud, arn),
        MessageBody=payload,
        **{name: value for name, value in ids.items() if value is not None},
    )


def _to_topic(cloud: Cloud, arn: str, payload: str, _: Delivery) -> None:
    cloud.client("sns", _region(arn)).publish(TopicArn=arn, Message=payload)


def _to_state_machine(cloud: Cloud, arn: str, payload: str, _: Delivery) -> None:
    cloud.client("stepfunctions", _region(arn)).start_execution(
        stateMachineArn=arn, input=payload, name=str(uuid.uuid4())
    )


def _to_log_group(cloud: Cloud, arn: str, payload: str, _: Delivery) -> None:
    group = arn.split(":", 6)[6].removesuffix(":*")
    stream = str(uuid.uuid4())
    milliseconds = int(cloud.clock.now().timestamp() * 1000)
    logs = cloud.client("logs", _region(arn))
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[{"timestamp": milliseconds, "message": payload}],
    )


def _to_stream(cloud: Cloud, arn: str, payload: str, delivery: Delivery) -> None:
    cloud.client("kinesis", _region(arn)).put_record(
        StreamARN=arn,
        Data=payload.encode(),
        PartitionKey=delivery.partition_key or str(uuid.uuid4()),
    )


def _to_delivery_stream(cloud: Cloud, arn: str, payload: str, _: Delivery) -> None:
    cloud.client("firehose", _region(arn)).put_record(
        DeliveryStreamName=arn.split("/", 1)[1], Record={"Data": payload.encode()}
    )


def _to_bus(cloud: Cloud, arn: str, payload: str, delivery: Delivery) -> None:
    event: dict[str, Any] = json.loads(payload)
    entry = {
        "EventBusName": arn,
        "Source": delivery.source or event.get("source", ""),
        "DetailType": delivery.detail_type or event.get("detail-type", ""),
        "Detail": payload if delivery.source else json.dumps(event.get("detail", {})),
        "Resources": event.get("resources", []),
    }
    answer = cloud.client("events", _region(arn)).put_events(Entries=[entry])["Entries"][0]
    if answer.get("ErrorCode"):
        raise TargetError(answer["ErrorCode"], answer["ErrorMessage"], passing=False)


def _region(arn: str) -> str:
    return arn.split(":")[3]


_KINDS: dict[str, Callable[[Cloud, str, str, Delivery], None]] = {
    "lambda": _to_function,
    "sqs": _to_queue,
    "sns": _to_topic,
    "states": _to_state_machine,
    "logs": _to_log_group,
    "kinesis": _to_stream,
    "firehose": _to_delivery_stream,
    "events": _to_bus,
}
