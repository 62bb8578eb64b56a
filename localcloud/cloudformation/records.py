"""What is remembered of stacks: their resources, events, outputs and change sets."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from localcloud.cloudformation.parameters import Parameter
from localcloud.cloudformation.template import ResourceDefinition, Template

STACK_TYPE = "AWS::CloudFormation::Stack"


@dataclass(kw_only=True)
class Resource:
    """A resource of a stack as it was last made.

    Args:
        properties: Resolved; what the next update is compared with.
        requires: The logical ids of the stack that it needs: they are deleted after it.
        runs: Whether it does here what it does on AWS, or is recorded only.
    """

    definition: ResourceDefinition
    properties: Mapping[str, Any]
    physical_id: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    status: str = "CREATE_IN_PROGRESS"
    reason: str | None = None
    changed: datetime
    requires: frozenset[str] = frozenset()
    runs: bool = False


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of a stack's history."""

    id: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str | None
    at: datetime
    properties: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Output:
    """An output of a stack."""

    key: str
    value: str
    description: str | None = None
    export_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a create or update call asks a stack to be."""

    template: Template
    parameters: Mapping[str, Parameter]
    tags: Mapping[str, str]
    capabilities: tuple[str, ...] = ()
    role_arn: str | None = None
    notification_arns: tuple[str, ...] = ()
    keep_on_failure: bool = False


@dataclass(kw_only=True)
class ChangeSet:
    """A change set: what would be, and what that changes."""

    id: str
    name: str
    type: str
    desired: Desired
    created: datetime
    description: str | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    status: str = "CREATE_COMPLETE"
    reason: str | None = None
    execution_status: str = "AVAILABLE"
    include_nested_stacks: bool = False


@dataclass(kw_only=True)
class Stack:
    """A stack, from its first change set to after its deletion."""

    id: str
    name: str
    region: str
    account: str
    created: datetime
    desired: Desired | None = None
    status: str = "REVIEW_IN_PROGRESS"
    reason: str | None = None
    updated: datetime | None = None
    deleted: datetime | None = None
    change_set_id: str | None = None
    termination_protection: bool = False
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    working: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether an operation is under way."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def exports(self) -> dict[str, str]:
        """The values it exports, by name."""
        return {o.export_name: o.value for o in self.outputs if o.export_name}

    def note(
        self,
        *,
        logical_id: str,
        physical_id: str,
        type: str,  # noqa: A002 - what AWS calls it
        status: str,
        at: datetime,
        reason: str | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        """Adds an event to its history.

        No two have the same millisecond: the CDK CLI sorts them by it.
        """
        if self.events:
            at = max(at, self.events[-1].at + timedelta(milliseconds=1))
        own = type == STACK_TYPE and logical_id == self.name
        event_id = str(uuid.uuid4()) if own else f"{logical_id}-{status}-{at:%Y-%m-%dT%H:%M:%S.%fZ}"
        self.events.append(
            Event(
                id=event_id,
                logical_id=logical_id,
                physical_id=physical_id,
                type=type,
                status=status,
                reason=reason,
                at=at,
                properties=properties,
            )
        )

    def become(self, status: str, at: datetime, reason: str | None = None) -> None:
        """Changes its status and notes it."""
        self.status, self.reason = status, reason
        self.note(
            logical_id=self.name,
            physical_id=self.id,
            type=STACK_TYPE,
            status=status,
            at=at,
            reason=reason,
        )
