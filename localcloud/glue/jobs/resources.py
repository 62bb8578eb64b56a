"""AWS::Glue::Job: created by its API; an update takes the whole definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class JobHandler(ResourceHandler):
    """Makes Glue's jobs."""

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the job."""
        return self._generic.create(cloud, request)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the job its new definition, and its tags."""
        api = Api(cloud, request, "glue")
        name = str(request.physical_id)
        properties = without(request.properties, {"Name", "Tags"})
        definition = api.fold("CreateJob", properties)
        api.call("UpdateJob", {"JobName": name, "JobUpdate": definition})
        given, taken = tag_changes(request)
        arn = api.arn(f"job/{name}")
        if given:
            api.call("TagResource", {"ResourceArn": arn, "TagsToAdd": given})
        if taken:
            api.call("UntagResource", {"ResourceArn": arn, "TagsToRemove": taken})
        return ResourceState(physical_id=name, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the job."""
        self._generic.delete(cloud, request)


HANDLERS: Mapping[str, ResourceHandler] = {"AWS::Glue::Job": JobHandler()}
"""Who makes which type."""
