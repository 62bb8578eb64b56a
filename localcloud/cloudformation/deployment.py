"""A stack made or changed, from the first resource to the last, or back to what it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from localcloud.cloudformation import outputs, plan
from localcloud.cloudformation.deletion import dependents_first
from localcloud.cloudformation.graph import dependencies, ordered
from localcloud.cloudformation.maker import Maker, ResourceFailed
from localcloud.cloudformation.records import Desired, Resource, Stack
from localcloud.cloudformation.registry import Registry
from localcloud.cloudformation.stacks import Stacks
from localcloud.cloudformation.surroundings import Surroundings
from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class Deployment:
    """One create or update of a stack.

    Args:
        desired: What the stack is to be.
    """

    def __init__(
        self,
        *,
        cloud: Cloud,
        stacks: Stacks,
        registry: Registry,
        stack: Stack,
        desired: Desired,
    ) -> None:
        self._cloud = cloud
        self._stacks = stacks
        self._stack = stack
        self._desired = desired
        self._maker = Maker(cloud=cloud, registry=registry, stack=stack)
        self._before = dict(stack.resources)
        self._superseded: list[Resource] = []

    def create(self) -> None:
        """Makes a new stack; where a resource fails, deletes what was made."""
        try:
            self._make()
        except (ResourceFailed, ServiceError) as error:
            if self._desired.keep_on_failure:
                self._become("CREATE_FAILED", _reason(error, "create"))
                return
            self._become(
                "ROLLBACK_IN_PROGRESS",
                f"{_reason(error, 'create')} Rollback requested by user.",
            )
            gone = self._remove(reversed(list(self._stack.resources.values())), on_create=True)
            self._stack.resources = {r.definition.logical_id: r for r in gone}
            self._become("ROLLBACK_FAILED" if gone else "ROLLBACK_COMPLETE")
            return
        self._become("CREATE_COMPLETE")

    def update(self) -> None:
        """Changes a stack; where a resource fails, changes back what was changed."""
        previous = self._stack.desired
        try:
            order = self._make()
        except (ResourceFailed, ServiceError) as error:
            if self._desired.keep_on_failure:
                self._become("UPDATE_FAILED", _reason(error, "update"))
                return
            self._become("UPDATE_ROLLBACK_IN_PROGRESS", _reason(error, "update"))
            self._stack.desired = previous
            self._roll_back()
            return
        self._become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        removed = [r for name, r in self._stack.resources.items() if name not in order]
        for resource in removed:
            del self._stack.resources[resource.definition.logical_id]
        self._remove(reversed(self._superseded), replaced=True)
        self._remove(dependents_first(removed))
        self._become("UPDATE_COMPLETE")

    def _make(self) -> list[str]:
        """Creates and changes the resources in order, and sets the outputs."""
        stack, desired = self._stack, self._desired
        surroundings = Surroundings(
            cloud=self._cloud,
            stacks=self._stacks,
            stack=stack,
            desired=desired,
            made=stack.resources,
        )
        resolver = surroundings.resolver()
        resources = plan.active(desired, resolver)
        needs = dependencies(resources, resolver.condition)
        order = ordered(needs)
        for logical_id in order:
            definition = resources[logical_id]
            old = stack.resources.get(logical_id)
            try:
                properties = resolver.resolve(dict(definition.properties))
            except ServiceError as error:
                raise ResourceFailed(logical_id, error.message) from error
            if old is None:
                self._maker.create(definition, properties)
            elif self._maker.differs(old, definition, properties):
                new = self._maker.update(old, definition, properties)
                if new.physical_id != old.physical_id:
                    self._superseded.append(old)
            else:
                self._maker.keep(old, definition)
            stack.resources[logical_id].requires = frozenset(needs[logical_id])
        values = outputs.resolve(desired, resolver)
        outputs.check_exports(stack, values, self._stacks)
        stack.outputs = values
        stack.imports = surroundings.imported
        stack.desired = desired
        return order

    def _roll_back(self) -> None:
        """Gives every resource the properties it had, then deletes what is new."""
        failed = False
        surplus: list[Resource] = []
        for logical_id, now in list(self._stack.resources.items()):
            before = self._before.get(logical_id)
            if before is None:
                surplus.append(now)
            elif now is not before:
                failed |= not self._restore(before, now, surplus)
        self._stack.resources = dict(self._before)
        if not failed:
            self._become("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        self._remove(reversed(surplus), on_create=True)
        if failed:
            self._become(
                "UPDATE_ROLLBACK_FAILED", "A resource could not be given its former properties."
            )
        else:
            self._become("UPDATE_ROLLBACK_COMPLETE")

    def _restore(self, before: Resource, now: Resource, surplus: list[Resource]) -> bool:
        if now.physical_id and now.physical_id != before.physical_id:
            surplus.append(now)
            return True
        refused = now.status == "UPDATE_FAILED"
        try:
            self._before[before.definition.logical_id] = self._maker.restore(before, now)
        except ResourceFailed:
            # A change that the API refused has changed nothing, so there is nothing to undo.
            return refused
        return True

    def _remove(
        self, resources: Iterable[Resource], *, on_create: bool = False, replaced: bool = False
    ) -> list[Resource]:
        """Deletes resources as far as their policies let it; gives back those that failed."""
        failed = []
        for resource in resources:
            definition = resource.definition
            policy = definition.update_replace_policy if replaced else definition.deletion_policy
            if policy == "Retain" or (policy == "RetainExceptOnCreate" and not on_create):
                self._maker.leave(resource)
                continue
            try:
                self._maker.delete(resource)
            except ResourceFailed:
                failed.append(resource)
        return failed

    def _become(self, status: str, reason: str | None = None) -> None:
        self._stack.become(status, self._cloud.clock.now(), reason)


def _reason(error: ResourceFailed | ServiceError, verb: str) -> str:
    if isinstance(error, ResourceFailed):
        return f"The following resource(s) failed to {verb}: [{error.logical_id}]."
    return f"{error.message}."
