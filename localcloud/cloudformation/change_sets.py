"""The operations on change sets."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from localcloud.cloudformation import shapes
from localcloud.cloudformation.engine import Engine
from localcloud.cloudformation.paging import page
from localcloud.cloudformation.plan import NO_CHANGES
from localcloud.cloudformation.records import ChangeSet, Stack
from localcloud.errors import ServiceError
from localcloud.service import Call, partition_of


class ChangeSetOperations:
    """CreateChangeSet to ExecuteChangeSet."""

    engine: Engine

    def create_change_set(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Compares at once: the change set is there, or has failed, when this returns."""
        kind = request.get("ChangeSetType", "UPDATE")
        with self.engine.lock:
            stack, new = self._stack_for(call, request, kind)
            try:
                return self._create(call, request, kind, stack)
            except ServiceError:
                if new:
                    self.engine.stacks.forget(stack)
                raise

    def _stack_for(self, call: Call, request: dict[str, Any], kind: str) -> tuple[Stack, bool]:
        stacks, name = self.engine.stacks, request["StackName"]
        found = stacks.named(name, call.region)
        if kind == "IMPORT":
            raise ServiceError(
                "ValidationError", "The local cloud cannot import resources into a stack."
            )
        if kind == "UPDATE":
            stack = stacks.get(name, call.region)
            self.engine.refuse_if_busy(stack)
            return stack, False
        if found is None:
            stack = stacks.add(
                name=name,
                region=call.region,
                account=call.account,
                created=self.engine.cloud.clock.now(),
            )
            stack.become("REVIEW_IN_PROGRESS", stack.created, "User Initiated")
            return stack, True
        if found.status != "REVIEW_IN_PROGRESS":
            raise ServiceError(
                "ValidationError",
                f"Stack [{name}] already exists and cannot be created again with the changeSet "
                f"[{request['ChangeSetName']}].",
            )
        return found, False

    def _create(
        self, call: Call, request: dict[str, Any], kind: str, stack: Stack
    ) -> dict[str, Any]:
        name = request["ChangeSetName"]
        if any(c.name == name for c in stack.change_sets.values()):
            raise ServiceError("AlreadyExistsException", f"ChangeSet {name} already exists")
        desired = self.engine.desired(request, stack, call.region)
        identity = f"changeSet/{name}/{uuid.uuid4()}"
        change_set = ChangeSet(
            id=f"arn:{partition_of(call.region)}:cloudformation:{call.region}:{call.account}:"
            + identity,
            name=name,
            type=kind,
            desired=desired,
            created=self.engine.cloud.clock.now(),
            description=request.get("Description"),
            include_nested_stacks=bool(request.get("IncludeNestedStacks")),
        )
        planned = self.engine.plan(stack, desired)
        change_set.changes = planned.changes
        same_tags = stack.desired is not None and stack.desired.tags == desired.tags
        if kind == "UPDATE" and planned.empty and same_tags:
            change_set.status, change_set.reason = "FAILED", NO_CHANGES
            change_set.execution_status = "UNAVAILABLE"
        stack.change_sets[change_set.id] = change_set
        return {"Id": change_set.id, "StackId": stack.id}

    def describe_change_set(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A change set with its changes."""
        stack, change_set = self._change_set(call, request)
        return shapes.change_set(change_set, stack)

    def execute_change_set(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Begins to do what a change set says, and waits a little for its end."""
        with self.engine.lock:
            stack, change_set = self._change_set(call, request)
            if change_set.execution_status != "AVAILABLE":
                raise ServiceError(
                    "InvalidChangeSetStatus",
                    f"ChangeSet [{change_set.id}] cannot be executed in its current status of "
                    f"[{change_set.status}]",
                )
            self.engine.refuse_if_busy(stack)
            if request.get("DisableRollback"):
                change_set.desired = dataclasses.replace(change_set.desired, keep_on_failure=True)
            change_set.execution_status = "EXECUTE_COMPLETE"
            stack.change_sets.clear()
            stack.change_sets[change_set.id] = change_set
            stack.change_set_id = change_set.id
            begin = self.engine.create if change_set.type == "CREATE" else self.engine.update
            begin(stack, change_set.desired)
        self.engine.wait(stack)
        return {}

    def delete_change_set(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Forgets a change set; one that is not there is no error, as on AWS."""
        try:
            stack, change_set = self._change_set(call, request)
        except ServiceError as error:
            if error.code != "ChangeSetNotFound":
                raise
            return {}
        del stack.change_sets[change_set.id]
        return {}

    def list_change_sets(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The change sets of a stack."""
        stack = self.engine.stacks.get(request["StackName"], call.region)
        summaries = [shapes.change_set_summary(c, stack) for c in stack.change_sets.values()]
        return page("Summaries", summaries, request)

    def _change_set(self, call: Call, request: dict[str, Any]) -> tuple[Stack, ChangeSet]:
        return self.engine.stacks.change_set(
            request["ChangeSetName"], request.get("StackName"), call.region
        )
