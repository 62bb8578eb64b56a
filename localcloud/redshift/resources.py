"""AWS::RedshiftServerless::Namespace and Workgroup, whose attributes are nested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

_NO_COUNTERPART = {
    "FinalSnapshotName",  # given to the deletion
    "FinalSnapshotRetentionPeriod",
    "NamespaceResourcePolicy",
    "SnapshotCopyConfigurations",
}


class RedshiftHandler(ResourceHandler):
    """Makes namespaces or workgroups through the API.

    Args:
        noun: ``Namespace`` or ``Workgroup``.
    """

    def __init__(self, noun: str) -> None:
        self._noun = noun

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes it."""
        api = Api(cloud, request, "redshift-serverless")
        properties = without(request.properties, _NO_COUNTERPART)
        operation = f"Create{self._noun}"
        return self._state(api.call(operation, api.fold(operation, properties)))

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes it."""
        api = Api(cloud, request, "redshift-serverless")
        operation = f"Update{self._noun}"
        properties = without(request.properties, {*_NO_COUNTERPART, "Tags"})
        members = api.fold(operation, properties, only_known=True)
        answer = api.call(operation, members)
        given, taken = tag_changes(request)
        arn = answer[self._noun.lower()][f"{self._noun.lower()}Arn"]
        if given:
            tags = [{"key": key, "value": value} for key, value in given.items()]
            api.call("TagResource", {"resourceArn": arn, "tags": tags})
        if taken:
            api.call("UntagResource", {"resourceArn": arn, "tagKeys": taken})
        return self._state(answer)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes it. No final snapshot is kept here."""
        api = Api(cloud, request, "redshift-serverless")
        name = {f"{self._noun.lower()}Name": str(request.physical_id)}
        api.call_if_there(f"Delete{self._noun}", name)

    def _state(self, answer: Mapping[str, Any]) -> ResourceState:
        found = answer[self._noun.lower()]
        attributes = dict(_nested(self._noun, found))
        name = str(found[f"{self._noun.lower()}Name"])
        return ResourceState(physical_id=name, attributes={f"{self._noun}Name": name, **attributes})


def _nested(prefix: str, value: Any) -> list[tuple[str, Any]]:
    """The values of an answer by their paths, as ``Fn::GetAtt`` names them."""
    if not isinstance(value, Mapping):
        return [(prefix, value)]
    return [
        pair
        for name, item in value.items()
        for pair in _nested(f"{prefix}.{name[:1].upper()}{name[1:]}", item)
    ]


HANDLERS: Mapping[str, ResourceHandler] = {
    "AWS::RedshiftServerless::Namespace": RedshiftHandler("Namespace"),
    "AWS::RedshiftServerless::Workgroup": RedshiftHandler("Workgroup"),
}
"""Who makes which type."""
