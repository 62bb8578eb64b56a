"""EventBridge rules with their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.handlers import (
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 64


class RuleHandler(ResourceHandler):
    """AWS::Events::Rule."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Puts the rule, then its targets."""
        api = Api(cloud, request, "events")
        name = request.properties.get("Name") or api.name(limit=NAME_LIMIT)
        members = api.fold("PutRule", {**without(request.properties, {"Targets"}), "Name": name})
        arn = api.call("PutRule", members)["RuleArn"]
        self._put_targets(api, name, request)
        return ResourceState(physical_id=name, attributes={"Arn": arn, "RuleName": name})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Puts the rule and its targets again, and removes those that are gone."""
        api = Api(cloud, request, "events")
        name = str(request.physical_id)
        own = without(request.properties, {"Targets", "Tags"})
        api.call("PutRule", api.fold("PutRule", {**own, "Name": name}))
        kept = {target["Id"] for target in request.properties.get("Targets") or ()}
        before = (request.previous or {}).get("Targets") or ()
        gone = [target["Id"] for target in before if target["Id"] not in kept]
        if gone:
            api.call("RemoveTargets", {**self._identity(request), "Ids": gone})
        self._put_targets(api, name, request)
        arn = request.attributes["Arn"]
        given, taken = tag_changes(request)
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("TagResource", {"ResourceARN": arn, "Tags": tags})
        if taken:
            api.call("UntagResource", {"ResourceARN": arn, "TagKeys": taken})
        return ResourceState(physical_id=name, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the targets, then the rule."""
        api = Api(cloud, request, "events")
        ids = [target["Id"] for target in request.properties.get("Targets") or ()]
        if ids:
            api.call_if_there("RemoveTargets", {**self._identity(request), "Ids": ids})
        identity = self._identity(request)
        identity["Name"] = identity.pop("Rule")
        api.call_if_there("DeleteRule", identity)

    def _identity(self, request: ResourceRequest) -> dict[str, Any]:
        bus = request.properties.get("EventBusName")
        identity = {"Rule": str(request.physical_id)}
        return {**identity, "EventBusName": bus} if bus else identity

    def _put_targets(self, api: Api, name: str, request: ResourceRequest) -> None:
        targets = request.properties.get("Targets")
        if not targets:
            return
        given = {"Rule": name, "Targets": targets}
        if request.properties.get("EventBusName"):
            given["EventBusName"] = request.properties["EventBusName"]
        answer = api.call("PutTargets", api.fold("PutTargets", given))
        for entry in answer.get("FailedEntries") or ():
            raise ResourceError(
                f"{api.resource}: target {entry.get('TargetId')} was refused: "
                f"{entry.get('ErrorMessage')}"
            )


HANDLERS: dict[str, ResourceHandler] = {"AWS::Events::Rule": RuleHandler()}
