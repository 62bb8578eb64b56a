"""What all groups of operations of the ``connect`` API share."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.connect.api.documents import Document, Documents, Where
from localcloud.connect.places import last_part
from localcloud.errors import ServiceError
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEFAULT_PAGE = 100


class ConnectParts(Service):
    """The parts that the operations work with. Instances and tags are moto's.

    Attributes:
        documents: All that the instances have.
    """

    api = "connect"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.documents = Documents()

    def where(self, call: Call, request: Mapping[str, Any]) -> Where:
        """The instance that a request is about.

        Raises:
            ServiceError: ResourceNotFoundException, where there is no such instance.
        """
        instance = last_part(request["InstanceId"])
        self.instance(call.region, instance)
        return call.region, instance

    def instance(self, region: str, id: str) -> dict[str, Any]:  # noqa: A002
        """An instance as DescribeInstance shows it; raises as ``where``."""
        try:
            found = self.cloud.moto("connect", region).describe_instance(InstanceId=id)
        except ClientError as error:
            message = f"There is no instance {id}."
            raise ServiceError("ResourceNotFoundException", message, 404) from error
        instance: dict[str, Any] = found["Instance"]
        return instance

    def make(
        self, call: Call, where: Where, kind: str, request: Mapping[str, Any], **more: Any
    ) -> Document:
        """A new document of a kind with the members of a request; its tags are kept by moto.

        Args:
            more: Further members; ``Arn`` where it is not below the instance's.

        Raises:
            ServiceError: DuplicateResourceException, where its name is taken.
        """
        name = request.get("Name")
        if name is not None and any(d["Name"] == name for d in self.documents.all(where, kind)):
            message = f"The name {name!r} is taken by another {kind.replace('-', ' ')}."
            raise ServiceError("DuplicateResourceException", message, 409)
        id_ = more.pop("Id", None) or str(uuid.uuid4())
        document = {
            **{k: v for k, v in request.items() if k not in ("InstanceId", "Tags", "ClientToken")},
            "Id": id_,
            "Arn": more.pop("Arn", None) or f"{self.instance(*where)['Arn']}/{kind}/{id_}",
            "LastModifiedTime": self.cloud.clock.now(),
            "LastModifiedRegion": call.region,
            **more,
        }
        self.documents.keep(where, kind, id_, document)
        self.tag(call.region, document["Arn"], request.get("Tags"))
        return document

    def change(self, document: Document, request: Mapping[str, Any], *names: str) -> None:
        """Takes over the members of a request that are given."""
        document.update({name: request[name] for name in names if name in request})
        document["LastModifiedTime"] = self.cloud.clock.now()

    def tag(self, region: str, arn: str, tags: Mapping[str, str] | None) -> None:
        """Gives a resource tags."""
        if tags:
            self.cloud.moto("connect", region).tag_resource(resourceArn=arn, tags=dict(tags))

    def tags(self, region: str, arn: str) -> dict[str, str]:
        """The tags of a resource."""
        found = self.cloud.moto("connect", region).list_tags_for_resource(resourceArn=arn)
        tags: dict[str, str] = found["tags"]
        return tags


def listed(member: str, items: Sequence[Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a list that a request asks for.

    Raises:
        ServiceError: InvalidParameterException for a token that no answer gave.
    """
    token = request.get("NextToken") or "0"
    if not token.isdigit() or int(token) > len(items):
        raise ServiceError(
            "InvalidParameterException", f"NextToken {token!r} is none that an answer gave."
        )
    start, size = int(token), int(request.get("MaxResults") or DEFAULT_PAGE)
    answer: dict[str, Any] = {member: list(items[start : start + size])}
    if start + size < len(items):
        answer["NextToken"] = str(start + size)
    return answer


def summary(document: Document, **more: Any) -> dict[str, Any]:
    """Id, ARN and name of a document, as lists show them."""
    shown = ("Id", "Arn", "Name", "LastModifiedTime", "LastModifiedRegion")
    return {**{name: document[name] for name in shown if name in document}, **more}
