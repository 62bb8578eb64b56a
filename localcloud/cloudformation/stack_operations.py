"""The operations that make, change and delete stacks without a change set."""

from __future__ import annotations

from typing import Any

from localcloud.cloudformation.engine import Engine
from localcloud.errors import ServiceError
from localcloud.service import Call


class StackOperations:
    """CreateStack, UpdateStack, DeleteStack and what protects a stack."""

    engine: Engine

    def create_stack(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Begins to make a stack."""
        engine = self.engine
        with engine.lock:
            stack = engine.stacks.add(
                name=request["StackName"],
                region=call.region,
                account=call.account,
                created=engine.cloud.clock.now(),
            )
            try:
                desired = engine.desired(request, None, call.region)
                engine.plan(stack, desired)
            except ServiceError:
                engine.stacks.forget(stack)
                raise
            stack.termination_protection = bool(request.get("EnableTerminationProtection"))
            engine.create(stack, desired)
        engine.wait(stack)
        return {"StackId": stack.id}

    def update_stack(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Begins to change a stack."""
        engine = self.engine
        with engine.lock:
            stack = engine.stacks.get(request["StackName"], call.region)
            engine.refuse_if_busy(stack)
            if stack.status in ("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"):
                raise ServiceError(
                    "ValidationError",
                    f"Stack:{stack.id} is in {stack.status} state and can not be updated.",
                )
            desired = engine.desired(request, stack, call.region)
            same_tags = stack.desired is not None and stack.desired.tags == desired.tags
            if engine.plan(stack, desired).empty and same_tags:
                raise ServiceError("ValidationError", "No updates are to be performed.")
            engine.update(stack, desired)
        engine.wait(stack)
        return {"StackId": stack.id}

    def delete_stack(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Begins to delete a stack; one that is not there is no error, as on AWS."""
        engine = self.engine
        with engine.lock:
            stack = engine.stacks.named(request["StackName"], call.region)
            if stack is None or stack.status == "DELETE_COMPLETE":
                return {}
            engine.refuse_if_busy(stack)
            engine.delete(stack, frozenset(request.get("RetainResources") or ()))
        engine.wait(stack)
        return {}

    def update_termination_protection(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Protects a stack from deletion, or no longer."""
        stack = self.engine.stacks.get(request["StackName"], call.region)
        stack.termination_protection = bool(request["EnableTerminationProtection"])
        return {"StackId": stack.id}
