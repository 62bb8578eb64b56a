"""Leaves an operation to moto, from within a service that answers in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError

from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def ask_moto(
    cloud: Cloud, service: str, region: str, operation: str, request: dict[str, Any]
) -> dict[str, Any]:
    """moto's answer to an operation.

    Raises:
        ServiceError: The error that moto answered with.
    """
    try:
        answer: dict[str, Any] = getattr(cloud.moto(service, region), xform_name(operation))(
            **request
        )
    except ClientError as error:
        said = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        raise ServiceError(said["Code"], said["Message"], status) from error
    answer.pop("ResponseMetadata", None)
    return answer
