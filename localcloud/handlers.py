"""What the engine asks of whoever makes a resource.

A service contributes handlers for types of its own in ``Service.resource_handlers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from localcloud.interface import Cloud


@dataclass(frozen=True, kw_only=True)
class ResourceRequest:
    """One resource to be created, updated or deleted; every intrinsic function is resolved.

    Args:
        type: The resource type, such as ``AWS::Lex::Bot``.
        logical_id: Its name in the template.
        stack_name: The stack it belongs to.
        stack_id: That stack's ARN.
        region: Where it lives.
        account: Whose it is, twelve digits.
        properties: The properties as the template wants them, validated against the type's schema;
            on deletion those it was made with.
        physical_id: What ``Ref`` gives; None on creation.
        previous: On an update, the properties it has now.
        attributes: On an update or a deletion, what the last create or update answered.
    """

    type: str
    logical_id: str
    stack_name: str
    stack_id: str
    region: str
    account: str
    properties: Mapping[str, Any]
    physical_id: str | None = None
    previous: Mapping[str, Any] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def changed(self, *names: str) -> bool:
        """Whether one of these properties differs from the one it has now (always, if new)."""
        return self.previous is None or any(
            self.properties.get(name) != self.previous.get(name) for name in names
        )


@dataclass(frozen=True, kw_only=True)
class ResourceState:
    """A resource as it is after a create or an update.

    Args:
        physical_id: What ``Ref`` gives.
        attributes: What ``Fn::GetAtt`` gives, by name; a nested one is ``"Endpoint.Address"``.
    """

    physical_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


class ResourceError(Exception):
    """The resource cannot be as the template wants it.

    Args:
        reason: The sentence that the stack's events show.
        made: Set when the resource exists although its creation failed half-way: the roll-back
            deletes it.
    """

    def __init__(self, reason: str, *, made: ResourceState | None = None) -> None:
        super().__init__(reason)
        self.made = made


class ReplacementNeeded(Exception):  # noqa: N818 - a signal to the engine, not an error
    """Raised by ``update``: this change cannot be made in place, so make a new one."""


class ResourceHandler(Protocol):
    """Makes the resources of one or more types.

    A ``botocore.exceptions.ClientError``, a ``ServiceError`` or a ``ResourceError`` fails the
    resource with its message. Whether an update replaces the resource follows from the
    ``createOnlyProperties`` of its schema; a handler may ask for it with ``ReplacementNeeded``.

    ``runs`` is False for what is only recorded here: nothing happens because it exists.
    """

    runs: bool = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Make the resource."""
        ...

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Change the resource from ``request.previous`` to ``request.properties``, in place."""
        ...

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Remove the resource; one that is gone already is no error."""
        ...
