"""AWS::Athena::WorkGroup, whose update names what it changes and what it takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes
from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

_REMOVED = ("BytesScannedCutoffPerQuery", "CustomerContentEncryptionConfiguration")
_RESULTS_REMOVED = (
    "OutputLocation",
    "EncryptionConfiguration",
    "ExpectedBucketOwner",
    "AclConfiguration",
)
_RENAMED = {
    name: f"{name}Updates" for name in ("ResultConfiguration", "ManagedQueryResultsConfiguration")
}


class WorkGroupHandler(ResourceHandler):
    """Makes workgroups through the API."""

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the workgroup."""
        return self._generic.create(cloud, request)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the workgroup."""
        api = Api(cloud, request, "athena")
        members: dict[str, Any] = {
            "WorkGroup": str(request.physical_id),
            "Description": request.properties.get("Description", ""),
            "State": request.properties.get("State", "ENABLED"),
        }
        if request.changed("WorkGroupConfiguration"):
            members["ConfigurationUpdates"] = self._updates(api, request)
        api.call("UpdateWorkGroup", members)
        given, taken = tag_changes(request)
        arn = {"ResourceARN": api.arn(f"workgroup/{request.physical_id}")}
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("TagResource", {**arn, "Tags": tags})
        if taken:
            api.call("UntagResource", {**arn, "TagKeys": taken})
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def _updates(self, api: Api, request: ResourceRequest) -> dict[str, Any]:
        wanted = request.properties.get("WorkGroupConfiguration") or {}
        before = (request.previous or {}).get("WorkGroupConfiguration") or {}
        renamed = {_RENAMED.get(name, name): value for name, value in wanted.items()}
        folded = api.fold("UpdateWorkGroup", {"ConfigurationUpdates": renamed})
        updates: dict[str, Any] = folded["ConfigurationUpdates"]
        updates |= _taken(before, wanted, _REMOVED)
        results = _taken(
            before.get("ResultConfiguration") or {},
            wanted.get("ResultConfiguration") or {},
            _RESULTS_REMOVED,
        )
        if results:
            updates.setdefault("ResultConfigurationUpdates", {}).update(results)
        return updates

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the workgroup."""
        self._generic.delete(cloud, request)


def _taken(
    before: Mapping[str, Any], wanted: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, bool]:
    """The members that say that a value is taken away."""
    return {f"Remove{name}": True for name in names if name in before and name not in wanted}


HANDLERS: Mapping[str, ResourceHandler] = {"AWS::Athena::WorkGroup": WorkGroupHandler()}
"""Who makes which type."""
