"""CloudFormation of the local cloud: stacks, change sets, and the handlers that make resources."""

from localcloud.handlers import (
    ReplacementNeeded,
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

__all__ = [
    "ReplacementNeeded",
    "ResourceError",
    "ResourceHandler",
    "ResourceRequest",
    "ResourceState",
]
