"""Types that stand for nothing outside their stack."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class NothingHandler(ResourceHandler):
    """Gives the resource an id, and no more."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:  # noqa: ARG002 - the handlers' signature
        """A new id."""
        return ResourceState(physical_id=str(uuid.uuid4()))

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:  # noqa: ARG002 - the handlers' signature
        """The same id."""
        return ResourceState(physical_id=str(request.physical_id))

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Nothing is there to delete."""


class WaitConditionHandleHandler(NothingHandler):
    """A handle: CloudFormation's place holder for a resource that does nothing."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """A URL of its own, as AWS gives one."""
        return ResourceState(physical_id=f"{cloud.endpoint}/{request.stack_name}/{uuid.uuid4()}")


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::CDK::Metadata": NothingHandler(),
    "AWS::CloudFormation::WaitConditionHandle": WaitConditionHandleHandler(),
}
