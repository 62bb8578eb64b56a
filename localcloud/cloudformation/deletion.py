"""A stack deleted: what depends on others first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from localcloud.cloudformation.graph import ordered
from localcloud.cloudformation.maker import Maker, ResourceFailed
from localcloud.cloudformation.records import Resource, Stack
from localcloud.cloudformation.registry import Registry

if TYPE_CHECKING:
    from localcloud.interface import Cloud

RETAINING = ("Retain", "RetainExceptOnCreate")


def dependents_first(resources: Iterable[Resource]) -> list[Resource]:
    """The resources so that each comes before those it needs."""
    by_id = {resource.definition.logical_id: resource for resource in resources}
    needs = {name: resource.requires & set(by_id) for name, resource in by_id.items()}
    return [by_id[name] for name in reversed(ordered(needs))]


def delete(*, cloud: Cloud, registry: Registry, stack: Stack, retained: frozenset[str]) -> None:
    """Deletes a stack's resources; those that cannot be deleted stay, and so does the stack.

    Args:
        retained: The logical ids to leave where they are, as DeleteStack names them.
    """
    maker = Maker(cloud=cloud, registry=registry, stack=stack)
    failed: list[str] = []
    for resource in dependents_first(stack.resources.values()):
        logical_id = resource.definition.logical_id
        if logical_id in retained or resource.definition.deletion_policy in RETAINING:
            maker.leave(resource)
            del stack.resources[logical_id]
            continue
        try:
            maker.delete(resource)
        except ResourceFailed:
            failed.append(logical_id)
        else:
            del stack.resources[logical_id]
    now = cloud.clock.now()
    if failed:
        stack.become(
            "DELETE_FAILED",
            now,
            f"The following resource(s) failed to delete: [{', '.join(failed)}].",
        )
        return
    stack.outputs, stack.imports, stack.deleted = [], set(), now
    stack.become("DELETE_COMPLETE", now)
