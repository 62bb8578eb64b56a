"""One resource at a time: created, updated, replaced or deleted, with the events to watch."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from localcloud.cloudformation import schema
from localcloud.cloudformation.records import Resource, Stack
from localcloud.cloudformation.registry import Registry
from localcloud.cloudformation.replacement import replaced_by
from localcloud.cloudformation.template import ResourceDefinition
from localcloud.errors import ServiceError
from localcloud.handlers import (
    ReplacementNeeded,
    ResourceError,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)
REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


class ResourceFailed(Exception):  # noqa: N818 - the state of a resource, which the engine handles
    """A resource could not be made, changed or deleted; its events say why."""

    def __init__(self, logical_id: str, reason: str) -> None:
        super().__init__(reason)
        self.logical_id = logical_id
        self.reason = reason


class Maker:
    """Makes the resources of a stack through their handlers."""

    def __init__(self, *, cloud: Cloud, registry: Registry, stack: Stack) -> None:
        self._cloud = cloud
        self._registry = registry
        self._stack = stack

    def create(self, definition: ResourceDefinition, properties: Mapping[str, Any]) -> Resource:
        """A new resource.

        Raises:
            ResourceFailed: It was not made; or half-way, then it is left in the stack for the
                roll-back to delete.
        """
        resource = self._record(definition, properties)
        self._stack.resources[definition.logical_id] = resource
        self._note(resource, "CREATE_IN_PROGRESS")
        return self._created(resource)

    def replace(
        self, old: Resource, definition: ResourceDefinition, properties: Mapping[str, Any]
    ) -> Resource:
        """A new resource in the place of an old one, which stays until the clean-up."""
        resource = self._record(definition, properties)
        resource.status = "UPDATE_IN_PROGRESS"
        self._note(old, "UPDATE_IN_PROGRESS", REPLACING)
        try:
            return self._created(resource, verb="UPDATE")
        finally:
            if resource.physical_id:
                self._stack.resources[definition.logical_id] = resource

    def _created(self, resource: Resource, verb: str = "CREATE") -> Resource:
        try:
            self._validated(resource)
            state = self._handler(resource).create(self._cloud, self._request(resource))
        except Exception as error:
            if isinstance(error, ResourceError) and error.made is not None:
                resource.physical_id = error.made.physical_id
                resource.attributes = error.made.attributes
            raise self._failed(resource, f"{verb}_FAILED", error) from error
        return self._done(resource, state, f"{verb}_COMPLETE")

    def update(
        self, old: Resource, definition: ResourceDefinition, properties: Mapping[str, Any]
    ) -> Resource:
        """The resource with new properties: in place, or a new one where that cannot be.

        Raises:
            ResourceFailed: It could not be changed; the roll-back changes it back.
        """
        new = self._record(definition, properties)
        if definition.type != old.definition.type:
            raise self._failed(
                new,
                "UPDATE_FAILED",
                ResourceError(
                    f"Update of resource type is not permitted. The new template modifies resource "
                    f"type of the following resources: [{definition.logical_id}]"
                ),
            )
        cause = replaced_by(definition.type, old.properties, new.properties)
        if cause:
            self._refuse_custom_name(old, new)
            return self.replace(old, definition, properties)
        new.physical_id, new.attributes = old.physical_id, old.attributes
        self._note(new, "UPDATE_IN_PROGRESS")
        try:
            self._validated(new)
        except ResourceError as error:
            raise self._failed(new, "UPDATE_FAILED", error) from error
        self._stack.resources[definition.logical_id] = new
        try:
            state = self._handler(new).update(self._cloud, self._request(new, old))
        except ReplacementNeeded:
            self._stack.resources[definition.logical_id] = old
            self._refuse_custom_name(old, new)
            return self.replace(old, definition, properties)
        except Exception as error:
            raise self._failed(new, "UPDATE_FAILED", error) from error
        return self._done(new, state, "UPDATE_COMPLETE")

    def differs(
        self, old: Resource, definition: ResourceDefinition, properties: Mapping[str, Any]
    ) -> bool:
        """Whether a resource is not yet what the template wants."""
        wanted = self._record(definition, properties)
        return definition.type != old.definition.type or wanted.properties != old.properties

    def keep(self, old: Resource, definition: ResourceDefinition) -> None:
        """Leaves a resource as it is, under what the template now says of its policies."""
        kept = dataclasses.replace(old, definition=definition)
        self._stack.resources[definition.logical_id] = kept

    def restore(self, before: Resource, now: Resource) -> Resource:
        """Gives a resource the properties that it had before a failed update.

        Raises:
            ResourceFailed: It does not take them.
        """
        if now.properties == before.properties:
            return before
        back = dataclasses.replace(before)
        self._note(back, "UPDATE_IN_PROGRESS")
        try:
            state = self._handler(back).update(self._cloud, self._request(back, now))
        except Exception as error:
            raise self._failed(back, "UPDATE_FAILED", error) from error
        return self._done(back, state, "UPDATE_COMPLETE")

    def delete(self, resource: Resource) -> None:
        """Deletes a resource.

        Raises:
            ResourceFailed: It is still there.
        """
        self._note(resource, "DELETE_IN_PROGRESS")
        if resource.physical_id:
            try:
                self._handler(resource).delete(self._cloud, self._request(resource))
            except Exception as error:
                raise self._failed(resource, "DELETE_FAILED", error) from error
        self._note(resource, "DELETE_COMPLETE")

    def leave(self, resource: Resource) -> None:
        """Keeps a resource that its policy retains, outside the stack."""
        self._note(resource, "DELETE_SKIPPED")

    def _record(self, definition: ResourceDefinition, properties: Mapping[str, Any]) -> Resource:
        known = schema.of(definition.type)
        return Resource(
            definition=definition,
            properties=schema.coerced(known, properties) if known else dict(properties),
            changed=self._cloud.clock.now(),
            runs=self._registry.runs(definition.type),
        )

    def _validated(self, resource: Resource) -> None:
        known = schema.of(resource.definition.type)
        found = schema.problems(known, resource.properties) if known else []
        if found:
            raise ResourceError(
                f"Properties validation failed for resource {resource.definition.logical_id} "
                f"({resource.definition.type}) with message: {'; '.join(found)}"
            )

    def _refuse_custom_name(self, old: Resource, new: Resource) -> None:
        """CloudFormation cannot make a second resource of the name that a person gave."""
        known = schema.of(new.definition.type)
        names = known.primary_identifier if known else ()
        given = new.properties.get(names[0]) if len(names) == 1 else None
        if given is not None and old.properties.get(names[0]) == given:
            error = ResourceError(
                "CloudFormation cannot update a stack when a custom-named resource requires "
                f"replacing. Rename {given} and update the stack again."
            )
            raise self._failed(new, "UPDATE_FAILED", error)

    def _handler(self, resource: Resource) -> Any:
        handler = self._registry.handler(resource.definition.type)
        if handler is None:
            raise ResourceError(f"Nobody makes resources of type {resource.definition.type} here.")
        return handler

    def _request(self, resource: Resource, old: Resource | None = None) -> ResourceRequest:
        return ResourceRequest(
            type=resource.definition.type,
            logical_id=resource.definition.logical_id,
            stack_name=self._stack.name,
            stack_id=self._stack.id,
            region=self._stack.region,
            account=self._stack.account,
            properties=resource.properties,
            physical_id=resource.physical_id or None,
            previous=old.properties if old else None,
            attributes=resource.attributes,
        )

    def _done(self, resource: Resource, state: ResourceState, status: str) -> Resource:
        resource.physical_id, resource.attributes = state.physical_id, state.attributes
        self._note(resource, status)
        return resource

    def _failed(self, resource: Resource, status: str, error: Exception) -> ResourceFailed:
        reason = _reason(error)
        if not isinstance(error, ResourceError | ServiceError | ClientError | BotoCoreError):
            LOG.error("%s %s", resource.definition.type, reason, exc_info=error)
        self._note(resource, status, reason)
        return ResourceFailed(resource.definition.logical_id, reason)

    def _note(self, resource: Resource, status: str, reason: str | None = None) -> None:
        resource.status, resource.reason = status, reason
        resource.changed = self._cloud.clock.now()
        self._stack.note(
            logical_id=resource.definition.logical_id,
            physical_id=resource.physical_id,
            type=resource.definition.type,
            status=status,
            at=resource.changed,
            reason=reason,
            properties=resource.properties,
        )


def _reason(error: Exception) -> str:
    """The sentence of an error for the stack's events."""
    if isinstance(error, ClientError):
        details = error.response.get("Error", {})
        return (
            f'Resource handler returned message: "{details.get("Message", "")}" '
            f"({error.operation_name}: {details.get('Code', 'Unknown')})"
        )
    if isinstance(error, NotImplementedError):
        return f"The local cloud cannot do this: {error}"
    if isinstance(error, ResourceError | ServiceError):
        return str(error)
    return f"{type(error).__name__}: {error}"
