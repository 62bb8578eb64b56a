"""The template of a request: in the call itself, in S3, or the stack's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError

from localcloud.cloudformation.records import Stack
from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

MAX_BODY = 51_200
"""Characters of a TemplateBody.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""
MAX_OBJECT = 1_000_000
"""Bytes of a template in S3; same source."""


def read(request: Mapping[str, Any], *, stack: Stack | None, cloud: Cloud, region: str) -> str:
    """The text of the template that a request means.

    Raises:
        ServiceError: ValidationError, where it names none, more than one, or one that is not there.
    """
    body, url = request.get("TemplateBody"), request.get("TemplateURL")
    if request.get("UsePreviousTemplate") and stack is not None and stack.desired is not None:
        return stack.desired.template.text
    if (body is None) == (url is None):
        raise ServiceError(
            "ValidationError", "Either Template URL or Template Body must be specified."
        )
    if body is not None:
        if len(body) > MAX_BODY:
            raise ServiceError(
                "ValidationError",
                "1 validation error detected: Value at 'templateBody' failed to satisfy "
                f"constraint: Member must have length less than or equal to {MAX_BODY}",
            )
        return str(body)
    return _from_bucket(str(url), cloud, region)


def _from_bucket(url: str, cloud: Cloud, region: str) -> str:
    bucket, key = _place(url)
    try:
        answer = cloud.client("s3", region).get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        raise ServiceError(
            "ValidationError", f"S3 error: {error.response['Error']['Message']} ({url})"
        ) from error
    text = answer["Body"].read()
    if len(text) > MAX_OBJECT:
        raise ServiceError(
            "ValidationError", f"Template may not exceed {MAX_OBJECT} bytes in size."
        )
    return str(text.decode())


def _place(url: str) -> tuple[str, str]:
    """Bucket and key: of ``https://bucket.s3.region.host/key`` or ``http://host/bucket/key``."""
    split = urlsplit(url)
    host, path = split.hostname or "", unquote(split.path).lstrip("/")
    virtual, dot, _ = host.partition(".s3")
    if dot and virtual:
        return virtual, path
    bucket, slash, key = path.partition("/")
    if not slash or not key:
        raise ServiceError("ValidationError", f"TemplateURL must be a supported URL, not {url}")
    return bucket, key
