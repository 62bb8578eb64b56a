"""What a rule gives a target: the event, a part of it, a constant, or a text made from it."""

from __future__ import annotations

import json
from typing import Any

from localcloud.events.targets import Delivery, target_kind
from localcloud.events.templates import MISSING, follow, render


def target_input(target: dict[str, Any], event: dict[str, Any], *, rule_arn: str) -> str:
    """The input of a target, as JSON.

    Args:
        target: As PutTargets takes it.

    Raises:
        ValueError: A path in the target is no JSON path.
    """
    if target.get("Input"):
        return str(target["Input"])
    if target.get("InputPath"):
        found = follow(target["InputPath"], event)
        return json.dumps(None if found is MISSING else found, ensure_ascii=False)
    if target.get("InputTransformer"):
        return _transformed(target["InputTransformer"], event, rule_arn)
    return json.dumps(event, ensure_ascii=False)


def target_delivery(target: dict[str, Any], event: dict[str, Any]) -> Delivery:
    """What a target gets beside its input."""
    key = target.get("KinesisParameters", {}).get("PartitionKeyPath")
    found = follow(key, event) if key else event["id"]
    return Delivery(
        group_id=target.get("SqsParameters", {}).get("MessageGroupId"),
        # EventBridge itself gives a FIFO queue none: the queue has to deduplicate by content.
        partition_key=str(found) if target_kind(target["Arn"]) == "kinesis" else None,
    )


def _transformed(transformer: dict[str, Any], event: dict[str, Any], rule_arn: str) -> str:
    variables = {
        name: follow(path, event) for name, path in transformer.get("InputPathsMap", {}).items()
    }
    variables |= {
        "aws.events.rule-arn": rule_arn,
        "aws.events.rule-name": rule_arn.rsplit("/", 1)[-1],
        "aws.events.event.ingestion-time": event["time"],
        "aws.events.event": {name: value for name, value in event.items() if name != "detail"},
        "aws.events.event.json": event,
    }
    return render(transformer["InputTemplate"], variables.__getitem__)
