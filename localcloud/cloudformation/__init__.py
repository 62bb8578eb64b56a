"""CloudFormation of the local cloud: stacks, change sets, and the handlers that make resources."""

from localcloud.cloudformation.handlers import (
    ContributesHandlers,
    ReplacementNeeded,
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

__all__ = [
    "ContributesHandlers",
    "ReplacementNeeded",
    "ResourceError",
    "ResourceHandler",
    "ResourceRequest",
    "ResourceState",
]
