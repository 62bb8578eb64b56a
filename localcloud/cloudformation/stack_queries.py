"""The operations that tell of stacks, their resources and their history."""

from __future__ import annotations

import json
from typing import Any

from localcloud.cloudformation import shapes, template, template_source
from localcloud.cloudformation.engine import LONG_POLL, Engine
from localcloud.cloudformation.paging import page
from localcloud.cloudformation.records import Resource, Stack
from localcloud.errors import ServiceError
from localcloud.service import Call


class StackQueries:
    """DescribeStacks, DescribeStackEvents, GetTemplate and their kin."""

    engine: Engine

    def describe_stacks(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """One stack, or all that are not deleted.

        Of a stack at work it tells when the work ends, or after a few seconds.
        """
        if request.get("StackName"):
            stack = self._stack(call, request)
            self.engine.wait(stack, LONG_POLL)
            return {"Stacks": [shapes.stack(stack)]}
        shown = [shapes.stack(s) for s in self._here(call) if s.status != "DELETE_COMPLETE"]
        return page("Stacks", shown, request)

    def list_stacks(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """All stacks, the deleted ones too."""
        wanted = request.get("StackStatusFilter")
        shown = [shapes.summary(s) for s in self._here(call) if not wanted or s.status in wanted]
        return page("StackSummaries", shown[::-1], request)

    def describe_stack_events(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A stack's history, newest first."""
        stack = self._stack(call, request)
        return page(
            "StackEvents", [shapes.event(e, stack) for e in reversed(stack.events)], request
        )

    def describe_events(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A stack's history as operations tell it; the CLI asks it why a change set failed."""
        stack = self._stack(call, request)
        failed_only = (request.get("Filters") or {}).get("FailedEvents")
        return page(
            "OperationEvents",
            [
                shapes.operation_event(e, stack)
                for e in reversed(stack.events)
                if not failed_only or e.status.endswith("_FAILED")
            ],
            request,
        )

    def describe_stack_resource(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """One resource of a stack."""
        stack = self._stack(call, request)
        resource = self._resource(stack, request["LogicalResourceId"])
        return {"StackResourceDetail": shapes.resource_detail(resource, stack)}

    def describe_stack_resources(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The resources of a stack, or of the stack that one resource is in."""
        physical_id = request.get("PhysicalResourceId")
        if request.get("StackName"):
            stack = self._stack(call, request)
        elif physical_id:
            stack = self._stack_of(call, physical_id)
        else:
            raise ServiceError(
                "ValidationError", "Either stack name or physical resource id must be specified"
            )
        logical_id = request.get("LogicalResourceId")
        if logical_id:
            return {"StackResources": [shapes.resource(self._resource(stack, logical_id), stack)]}
        return {"StackResources": [shapes.resource(r, stack) for r in stack.resources.values()]}

    def list_stack_resources(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The resources of a stack, in pages."""
        stack = self._stack(call, request)
        shown = [shapes.resource_summary(r) for r in stack.resources.values()]
        return page("StackResourceSummaries", shown, request)

    def list_exports(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """What the stacks of a region export."""
        exports = [
            {"ExportingStackId": stack.id, "Name": name, "Value": value}
            for stack in self._here(call)
            for name, value in stack.exports.items()
        ]
        return page("Exports", exports, request)

    def list_imports(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The stacks that import a value."""
        name = request["ExportName"]
        importers = [s.name for s in self.engine.stacks.importers(name, call.region)]
        if not importers:
            raise ServiceError("ValidationError", f"Export '{name}' is not imported by any stack.")
        return page("Imports", importers, request)

    def get_template(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The template of a stack or a change set, as it was sent."""
        if request.get("ChangeSetName"):
            _, change_set = self.engine.stacks.change_set(
                request["ChangeSetName"], request.get("StackName"), call.region
            )
            text = change_set.desired.template.text
        else:
            stack = self._stack(call, request)
            text = stack.desired.template.text if stack.desired else "{}"
        return {"TemplateBody": text, "StagesAvailable": ["Original", "Processed"]}

    def get_template_summary(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """What a template declares."""
        if request.get("StackName"):
            stack = self._stack(call, request)
            text = stack.desired.template.text if stack.desired else "{}"
        else:
            text = template_source.read(
                request, stack=None, cloud=self.engine.cloud, region=call.region
            )
        parsed = template.parse(text)
        return shapes.compact(
            {
                "Parameters": shapes.declared_parameters(parsed),
                "Description": parsed.description,
                "ResourceTypes": sorted({r.type for r in parsed.resources.values()}),
                "DeclaredTransforms": list(parsed.transforms),
                "Metadata": json.dumps(parsed.metadata) if parsed.metadata else None,
            }
        )

    def validate_template(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Whether a template can be read, and what it declares."""
        text = template_source.read(
            request, stack=None, cloud=self.engine.cloud, region=call.region
        )
        parsed = template.parse(text)
        self.engine.registry.check(parsed.resources.values())
        return shapes.compact(
            {
                "Parameters": shapes.template_parameters(parsed),
                "Description": parsed.description,
                "DeclaredTransforms": list(parsed.transforms),
            }
        )

    def _here(self, call: Call) -> list[Stack]:
        return [stack for stack in self.engine.stacks if stack.region == call.region]

    def _stack(self, call: Call, request: dict[str, Any]) -> Stack:
        return self.engine.stacks.get(request["StackName"], call.region)

    def _stack_of(self, call: Call, physical_id: str) -> Stack:
        for stack in self._here(call):
            if any(r.physical_id == physical_id for r in stack.resources.values()):
                return stack
        raise ServiceError("ValidationError", f"Stack for {physical_id} does not exist")

    def _resource(self, stack: Stack, logical_id: str) -> Resource:
        if logical_id not in stack.resources:
            raise ServiceError(
                "ValidationError",
                f"Resource {logical_id} does not exist for stack {stack.name}",
            )
        return stack.resources[logical_id]
