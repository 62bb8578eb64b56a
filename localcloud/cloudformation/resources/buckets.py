"""S3 buckets: each property is a call of its own, in shapes that differ from the template's."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.cloudformation.api import Api, tag_map, without
from localcloud.cloudformation.resources import bucket_shapes as shape
from localcloud.handlers import (
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)
from localcloud.service import partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 63


def _put(api: Api, operation: str, members: Mapping[str, Any]) -> None:
    api.call(operation, members)


def _put_logging(api: Api, operation: str, members: Mapping[str, Any]) -> None:
    """Turns access logs on; also before the target's policy lets them in.

    S3 looks at the policy when it delivers, so a template may make the policy later; moto looks
    at once. No logs are delivered here in either case.
    """
    try:
        api.call(operation, members)
    except ClientError as error:
        details = error.response["Error"]
        if (
            details["Code"] != "InvalidTargetBucketForLogging"
            or NO_POLICY not in details["Message"]
        ):
            raise
        LOG.info("%s: access logs are noted only, %s", api.resource, details["Message"])


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A property of a bucket, and the calls that set it and take it away.

    Args:
        member: The member of ``put`` that takes it.
        translate: From the template's shape to the API's.
        undo: The operation that takes it away; without one, ``absent`` is put.
        call: Makes the call of ``put``.
    """

    put: str
    member: str
    translate: Callable[[Any], Any]
    undo: str | None = None
    absent: Any = None
    call: Callable[[Api, str, Mapping[str, Any]], None] = _put


SETTINGS: dict[str, Setting] = {
    "PublicAccessBlockConfiguration": Setting(
        put="PutPublicAccessBlock",
        member="PublicAccessBlockConfiguration",
        translate=shape.same,
        undo="DeletePublicAccessBlock",
    ),
    "OwnershipControls": Setting(
        put="PutBucketOwnershipControls",
        member="OwnershipControls",
        translate=shape.same,
        undo="DeleteBucketOwnershipControls",
    ),
    "BucketEncryption": Setting(
        put="PutBucketEncryption",
        member="ServerSideEncryptionConfiguration",
        translate=shape.encryption,
        undo="DeleteBucketEncryption",
    ),
    "VersioningConfiguration": Setting(
        put="PutBucketVersioning",
        member="VersioningConfiguration",
        translate=shape.same,
        absent={"Status": "Suspended"},
    ),
    "LifecycleConfiguration": Setting(
        put="PutBucketLifecycleConfiguration",
        member="LifecycleConfiguration",
        translate=shape.lifecycle,
        undo="DeleteBucketLifecycle",
    ),
    "CorsConfiguration": Setting(
        put="PutBucketCors",
        member="CORSConfiguration",
        translate=shape.cors,
        undo="DeleteBucketCors",
    ),
    "LoggingConfiguration": Setting(
        put="PutBucketLogging",
        member="BucketLoggingStatus",
        translate=shape.logging,
        absent={},
        call=_put_logging,
    ),
    "NotificationConfiguration": Setting(
        put="PutBucketNotificationConfiguration",
        member="NotificationConfiguration",
        translate=shape.notifications,
        absent={},
    ),
    "AccelerateConfiguration": Setting(
        put="PutBucketAccelerateConfiguration",
        member="AccelerateConfiguration",
        translate=lambda value: {"Status": value["AccelerationStatus"]},
        absent={"Status": "Suspended"},
    ),
    "WebsiteConfiguration": Setting(
        put="PutBucketWebsite",
        member="WebsiteConfiguration",
        translate=shape.website,
        undo="DeleteBucketWebsite",
    ),
    "Tags": Setting(
        put="PutBucketTagging",
        member="Tagging",
        translate=lambda tags: {
            "TagSet": [{"Key": key, "Value": value} for key, value in tag_map(tags).items()]
        },
        undo="DeleteBucketTagging",
    ),
}
LOG = logging.getLogger(__name__)

NO_POLICY = "necessary permissions"
ON_CREATE = ("AccessControl", "BucketName", "ObjectLockEnabled")


class BucketHandler(ResourceHandler):
    """AWS::S3::Bucket."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the bucket, then its settings."""
        api = Api(cloud, request, "s3")
        self._refuse_unknown(api, request)
        given = request.properties
        name = given.get("BucketName") or api.name(limit=NAME_LIMIT, lower=True)
        members: dict[str, Any] = {"Bucket": name}
        if given.get("AccessControl"):
            members["ACL"] = shape.canned_acl(given["AccessControl"])
        if given.get("ObjectLockEnabled"):
            members["ObjectLockEnabledForBucket"] = True
        if request.region != "us-east-1":
            members["CreateBucketConfiguration"] = {"LocationConstraint": request.region}
        api.call("CreateBucket", members)
        state = ResourceState(physical_id=name, attributes=self._attributes(name, request))
        try:
            self._set(api, name, request)
        except (ClientError, ResourceError) as error:
            raise ResourceError(str(error), made=state) from error
        return state

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the settings that differ."""
        api = Api(cloud, request, "s3")
        self._refuse_unknown(api, request)
        if request.changed(*(n for n in ON_CREATE if n != "BucketName")):
            raise ResourceError(f"{api.resource}: AccessControl cannot be changed here")
        self._set(api, str(request.physical_id), request)
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the bucket; S3 refuses while it has objects."""
        api = Api(cloud, request, "s3")
        api.call_if_there("DeleteBucket", {"Bucket": str(request.physical_id)})

    def _refuse_unknown(self, api: Api, request: ResourceRequest) -> None:
        unknown = without(request.properties, {*SETTINGS, *ON_CREATE})
        if unknown:
            raise ResourceError(
                f"{api.resource}: property {', '.join(unknown)} is not known to the local cloud, "
                "which would lose it"
            )

    def _set(self, api: Api, name: str, request: ResourceRequest) -> None:
        previous = request.previous or {}
        for prop, setting in SETTINGS.items():
            value = request.properties.get(prop)
            if value == previous.get(prop):
                continue
            if value is not None:
                members = {"Bucket": name, setting.member: setting.translate(value)}
                setting.call(api, setting.put, members)
            elif setting.undo:
                api.call(setting.undo, {"Bucket": name})
            else:
                api.call(setting.put, {"Bucket": name, setting.member: setting.absent})

    def _attributes(self, name: str, request: ResourceRequest) -> Mapping[str, str]:
        region = request.region
        return {
            "Arn": f"arn:{partition_of(region)}:s3:::{name}",
            "DomainName": f"{name}.s3.amazonaws.com",
            "DualStackDomainName": f"{name}.s3.dualstack.{region}.amazonaws.com",
            "RegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
            "WebsiteURL": f"http://{name}.s3-website-{region}.amazonaws.com",
        }


HANDLERS: dict[str, ResourceHandler] = {"AWS::S3::Bucket": BucketHandler()}
