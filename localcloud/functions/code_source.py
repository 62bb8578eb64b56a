"""The zip file of a deployment, from the request or from S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def zip_of(cloud: Cloud, region: str, code: dict[str, Any]) -> bytes | None:
    """The content that ``ZipFile``, or ``S3Bucket`` and ``S3Key``, stand for.

    Returns:
        None where the code is a container image.

    Raises:
        ServiceError: InvalidParameterValueException, where there is none.
    """
    if code.get("ZipFile"):
        return bytes(code["ZipFile"])
    if code.get("ImageUri"):
        return None
    if not (code.get("S3Bucket") and code.get("S3Key")):
        raise ServiceError(
            "InvalidParameterValueException",
            "The code is missing: give ZipFile, S3Bucket and S3Key, or ImageUri",
        )
    where = {"Bucket": code["S3Bucket"], "Key": code["S3Key"]}
    if code.get("S3ObjectVersion"):
        where["VersionId"] = code["S3ObjectVersion"]
    try:
        body: bytes = cloud.client("s3", region).get_object(**where)["Body"].read()
    except ClientError as error:
        said = error.response["Error"]
        raise ServiceError(
            "InvalidParameterValueException",
            f"Error occurred while GetObject. S3 Error Code: {said['Code']}. S3 Error Message: "
            f"{said['Message']} ({code['S3Bucket']}/{code['S3Key']})",
        ) from error
    return body
