"""Deploys templates through the API, as boto3's users do, and tells what came of it."""

from __future__ import annotations

import json
from typing import Any

from localcloud.cloud import LocalCloud

Resources = dict[str, dict[str, Any]]


class Deployer:
    """Drives CloudFormation of a local cloud with one stack's templates.

    Args:
        name: The stack's.
    """

    def __init__(self, cloud: LocalCloud, name: str = "Hotel", region: str = "us-east-1") -> None:
        self.cloud = cloud
        self.name = name
        self.region = region
        self.client = cloud.client("cloudformation", region)

    def create(self, resources: Resources, **more: Any) -> None:
        """Creates the stack and waits for it.

        Args:
            more: Sections of the template, its parameters as ``Declared``; the rest of the call.
        """
        self._call(self.client.create_stack, resources, more)

    def update(self, resources: Resources, **more: Any) -> None:
        """Updates the stack and waits for it."""
        self._call(self.client.update_stack, resources, more)

    def delete(self) -> None:
        """Deletes the stack and waits for it."""
        self.client.delete_stack(StackName=self.name)
        self._wait()

    def _call(self, operation: Any, resources: Resources, more: dict[str, Any]) -> None:
        sections = {name: more.pop(name) for name in SECTIONS if name in more}
        if "Declared" in more:
            sections["Parameters"] = more.pop("Declared")
        template = {"Resources": resources, **sections}
        operation(
            StackName=self.name,
            TemplateBody=json.dumps(template),
            Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            **more,
        )
        self._wait()

    def _wait(self) -> None:
        service: Any = self.cloud.services["cloudformation"]
        service.close()

    @property
    def stack(self) -> dict[str, Any]:
        """The stack as DescribeStacks shows it."""
        shown: dict[str, Any] = self.client.describe_stacks(StackName=self.name)["Stacks"][0]
        return shown

    @property
    def status(self) -> str:
        """The stack's status."""
        return str(self.stack["StackStatus"])

    @property
    def outputs(self) -> dict[str, str]:
        """The stack's outputs."""
        return {o["OutputKey"]: o["OutputValue"] for o in self.stack["Outputs"]}

    @property
    def events(self) -> list[tuple[str, str]]:
        """Logical id and status of what happened, oldest first."""
        return [(e["LogicalResourceId"], e["ResourceStatus"]) for e in self._events()]

    @property
    def failures(self) -> list[str]:
        """The reasons of what failed, oldest first."""
        return [
            e["ResourceStatusReason"]
            for e in self._events()
            if e["ResourceStatus"].endswith("_FAILED") and "ResourceStatusReason" in e
        ]

    def _events(self) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=self.name)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def physical_id(self, logical_id: str) -> str:
        """What a resource is called."""
        detail = self.client.describe_stack_resource(
            StackName=self.name, LogicalResourceId=logical_id
        )["StackResourceDetail"]
        return str(detail["PhysicalResourceId"])


SECTIONS = ("Conditions", "Mappings", "Outputs", "Rules", "Transform")
