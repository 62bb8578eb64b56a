"""CloudFormation's type of a stream: most properties are changed by operations of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.cloudformation.api import Api, tag_changes
from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DAY_HOURS = 24


class StreamHandler(ResourceHandler):
    """AWS::Kinesis::Stream."""

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the stream."""
        return self._generic.create(cloud, request)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes what differs."""
        api = Api(cloud, request, "kinesis")
        name = {"StreamName": str(request.physical_id)}
        if request.changed("StreamModeDetails"):
            mode = request.properties.get("StreamModeDetails") or {"StreamMode": "PROVISIONED"}
            arn = request.attributes["Arn"]
            api.call("UpdateStreamMode", {"StreamARN": arn, "StreamModeDetails": dict(mode)})
        if request.changed("ShardCount") and request.properties.get("ShardCount"):
            count = {"TargetShardCount": request.properties["ShardCount"]}
            api.call("UpdateShardCount", {**name, **count, "ScalingType": "UNIFORM_SCALING"})
        if request.changed("RetentionPeriodHours"):
            self._retain(api, request, name)
        if request.changed("StreamEncryption"):
            self._encrypt(api, request, name)
        given, taken = tag_changes(request)
        if given:
            api.call("AddTagsToStream", {**name, "Tags": given})
        if taken:
            api.call("RemoveTagsFromStream", {**name, "TagKeys": taken})
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the stream."""
        self._generic.delete(cloud, request)

    @staticmethod
    def _retain(api: Api, request: ResourceRequest, name: dict[str, str]) -> None:
        hours = request.properties.get("RetentionPeriodHours") or DAY_HOURS
        before = (request.previous or {}).get("RetentionPeriodHours") or DAY_HOURS
        operation = "Increase" if hours > before else "Decrease"
        api.call(f"{operation}StreamRetentionPeriod", {**name, "RetentionPeriodHours": hours})

    @staticmethod
    def _encrypt(api: Api, request: ResourceRequest, name: dict[str, str]) -> None:
        encryption = request.properties.get("StreamEncryption")
        if encryption:
            api.call("StartStreamEncryption", {**name, **encryption})
            return
        before = (request.previous or {})["StreamEncryption"]
        api.call("StopStreamEncryption", {**name, **before})


HANDLERS = {"AWS::Kinesis::Stream": StreamHandler()}
