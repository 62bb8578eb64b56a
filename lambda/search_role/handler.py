"""Makes the role that OpenSearch Service needs in a VPC, which an account has once.

CloudFormation's own resource for it fails where the role exists already. It stays when the stack
goes, for other domains may need it; the function empties the stack's buckets, as well.
"""

from __future__ import annotations

import logging
from typing import Any

import boto3
from stack_resources import EMPTIED_BUCKET, Action, Properties, answer

logger = logging.getLogger(__name__)


def handle(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401 - Lambda's
    """Acts on one request and tells CloudFormation how it went."""
    answer(event, context, ACTIONS)


def service_linked_role(request: str, properties: Properties) -> None:
    """Makes the role of a service, if there is none."""
    if request == "Delete":
        return
    iam = boto3.client("iam")
    try:
        iam.create_service_linked_role(AWSServiceName=properties["ServiceName"])
    except iam.exceptions.InvalidInputException as error:
        # IAM has one error for a role that exists and for a service that has none.
        if "has been taken" not in str(error):
            raise
        logger.info("The role is there already")


ACTIONS = {
    **EMPTIED_BUCKET,
    "Custom::ServiceLinkedRole": Action(service_linked_role, "ServiceName"),
}
