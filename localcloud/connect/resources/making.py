"""What the handlers of Connect's types share: properties to members, tags, deletion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.handlers import ResourceError, ResourceRequest

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def client(cloud: Cloud, request: ResourceRequest) -> Any:
    """Connect's API where the resource lives."""
    return cloud.client("connect", request.region)


def members(
    request: ResourceRequest, names: Mapping[str, str], *, apart: Collection[str] = ()
) -> dict[str, Any]:
    """The members of an operation's request from a resource's properties.

    Args:
        names: Which member each property is.
        apart: Properties that are dealt with otherwise.

    Raises:
        ResourceError: A property is neither.
    """
    unknown = sorted(set(request.properties) - set(names) - set(apart) - {"Tags"})
    if unknown:
        raise ResourceError(
            f"{request.type}: property {', '.join(unknown)} is not supported by the local cloud"
        )
    return {
        member: request.properties[name]
        for name, member in names.items()
        if request.properties.get(name) is not None
    }


def tags(properties: Mapping[str, Any] | None) -> dict[str, str]:
    """The tags of a resource, as Connect's API has them."""
    return {tag["Key"]: tag["Value"] for tag in (properties or {}).get("Tags") or ()}


def tagged(properties: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The member of a create operation that holds the tags; the API takes no empty one."""
    given = tags(properties)
    return {"Tags": given} if given else {}


def retag(cloud: Cloud, request: ResourceRequest, arn: str) -> None:
    """Gives and takes tags, on an update."""
    before, now = tags(request.previous), tags(request.properties)
    gone = sorted(set(before) - set(now))
    if gone:
        client(cloud, request).untag_resource(resourceArn=arn, tagKeys=gone)
    if now != before and now:
        client(cloud, request).tag_resource(resourceArn=arn, tags=now)


def if_there(call: Callable[..., Any], **request: Any) -> None:
    """Calls an operation that deletes; what is gone already is no error."""
    try:
        call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
