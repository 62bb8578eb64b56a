"""What a schedule gives its target: its input, filled in.

Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.events.targets import Delivery, deliver
from localcloud.events.universal_targets import call, is_universal
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def fill(
    target: Mapping[str, Any], *, arn: str, scheduled: datetime, execution_id: str, attempt: int
) -> str:
    """The input of one attempt to invoke a target.

    Args:
        arn: The schedule's.
        attempt: Counted from 1.
    """
    given = target.get("Input")
    if given is None:
        return json.dumps(_notification(arn, scheduled))
    text = str(given)
    for name, value in (
        ("schedule-arn", arn),
        ("scheduled-time", moment(scheduled)),
        ("execution-id", execution_id),
        ("attempt-number", str(attempt)),
    ):
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def invoke(cloud: Cloud, target: Mapping[str, Any], region: str, payload: str) -> None:
    """Gives a target its input.

    Raises:
        TargetError: The target did not take it.
    """
    if is_universal(target["Arn"]):
        call(cloud, target["Arn"], region, payload)
        return
    event = target.get("EventBridgeParameters", {})
    delivery = Delivery(
        # No deduplication id: the queue has to deduplicate by content, as on AWS.
        group_id=target.get("SqsParameters", {}).get("MessageGroupId"),
        partition_key=target.get("KinesisParameters", {}).get("PartitionKey"),
        source=event.get("Source"),
        detail_type=event.get("DetailType"),
    )
    deliver(cloud, target["Arn"], payload, delivery)


def moment(time: datetime) -> str:
    """A time as EventBridge writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _notification(arn: str, scheduled: datetime) -> dict[str, Any]:
    """What a target gets that was given no input."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": moment(scheduled),
        "region": arn.split(":")[3],
        "resources": [arn],
        "detail": "{}",
    }
