"""All stacks of the cloud, found by name or ARN, and what they export to each other."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime

from localcloud.cloudformation.records import ChangeSet, Stack
from localcloud.errors import ServiceError
from localcloud.service import partition_of


class Stacks:
    """The stacks of every region; a region's names are its own."""

    def __init__(self) -> None:
        self._stacks: dict[str, Stack] = {}

    def __iter__(self) -> Iterator[Stack]:
        return iter(list(self._stacks.values()))

    def add(self, *, name: str, region: str, account: str, created: datetime) -> Stack:
        """A new stack without anything in it.

        Raises:
            ServiceError: AlreadyExistsException, where a stack of that name is there.
        """
        if self.named(name, region) is not None:
            raise ServiceError("AlreadyExistsException", f"Stack [{name}] already exists")
        partition = partition_of(region)
        stack_id = f"arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid.uuid4()}"
        stack = Stack(id=stack_id, name=name, region=region, account=account, created=created)
        self._stacks[stack_id] = stack
        return stack

    def forget(self, stack: Stack) -> None:
        """Drops a stack that never came to be."""
        self._stacks.pop(stack.id, None)

    def named(self, name: str, region: str) -> Stack | None:
        """The stack of that name or ARN; a deleted one is only found by its ARN."""
        if name.startswith("arn:"):
            stack = self._stacks.get(name)
            return stack if stack and stack.region == region else None
        return next(
            (
                s
                for s in self
                if s.name == name and s.region == region and s.status != "DELETE_COMPLETE"
            ),
            None,
        )

    def get(self, name: str, region: str) -> Stack:
        """The stack of that name or ARN.

        Raises:
            ServiceError: ValidationError, where there is none.
        """
        stack = self.named(name, region)
        if stack is None:
            raise ServiceError("ValidationError", f"Stack with id {name} does not exist")
        return stack

    def change_set(self, name: str, stack_name: str | None, region: str) -> tuple[Stack, ChangeSet]:
        """A change set by its ARN, or by its name and its stack's.

        Raises:
            ServiceError: ChangeSetNotFound, or ValidationError for a name without a stack's.
        """
        if name.startswith("arn:"):
            for stack in self:
                if stack.region == region and name in stack.change_sets:
                    return stack, stack.change_sets[name]
        elif stack_name is None:
            raise ServiceError(
                "ValidationError", "StackName must be specified if ChangeSetName is not an ARN."
            )
        else:
            stack = self.get(stack_name, region)
            found = [c for c in stack.change_sets.values() if c.name == name]
            if found:
                return stack, found[-1]
        raise ServiceError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)

    def exporter(self, export: str, region: str) -> Stack | None:
        """The stack that exports a name, if one does."""
        return next((s for s in self if s.region == region and export in s.exports), None)

    def importers(self, export: str, region: str) -> list[Stack]:
        """The stacks that import a name."""
        return [s for s in self if s.region == region and export in s.imports]
