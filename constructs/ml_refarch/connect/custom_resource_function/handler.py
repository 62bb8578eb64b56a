"""Does what CloudFormation has no resource for: a number's flow, an emptied bucket.

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

import boto3

logger = logging.getLogger(__name__)

Event = dict[str, Any]


def handle(event: Event, context: Any) -> None:  # noqa: ANN401 - Lambda's
    """Acts on one request and tells CloudFormation how it went."""
    act, identify = ACTIONS[event["ResourceType"]]
    answer = {
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": identify(event["ResourceProperties"]),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    try:
        act(event["RequestType"], event["ResourceProperties"])
    except Exception as error:
        # CloudFormation waits an hour for an answer, so each failure must be one.
        logger.exception("%s of %s failed", event["RequestType"], event["LogicalResourceId"])
        log = getattr(context, "log_stream_name", "")
        answer |= {"Status": "FAILED", "Reason": f"{type(error).__name__}: {error} (log: {log})"}
    _tell(event["ResponseURL"], answer)


def number_flow(request: str, properties: dict[str, str]) -> None:
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


def emptied_bucket(request: str, properties: dict[str, str]) -> None:
    """On deletion, deletes all that is in a bucket, each version of it."""
    if request != "Delete":
        return
    s3: Any = boto3.client("s3")
    bucket = properties["BucketName"]
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            objects = [
                {"Key": one["Key"], "VersionId": one["VersionId"]}
                for one in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            ]
            if objects:
                done = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
                if done.get("Errors"):
                    raise RuntimeError(f"{bucket} is not empty: {done['Errors'][0]}")
    except s3.exceptions.NoSuchBucket:
        logger.info("The bucket is gone already")


# The identifier stays while the thing acted on does: another one is another resource, and
# CloudFormation then deletes the first.
ACTIONS: dict[
    str, tuple[Callable[[str, dict[str, str]], None], Callable[[dict[str, str]], str]]
] = {
    "Custom::ConnectNumberFlow": (number_flow, lambda given: given["PhoneNumberArn"]),
    "Custom::EmptiedBucket": (emptied_bucket, lambda given: given["BucketName"]),
}


def _id(arn: str) -> str:
    return arn.rpartition("/")[2]


def _tell(url: str, answer: dict[str, str]) -> None:
    body = json.dumps(answer).encode()
    # The address is CloudFormation's own, signed; an empty content type is part of what it signed.
    request = urllib.request.Request(  # noqa: S310
        url, data=body, method="PUT", headers={"Content-Type": ""}
    )
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        pass
