"""Acts on a request of CloudFormation, and tells it how that went."""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Mapping
from typing import Any

from .action import Action

logger = logging.getLogger(__name__)

# CloudFormation reads 4096 bytes of an answer, whose other parts are ARNs and names.
_LONGEST_REASON = 1000


def answer(
    event: dict[str, Any],
    context: Any,  # noqa: ANN401 - Lambda's
    actions: Mapping[str, Action],
) -> None:
    """Does what the resource's type asks for; each failure is an answer with its reason.

    Args:
        event: The request.
        context: Lambda's, for the name of the log.
        actions: What is done, by type of resource.
    """
    told: dict[str, Any] = {
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": event.get("PhysicalResourceId", event["LogicalResourceId"]),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    try:
        action = actions[event["ResourceType"]]
        told["PhysicalResourceId"] = event["ResourceProperties"][action.named_by]
        attributes = action.act(event["RequestType"], event["ResourceProperties"])
        if attributes:
            told["Data"] = dict(attributes)
    except Exception as error:
        # CloudFormation waits an hour for an answer, so each failure must be one.
        logger.exception("%s of %s failed", event["RequestType"], event["LogicalResourceId"])
        log = getattr(context, "log_stream_name", "")
        reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        told |= {"Status": "FAILED", "Reason": f"{reason} (log: {log})"}
    _tell(event["ResponseURL"], told)


def _tell(url: str, told: dict[str, Any]) -> None:
    body = json.dumps(told).encode()
    # The address is CloudFormation's own, signed; an empty content type is part of what it signed.
    request = urllib.request.Request(  # noqa: S310
        url, data=body, method="PUT", headers={"Content-Type": ""}
    )
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        pass
