"""What a service of the local cloud is: the operations of one AWS API that it answers itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from botocore import xform_name

if TYPE_CHECKING:
    from localcloud.handlers import ResourceHandler
    from localcloud.interface import Cloud

ACCOUNT = "123456789012"
"""The one account that this cloud has; moto's default."""


def partition_of(region: str) -> str:
    """The partition that a region is in, such as ``aws-cn``."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


@dataclass(frozen=True)
class Call:
    """One call of an operation, as the gateway received it."""

    service: str
    operation: str
    region: str
    request_id: str
    account: str = ACCOUNT


Operation = Callable[[Call, dict[str, Any]], dict[str, Any] | None]


class Service:
    """The operations of one AWS API that the local cloud answers itself.

    An operation is a method named for it in snake case, which takes the call and the request in
    the shape of botocore's model and returns the response in that shape. The request has been
    validated. An operation without a method is moto's.

    Args:
        cloud: The cloud that it is part of: its clients, its clock, its other services.
    """

    api: ClassVar[str]
    """The service's name in botocore, such as ``lexv2-runtime``."""

    resource_handlers: ClassVar[Mapping[str, ResourceHandler]] = {}
    """The CloudFormation types that this service creates, by type name."""

    running_types: ClassVar[frozenset[str]] = frozenset()
    """The CloudFormation types that do here what they do on AWS; others are only recorded."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def operation(self, name: str) -> Operation | None:
        """The method that answers an operation of the API, if this service has one."""
        method: Operation | None = getattr(self, xform_name(name), None)
        return method

    def start(self) -> None:
        """Called once the cloud has all its services."""

    def flush(self) -> None:
        """Writes what it has still to write to logs, before somebody reads them."""

    def close(self) -> None:
        """Ends the threads and processes of the service."""
