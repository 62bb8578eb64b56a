"""Policies that scale something between the limits of its target; nothing here carries them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, without
from localcloud.handlers import ResourceError, ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

SERVICE = "application-autoscaling"
TARGET = ("ResourceId", "ScalableDimension", "ServiceNamespace")
"""What names a scalable target, in the order in which its physical id has them."""


class ScalingPolicyHandler(ResourceHandler):
    """AWS::ApplicationAutoScaling::ScalingPolicy."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Puts the policy."""
        arn = self._put(cloud, request)
        target = _target(request)
        return ResourceState(
            physical_id=f"{arn}|{target['ScalableDimension']}", attributes={"Arn": arn, **target}
        )

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Puts the policy as it is now."""
        self._put(cloud, request)
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the policy."""
        members = {"PolicyName": request.properties["PolicyName"], **_target(request)}
        Api(cloud, request, SERVICE).call_if_there("DeleteScalingPolicy", members)

    @staticmethod
    def _put(cloud: Cloud, request: ResourceRequest) -> str:
        api = Api(cloud, request, SERVICE)
        properties = without(request.properties, {"ScalingTargetId"})
        members = api.fold("PutScalingPolicy", {**properties, **_target(request)})
        return str(api.call("PutScalingPolicy", members)["PolicyARN"])


def _target(request: ResourceRequest) -> dict[str, Any]:
    """The target's names: the policy's own, or those in the id of the target."""
    identity = request.properties.get("ScalingTargetId")
    if identity is None:
        return {name: request.properties.get(name) for name in TARGET}
    parts = str(identity).split("|")
    if len(parts) != len(TARGET):
        raise ResourceError(
            f"{request.type} {request.logical_id}: {identity} is no scalable target"
        )
    return dict(zip(TARGET, parts, strict=True))


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::ApplicationAutoScaling::ScalingPolicy": ScalingPolicyHandler()
}
