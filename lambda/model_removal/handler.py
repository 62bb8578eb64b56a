"""Removes what CloudFormation did not make: endpoints of pipelines, registered models, objects.

It speaks CloudFormation's protocol for custom resources itself, so that it needs no provider
around it and no package beside boto3.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Callable
from typing import Any

from removals import remove_endpoint, remove_monitor, remove_objects, remove_packages

logger = logging.getLogger(__name__)

Event = dict[str, Any]

# The identifier stays while the thing removed does: another one is another resource, and
# CloudFormation then removes the first.
REMOVALS: dict[str, tuple[Callable[[str], None], str]] = {
    "Custom::EmptiedBucket": (remove_objects, "BucketName"),
    "Custom::RemovedEndpoint": (remove_endpoint, "EndpointName"),
    "Custom::RemovedModelPackages": (remove_packages, "ModelPackageGroupName"),
    "Custom::RemovedMonitor": (remove_monitor, "MonitoringScheduleName"),
}


def handle(event: Event, context: Any) -> None:  # noqa: ANN401 - Lambda's
    """Removes when it is asked to delete, and tells CloudFormation how it went."""
    remove, named_by = REMOVALS[event["ResourceType"]]
    name = event["ResourceProperties"][named_by]
    answer = {
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    try:
        if event["RequestType"] == "Delete":
            remove(name)
    except Exception as error:
        # CloudFormation waits an hour for an answer, so each failure must be one.
        logger.exception("The removal of %s failed", name)
        log = getattr(context, "log_stream_name", "")
        answer |= {"Status": "FAILED", "Reason": f"{type(error).__name__}: {error} (log: {log})"}
    _tell(event["ResponseURL"], answer)


def _tell(url: str, answer: dict[str, str]) -> None:
    body = json.dumps(answer).encode()
    # The address is CloudFormation's own, signed; an empty content type is part of what it signed.
    request = urllib.request.Request(  # noqa: S310
        url, data=body, method="PUT", headers={"Content-Type": ""}
    )
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        pass
