"""Universal targets: a schedule that calls an operation of an AWS API.

Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from moto.core.utils import get_service_model

from localcloud.errors import ServiceError
from localcloud.events.targets import PASSING, TargetError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

PREFIX = "scheduler:::aws-sdk:"
"""What follows the partition in the ARN of a universal target."""

SERVICES = {
    "cloudwatch": "cloudwatch",
    "cloudwatchlogs": "logs",
    "dynamodb": "dynamodb",
    "eventbridge": "events",
    "firehose": "firehose",
    "kinesis": "kinesis",
    "lambda": "lambda",
    "s3": "s3",
    "sfn": "stepfunctions",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
}
"""botocore's name of each service that can be called here, by the one in the ARN."""

READING = ("get", "describe", "list")


def is_universal(arn: str) -> bool:
    """Whether a target is an operation, not a resource."""
    return arn.split(":", 2)[-1].startswith(PREFIX)


def check_universal(arn: str, given: str | None) -> None:
    """Checks that there is such an operation, and that a schedule may call it.

    Raises:
        ServiceError: ValidationException.
    """
    *_, service, operation = arn.split(":")
    if operation.startswith(READING):
        raise ServiceError("ValidationException", f"{operation} API is not supported.")
    if service not in SERVICES:
        raise ServiceError(
            "ValidationException",
            f"{service} is not a supported service for a target. This cloud's schedules call "
            f"{', '.join(SERVICES)}.",
        )
    if _operation(service, operation) is None:
        raise ServiceError("ValidationException", f"{operation} API is not supported.")
    if given is None:
        raise ServiceError(
            "ValidationException", "You must provide an input to set this target for your schedule."
        )


def call(cloud: Cloud, arn: str, region: str, payload: str) -> None:
    """Calls the operation that a universal target names.

    Args:
        payload: The members of its request, as JSON.

    Raises:
        TargetError: It did not succeed.
    """
    *_, service, operation = arn.split(":")
    name = _operation(service, operation)
    try:
        members = json.loads(payload)
        getattr(cloud.client(SERVICES[service], region), xform_name(str(name)))(**members)
    except (ValueError, TypeError, ParamValidationError) as error:
        raise TargetError("ValidationException", str(error), passing=False) from error
    except ClientError as error:
        said = error.response["Error"]
        raise TargetError(said["Code"], said["Message"], passing=said["Code"] in PASSING) from error


def _operation(service: str, operation: str) -> str | None:
    """botocore's name of an operation; in ARNs it begins with a small letter."""
    names = get_service_model(SERVICES[service]).operation_names
    return next((name for name in names if name[:1].lower() + name[1:] == operation), None)
