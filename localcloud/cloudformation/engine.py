"""Sets stacks to work: one operation at a time on each, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation import (
    capabilities,
    deletion,
    outputs,
    parameters,
    plan,
    template,
    template_source,
)
from localcloud.cloudformation.deployment import Deployment
from localcloud.cloudformation.records import Desired, Stack
from localcloud.cloudformation.registry import Registry
from localcloud.cloudformation.resources import HANDLERS
from localcloud.cloudformation.stacks import Stacks
from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds that a call waits for the work it began: what is quick is done when it returns."""

LONG_POLL = 10.0
"""Seconds that DescribeStacks waits for work under way.

The CDK CLI asks every 5 seconds, boto3's waiters every 30: so they learn at once that it is done.
"""


class Engine:
    """Creates, updates and deletes stacks.

    Args:
        cloud: Where their resources are made.
    """

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.stacks = Stacks()
        self.lock = threading.RLock()
        self._registry: Registry | None = None

    @property
    def registry(self) -> Registry:
        """Who makes which type; known once all services are mounted."""
        if self._registry is None:
            self._registry = Registry(self.cloud, HANDLERS)
        return self._registry

    def desired(self, request: Mapping[str, Any], stack: Stack | None, region: str) -> Desired:
        """What a request wants a stack to be.

        Raises:
            ServiceError: The template, its parameters or the capabilities are not right.
        """
        text = template_source.read(request, stack=stack, cloud=self.cloud, region=region)
        parsed = template.parse(text)
        self.registry.check(parsed.resources.values())
        current = stack.desired if stack else None
        capabilities.check(parsed, request.get("Capabilities") or ())
        tags = request.get("Tags")
        return Desired(
            template=parsed,
            parameters=parameters.resolve(
                parsed.parameters,
                request.get("Parameters") or (),
                previous=current.parameters if current else {},
                cloud=self.cloud,
                region=region,
            ),
            tags={tag["Key"]: tag["Value"] for tag in tags}
            if tags is not None
            else (current.tags if current else {}),
            capabilities=tuple(request.get("Capabilities") or ()),
            role_arn=request.get("RoleARN"),
            notification_arns=tuple(request.get("NotificationARNs") or ()),
            keep_on_failure=bool(request.get("DisableRollback"))
            or request.get("OnFailure") == "DO_NOTHING"
            or request.get("OnStackFailure") == "DO_NOTHING",
        )

    def plan(self, stack: Stack, desired: Desired) -> plan.Plan:
        """What a stack's change would be."""
        return plan.make(cloud=self.cloud, stacks=self.stacks, stack=stack, desired=desired)

    def create(self, stack: Stack, desired: Desired) -> None:
        """Begins to make a new stack."""
        stack.desired = desired
        stack.created = self.cloud.clock.now()
        self._begin(stack, "CREATE_IN_PROGRESS", self._deployment(stack, desired).create)

    def update(self, stack: Stack, desired: Desired) -> None:
        """Begins to change a stack."""
        stack.updated = self.cloud.clock.now()
        self._begin(stack, "UPDATE_IN_PROGRESS", self._deployment(stack, desired).update)

    def delete(self, stack: Stack, retained: frozenset[str]) -> None:
        """Begins to delete a stack.

        Raises:
            ServiceError: ValidationError, where it is protected, or exports what is in use.
        """
        if stack.termination_protection:
            raise ServiceError(
                "ValidationError",
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled",
            )
        outputs.check_exports(stack, [], self.stacks)

        def work() -> None:
            deletion.delete(
                cloud=self.cloud, registry=self.registry, stack=stack, retained=retained
            )

        self._begin(stack, "DELETE_IN_PROGRESS", work)

    def close(self) -> None:
        """Waits for the work under way."""
        for stack in self.stacks:
            if stack.working is not None:
                stack.working.join()

    def refuse_if_busy(self, stack: Stack) -> None:
        """Looks whether a stack can be set to work.

        Raises:
            ServiceError: ValidationError, where it is at work already.
        """
        if stack.busy:
            raise ServiceError(
                "ValidationError",
                f"Stack:{stack.id} is in {stack.status} state and can not be updated.",
            )

    def _deployment(self, stack: Stack, desired: Desired) -> Deployment:
        return Deployment(
            cloud=self.cloud,
            stacks=self.stacks,
            registry=self.registry,
            stack=stack,
            desired=desired,
        )

    def _begin(self, stack: Stack, status: str, work: Callable[[], None]) -> None:
        stack.become(status, self.cloud.clock.now(), "User Initiated")

        def run() -> None:
            try:
                work()
            except Exception as error:
                LOG.exception("stack %s", stack.name)
                failed = status.replace("_IN_PROGRESS", "_FAILED")
                reason = f"Internal Failure: {type(error).__name__}: {error}"
                stack.become(failed, self.cloud.clock.now(), reason)

        stack.working = threading.Thread(target=run, name=f"stack-{stack.name}", daemon=True)
        stack.working.start()

    def wait(self, stack: Stack, seconds: float = PATIENCE) -> None:
        """Waits for a stack's work to end, at most so many seconds."""
        if stack.working is not None and stack.working is not threading.current_thread():
            stack.working.join(seconds)
