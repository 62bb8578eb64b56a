"""Has calls to a number start with a flow, for which CloudFormation has no resource.

It empties the contact centre's buckets as well, when they are to be deleted.
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


def number_flow(request: str, properties: Properties) -> None:
    """Has calls to a number start with a flow; on deletion with none."""
    connect = boto3.client("connect")
    number = {
        "PhoneNumberId": _id(properties["PhoneNumberArn"]),
        "InstanceId": _id(properties["InstanceArn"]),
    }
    if request != "Delete":
        connect.associate_phone_number_contact_flow(
            **number, ContactFlowId=_id(properties["ContactFlowArn"])
        )
        return
    try:
        connect.disassociate_phone_number_contact_flow(**number)
    except connect.exceptions.ResourceNotFoundException:
        logger.info("The number or its flow is gone already")


ACTIONS = {**EMPTIED_BUCKET, "Custom::ConnectNumberFlow": Action(number_flow, "PhoneNumberArn")}


def _id(arn: str) -> str:
    return arn.rpartition("/")[2]
