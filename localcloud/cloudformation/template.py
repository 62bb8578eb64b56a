"""A template as the engine works with it, checked for what CloudFormation refuses at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.cloudformation import template_text
from localcloud.errors import ServiceError

SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Hooks",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    }
)
RESOURCE_KEYS = frozenset(
    {
        "Condition",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "Description",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    }
)
DELETION_POLICIES = ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot")
TRANSFORMS = frozenset({"AWS::LanguageExtensions"})
MAX_RESOURCES = 500
"""Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""


@dataclass(frozen=True, kw_only=True)
class ResourceDefinition:
    """One entry of a template's ``Resources``."""

    logical_id: str
    type: str
    properties: Mapping[str, Any]
    depends_on: tuple[str, ...] = ()
    condition: str | None = None
    deletion_policy: str = "Delete"
    update_replace_policy: str = "Delete"
    metadata: Any = None


@dataclass(frozen=True, kw_only=True)
class Template:
    """A parsed template.

    Args:
        text: As it was sent: what GetTemplate gives back.
    """

    text: str
    resources: Mapping[str, ResourceDefinition]
    description: str | None = None
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mappings: Mapping[str, Any] = field(default_factory=dict)
    conditions: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    metadata: Any = None
    transforms: tuple[str, ...] = ()


def parse(text: str) -> Template:
    """Reads a template.

    Raises:
        ServiceError: ValidationError, in CloudFormation's words, for what is wrong with its form.
    """
    document = template_text.read(text)
    unknown = sorted(set(document) - SECTIONS)
    if unknown:
        raise _error(f"Invalid template property or properties [{', '.join(unknown)}]")
    transforms = document.get("Transform") or []
    transforms = [transforms] if isinstance(transforms, str) else transforms
    for name in transforms:
        if name not in TRANSFORMS:
            raise _error(f"No transform named {name} found.")
    entries = document.get("Resources")
    if not isinstance(entries, dict) or not entries:
        raise _format_error("At least one Resources member must be defined.")
    if len(entries) > MAX_RESOURCES:
        raise _format_error(
            f"Number of resources, {len(entries)}, is greater than maximum allowed, {MAX_RESOURCES}"
        )
    return Template(
        text=text,
        resources={name: _resource(name, entry) for name, entry in entries.items()},
        description=document.get("Description"),
        parameters=_section(document, "Parameters"),
        mappings=_section(document, "Mappings"),
        conditions=_section(document, "Conditions"),
        rules=_section(document, "Rules"),
        outputs=_section(document, "Outputs"),
        metadata=document.get("Metadata"),
        transforms=tuple(transforms),
    )


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = document.get(name) or {}
    if not isinstance(section, dict):
        raise _format_error(f"{name} must be an object.")
    return section


def _resource(logical_id: str, entry: Any) -> ResourceDefinition:
    if not logical_id.isalnum():
        raise _format_error(f"Resource name {logical_id} is non alphanumeric.")
    if not isinstance(entry, dict):
        raise _format_error(f"[/Resources/{logical_id}] every Resources object must be an object.")
    unknown = sorted(set(entry) - RESOURCE_KEYS)
    if unknown:
        raise _error(f"Invalid template resource property '{unknown[0]}' (resource {logical_id})")
    if not isinstance(entry.get("Type"), str):
        raise _format_error(
            f"[/Resources/{logical_id}] Every Resources object must contain a Type member."
        )
    depends_on = entry.get("DependsOn") or []
    properties = entry.get("Properties") or {}
    if not isinstance(properties, dict):
        raise _format_error(f"[/Resources/{logical_id}/Properties] must be an object.")
    return ResourceDefinition(
        logical_id=logical_id,
        type=entry["Type"],
        properties=properties,
        depends_on=(depends_on,) if isinstance(depends_on, str) else tuple(depends_on),
        condition=entry.get("Condition"),
        deletion_policy=_policy(logical_id, entry, "DeletionPolicy"),
        update_replace_policy=_policy(logical_id, entry, "UpdateReplacePolicy"),
        metadata=entry.get("Metadata"),
    )


def _policy(logical_id: str, entry: Mapping[str, Any], name: str) -> str:
    policy = entry.get(name, "Delete")
    if policy not in DELETION_POLICIES:
        raise _format_error(
            f"Unrecognized {name} {policy} for resource {logical_id}; "
            f"it is one of {', '.join(DELETION_POLICIES)}"
        )
    return str(policy)


def _error(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)


def _format_error(message: str) -> ServiceError:
    return _error(f"Template format error: {message}")
