"""What a template would change in a stack, before anything is made: the body of a change set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation import schema
from localcloud.cloudformation.graph import dependencies, ordered, references
from localcloud.cloudformation.intrinsics import UNKNOWN, Resolver
from localcloud.cloudformation.records import Desired, Resource, Stack
from localcloud.cloudformation.replacement import replaced_by
from localcloud.cloudformation.stacks import Stacks
from localcloud.cloudformation.surroundings import Surroundings
from localcloud.cloudformation.template import ResourceDefinition
from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NO_CHANGES = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)


@dataclass(kw_only=True)
class Plan:
    """The order of a template's resources and what becomes of each.

    Args:
        order: The logical ids that exist under the template's conditions, dependencies first.
        changes: As DescribeChangeSet lists them.
        outputs_changed: Whether an output would differ although no resource does.
    """

    order: list[str]
    changes: list[dict[str, Any]] = field(default_factory=list)
    outputs_changed: bool = False

    @property
    def empty(self) -> bool:
        """Whether executing it would change nothing."""
        return not self.changes and not self.outputs_changed


def active(desired: Desired, resolver: Resolver) -> dict[str, ResourceDefinition]:
    """The resources whose condition holds."""
    return {
        name: definition
        for name, definition in desired.template.resources.items()
        if definition.condition is None or resolver.condition(definition.condition)
    }


def make(*, cloud: Cloud, stacks: Stacks, stack: Stack, desired: Desired) -> Plan:
    """Compares what a stack is with what it is to be.

    Raises:
        ServiceError: ValidationError for a reference to nothing, a circle of dependencies, an
            unknown function, or properties that the type's schema refuses.
    """
    unknown: set[str] = set()
    surroundings = Surroundings(
        cloud=cloud,
        stacks=stacks,
        stack=stack,
        desired=desired,
        made=stack.resources,
        unknown=unknown,
    )
    resolver = surroundings.resolver()
    _check_rules(desired, resolver)
    resources = active(desired, resolver)
    _check_references(desired, resources, resolver, surroundings.names)
    plan = Plan(order=ordered(dependencies(resources, resolver.condition)))
    for logical_id in plan.order:
        definition = resources[logical_id]
        properties = _properties(definition, resolver)
        old = stack.resources.get(logical_id)
        if old is None:
            unknown.add(logical_id)
            plan.changes.append(_change("Add", definition, scope=[], replacement=None))
            _check_schema(definition, properties)
            continue
        change = _modification(old, definition, properties)
        if change is not None:
            _check_schema(definition, properties)
            plan.changes.append(change)
            if change["ResourceChange"]["Replacement"] == "True":
                unknown.add(logical_id)
    for logical_id, old in stack.resources.items():
        if logical_id not in resources:
            plan.changes.append(_removal(old))
    plan.outputs_changed = _outputs_differ(stack, desired, resolver)
    return plan


def _check_rules(desired: Desired, resolver: Resolver) -> None:
    for name, rule in desired.template.rules.items():
        condition = rule.get("RuleCondition")
        if condition is not None and not resolver.resolve(condition):
            continue
        for assertion in rule.get("Assertions", []):
            if not resolver.resolve(assertion["Assert"]):
                raise ServiceError(
                    "ValidationError",
                    "Template error: "
                    + str(assertion.get("AssertDescription", f"rule {name} does not hold")),
                )


def _check_references(
    desired: Desired,
    resources: Mapping[str, ResourceDefinition],
    resolver: Resolver,
    names: set[str],
) -> None:
    known = names | set(resources)
    for block, entries in (("Resources", resources), ("Outputs", desired.template.outputs)):
        missing: set[str] = set()
        for entry in entries.values():
            if isinstance(entry, ResourceDefinition):
                declared = set(entry.depends_on) - set(desired.template.resources)
                value: Any = dict(entry.properties)
            else:
                declared, value = set(), _active_output(entry, resolver)
            missing |= (references(value, resolver.condition) | declared) - known
        if missing:
            raise ServiceError(
                "ValidationError",
                "Template format error: Unresolved resource dependencies "
                f"[{', '.join(sorted(missing))}] in the {block} block of the template",
            )


def _active_output(output: Mapping[str, Any], resolver: Resolver) -> Any:
    condition = output.get("Condition")
    if condition is not None and not resolver.condition(condition):
        return None
    return {key: value for key, value in output.items() if key != "Condition"}


def _properties(definition: ResourceDefinition, resolver: Resolver) -> dict[str, Any]:
    resolved: dict[str, Any] = resolver.resolve(dict(definition.properties))
    known = schema.of(definition.type)
    return schema.coerced(known, resolved) if known else resolved


def _check_schema(definition: ResourceDefinition, properties: Mapping[str, Any]) -> None:
    """Refuses what the schema refuses; values that are not known yet are checked when they are."""
    known = schema.of(definition.type)
    found = schema.problems(known, properties, unknown=UNKNOWN) if known else []
    if found:
        raise ServiceError(
            "ValidationError",
            f"Properties validation failed for resource {definition.logical_id} "
            f"({definition.type}) with message: {'; '.join(found)}",
        )


def _modification(
    old: Resource, definition: ResourceDefinition, properties: Mapping[str, Any]
) -> dict[str, Any] | None:
    names = sorted(
        name
        for name in {*properties, *old.properties}
        if properties.get(name) != old.properties.get(name)
    )
    scope = ["Properties"] if names or definition.type != old.definition.type else []
    for name, attribute in (
        ("DeletionPolicy", "deletion_policy"),
        ("UpdateReplacePolicy", "update_replace_policy"),
        ("Metadata", "metadata"),
    ):
        if getattr(definition, attribute) != getattr(old.definition, attribute):
            scope.append(name)
    if not scope:
        return None
    create_only = {
        path.split(".")[0] for path in replaced_by(definition.type, old.properties, properties)
    }
    unsure = {name for name in create_only if UNKNOWN in json.dumps(properties.get(name))}
    replacement = "False"
    if create_only:
        replacement = "Conditional" if create_only == unsure else "True"
    details = [
        {
            "Target": {
                "Attribute": "Properties",
                "Name": name,
                "RequiresRecreation": "Never"
                if name not in create_only
                else ("Conditionally" if name in unsure else "Always"),
            },
            "Evaluation": "Dynamic" if UNKNOWN in json.dumps(properties.get(name)) else "Static",
            "ChangeSource": "DirectModification",
        }
        for name in names
    ]
    details += [
        {
            "Target": {"Attribute": attribute, "RequiresRecreation": "Never"},
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
        for attribute in scope
        if attribute != "Properties"
    ]
    return _change(
        "Modify",
        definition,
        scope=scope,
        replacement=replacement,
        physical_id=old.physical_id,
        details=details,
    )


def _removal(old: Resource) -> dict[str, Any]:
    change = _change(
        "Remove", old.definition, scope=[], replacement=None, physical_id=old.physical_id
    )
    if old.definition.deletion_policy != "Delete":
        change["ResourceChange"]["PolicyAction"] = "Retain"
    return change


def _change(
    action: str,
    definition: ResourceDefinition,
    *,
    scope: list[str],
    replacement: str | None,
    physical_id: str | None = None,
    details: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    change: dict[str, Any] = {
        "Action": action,
        "LogicalResourceId": definition.logical_id,
        "ResourceType": definition.type,
        "Scope": scope,
        "Details": details or [],
    }
    if physical_id is not None:
        change["PhysicalResourceId"] = physical_id
    if replacement is not None:
        change["Replacement"] = replacement
    return {"Type": "Resource", "ResourceChange": change}


def _outputs_differ(stack: Stack, desired: Desired, resolver: Resolver) -> bool:
    current = {(o.key, o.value, o.description, o.export_name) for o in stack.outputs}
    wanted = set()
    for key, output in desired.template.outputs.items():
        shown = _active_output(output, resolver)
        if shown is not None:
            resolved = resolver.resolve(shown)
            export = (resolved.get("Export") or {}).get("Name")
            value = resolved.get("Value")
            wanted.add((key, _text(value), resolved.get("Description"), export))
    return current != wanted


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
