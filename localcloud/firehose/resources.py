"""CloudFormation's type of a delivery stream: its update is one of its destination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes
from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceError, ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

CONFIGURATION = "ExtendedS3DestinationConfiguration"


class DeliveryStreamHandler(ResourceHandler):
    """AWS::KinesisFirehose::DeliveryStream."""

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the delivery stream."""
        return self._generic.create(cloud, request)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the destination, and the tags."""
        api = Api(cloud, request, "firehose")
        name = {"DeliveryStreamName": request.physical_id}
        previous = request.previous or {}
        names = {*request.properties, *previous} - {CONFIGURATION, "Tags"}
        if unfit := sorted(each for each in names if request.changed(each)):
            raise ResourceError(f"{api.resource}: property {', '.join(unfit)} cannot be changed")
        if request.changed(CONFIGURATION):
            described = api.call("DescribeDeliveryStream", name)["DeliveryStreamDescription"]
            folded: dict[str, Any] = api.fold(
                "UpdateDestination",
                {"ExtendedS3DestinationUpdate": request.properties[CONFIGURATION]},
            )
            api.call(
                "UpdateDestination",
                {
                    **name,
                    **folded,
                    "CurrentDeliveryStreamVersionId": described["VersionId"],
                    "DestinationId": described["Destinations"][0]["DestinationId"],
                },
            )
        given, taken = tag_changes(request)
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("TagDeliveryStream", {**name, "Tags": tags})
        if taken:
            api.call("UntagDeliveryStream", {**name, "TagKeys": taken})
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the delivery stream, once it has delivered."""
        self._generic.delete(cloud, request)


HANDLERS = {"AWS::KinesisFirehose::DeliveryStream": DeliveryStreamHandler()}
