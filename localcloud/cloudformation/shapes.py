"""Stacks, resources, events and change sets in the shapes of CloudFormation's API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from localcloud.cloudformation.records import ChangeSet, Event, Output, Resource, Stack
from localcloud.cloudformation.template import Template


def compact(shape: dict[str, Any]) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in shape.items() if value is not None}


def stack(record: Stack) -> dict[str, Any]:
    """A stack as DescribeStacks shows it."""
    desired = record.desired
    return compact(
        {
            "StackId": record.id,
            "StackName": record.name,
            "ChangeSetId": record.change_set_id,
            "Description": desired.template.description if desired else None,
            "Parameters": [p.described() for p in desired.parameters.values()] if desired else [],
            "CreationTime": record.created,
            "DeletionTime": record.deleted,
            "LastUpdatedTime": record.updated,
            "RollbackConfiguration": {},
            "StackStatus": record.status,
            "StackStatusReason": record.reason,
            "DisableRollback": desired.keep_on_failure if desired else False,
            "NotificationARNs": list(desired.notification_arns) if desired else [],
            "Capabilities": list(desired.capabilities) if desired else [],
            "Outputs": [output(o) for o in record.outputs],
            "RoleARN": desired.role_arn if desired else None,
            "Tags": tags(desired.tags if desired else {}),
            "EnableTerminationProtection": record.termination_protection,
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        }
    )


def summary(record: Stack) -> dict[str, Any]:
    """A stack as ListStacks shows it."""
    desired = record.desired
    return compact(
        {
            "StackId": record.id,
            "StackName": record.name,
            "TemplateDescription": desired.template.description if desired else None,
            "CreationTime": record.created,
            "LastUpdatedTime": record.updated,
            "DeletionTime": record.deleted,
            "StackStatus": record.status,
            "StackStatusReason": record.reason,
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        }
    )


def output(record: Output) -> dict[str, Any]:
    """An output."""
    return compact(
        {
            "OutputKey": record.key,
            "OutputValue": record.value,
            "Description": record.description,
            "ExportName": record.export_name,
        }
    )


def tags(values: Any) -> list[dict[str, str]]:
    """Tags as a list of key and value."""
    return [{"Key": key, "Value": value} for key, value in values.items()]


def event(record: Event, of: Stack) -> dict[str, Any]:
    """An event as DescribeStackEvents shows it."""
    return compact(
        {
            "StackId": of.id,
            "EventId": record.id,
            "StackName": of.name,
            "LogicalResourceId": record.logical_id,
            "PhysicalResourceId": record.physical_id,
            "ResourceType": record.type,
            "Timestamp": record.at,
            "ResourceStatus": record.status,
            "ResourceStatusReason": record.reason,
            "ResourceProperties": None
            if record.properties is None
            else json.dumps(record.properties, default=str),
        }
    )


def resource(record: Resource, of: Stack) -> dict[str, Any]:
    """A resource as DescribeStackResources shows it."""
    return {
        "StackName": of.name,
        "StackId": of.id,
        "Timestamp": record.changed,
        **_resource(record),
    }


def resource_detail(record: Resource, of: Stack) -> dict[str, Any]:
    """A resource as DescribeStackResource shows it."""
    metadata = record.definition.metadata
    return compact(
        {
            "StackName": of.name,
            "StackId": of.id,
            "LastUpdatedTimestamp": record.changed,
            "Metadata": None if metadata is None else json.dumps(metadata),
            **_resource(record),
        }
    )


def resource_summary(record: Resource) -> dict[str, Any]:
    """A resource as ListStackResources shows it."""
    return {"LastUpdatedTimestamp": record.changed, **_resource(record)}


def _resource(record: Resource) -> dict[str, Any]:
    return compact(
        {
            "LogicalResourceId": record.definition.logical_id,
            "PhysicalResourceId": record.physical_id or None,
            "ResourceType": record.definition.type,
            "ResourceStatus": record.status,
            "ResourceStatusReason": record.reason,
            "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
        }
    )


def change_set(record: ChangeSet, of: Stack) -> dict[str, Any]:
    """A change set as DescribeChangeSet shows it."""
    desired = record.desired
    return compact(
        {
            **change_set_summary(record, of),
            "Parameters": [p.described() for p in desired.parameters.values()],
            "NotificationARNs": list(desired.notification_arns),
            "RollbackConfiguration": {},
            "Capabilities": list(desired.capabilities),
            "Tags": tags(desired.tags),
            "Changes": record.changes,
        }
    )


def change_set_summary(record: ChangeSet, of: Stack) -> dict[str, Any]:
    """A change set as ListChangeSets shows it."""
    return compact(
        {
            "StackId": of.id,
            "StackName": of.name,
            "ChangeSetId": record.id,
            "ChangeSetName": record.name,
            "Description": record.description,
            "CreationTime": record.created,
            "ExecutionStatus": record.execution_status,
            "Status": record.status,
            "StatusReason": record.reason,
            "IncludeNestedStacks": record.include_nested_stacks,
        }
    )


def operation_event(record: Event, of: Stack) -> dict[str, Any]:
    """An event as DescribeEvents shows it."""
    return compact(
        {
            "EventId": record.id,
            "StackId": of.id,
            "EventType": "STACK_EVENT",
            "LogicalResourceId": record.logical_id,
            "PhysicalResourceId": record.physical_id,
            "ResourceType": record.type,
            "Timestamp": record.at,
            "ResourceStatus": record.status,
            "ResourceStatusReason": record.reason,
        }
    )


def declared_parameters(parsed: Template) -> list[dict[str, Any]]:
    """A template's parameters as GetTemplateSummary shows them."""
    return [
        compact(
            {
                "ParameterKey": name,
                "DefaultValue": _default(declaration),
                "ParameterType": declaration.get("Type", "String"),
                "NoEcho": _hidden(declaration),
                "Description": declaration.get("Description"),
                "ParameterConstraints": {
                    "AllowedValues": [str(v) for v in declaration.get("AllowedValues", [])]
                },
            }
        )
        for name, declaration in parsed.parameters.items()
    ]


def template_parameters(parsed: Template) -> list[dict[str, Any]]:
    """A template's parameters as ValidateTemplate shows them."""
    return [
        compact(
            {
                "ParameterKey": name,
                "DefaultValue": _default(declaration),
                "NoEcho": _hidden(declaration),
                "Description": declaration.get("Description"),
            }
        )
        for name, declaration in parsed.parameters.items()
    ]


def _default(declaration: Mapping[str, Any]) -> str | None:
    return None if "Default" not in declaration else str(declaration["Default"])


def _hidden(declaration: Mapping[str, Any]) -> bool:
    return str(declaration.get("NoEcho", "false")).lower() == "true"
