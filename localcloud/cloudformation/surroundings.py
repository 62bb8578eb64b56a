"""Where a stack's references lead: its parameters and resources, other stacks, the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation import dynamic_references, schema
from localcloud.cloudformation.intrinsics import UNKNOWN, Resolver
from localcloud.cloudformation.records import Desired, Resource, Stack
from localcloud.cloudformation.stacks import Stacks
from localcloud.errors import ServiceError
from localcloud.service import partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class Surroundings:
    """The values that the functions of a stack's template refer to.

    Args:
        made: The stack's resources as they are so far, by logical id.
        unknown: The logical ids whose values only the execution will tell.
    """

    def __init__(
        self,
        *,
        cloud: Cloud,
        stacks: Stacks,
        stack: Stack,
        desired: Desired,
        made: Mapping[str, Resource],
        unknown: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        self._cloud = cloud
        self._stacks = stacks
        self._stack = stack
        self._desired = desired
        self._made = made
        self._unknown = unknown
        self.imported: set[str] = set()
        china = stack.region.startswith("cn-")
        self._pseudo: dict[str, Any] = {
            "AWS::AccountId": stack.account,
            "AWS::NotificationARNs": list(desired.notification_arns),
            "AWS::Partition": partition_of(stack.region),
            "AWS::Region": stack.region,
            "AWS::StackId": stack.id,
            "AWS::StackName": stack.name,
            "AWS::URLSuffix": "amazonaws.com.cn" if china else "amazonaws.com",
        }

    @property
    def names(self) -> set[str]:
        """What ``Ref`` may name, besides resources."""
        return {*self._pseudo, "AWS::NoValue", *self._desired.template.parameters}

    def resolver(self) -> Resolver:
        """The functions of the stack's template with these values."""
        template = self._desired.template
        return Resolver(mappings=template.mappings, conditions=template.conditions, values=self)

    def ref(self, name: str) -> Any:
        """The value of a parameter, a pseudo parameter or a resource's physical id."""
        if name in self._desired.parameters:
            return self._desired.parameters[name].value
        if name in self._pseudo:
            return self._pseudo[name]
        if name in self._unknown:
            return UNKNOWN
        return self._resource(name).physical_id

    def attribute(self, logical_id: str, name: str) -> Any:
        """An attribute of a resource of the stack."""
        definition = self._desired.template.resources.get(logical_id)
        known = schema.of(definition.type) if definition else None
        if known and name not in known.read_only and name.split(".")[0] not in known.properties:
            raise _error(
                f"Template error: resource {logical_id} does not support attribute type {name} "
                "in Fn::GetAtt"
            )
        if logical_id in self._unknown:
            return UNKNOWN
        resource = self._resource(logical_id)
        for source in (resource.attributes, resource.properties):
            if source.get(name) is not None:
                return source[name]
        told = ", ".join(sorted(resource.attributes)) or "none"
        raise _error(
            f"{resource.definition.type} {logical_id} has no value for its attribute {name} here "
            f"(it has {told})"
        )

    def exported(self, name: str) -> Any:
        """The value that another stack exports under a name."""
        exporter = self._stacks.exporter(name, self._stack.region)
        if exporter is None:
            raise _error(f"No export named {name} found.")
        self.imported.add(name)
        return exporter.exports[name]

    def availability_zones(self, region: str) -> list[str]:
        """The zones of a region; of the stack's own where it is empty."""
        client = self._cloud.client("ec2", region or self._stack.region)
        answer = client.describe_availability_zones()
        return [zone["ZoneName"] for zone in answer["AvailabilityZones"]]

    def dynamic(self, reference: str) -> str:
        """The value of a ``{{resolve:...}}``."""
        return dynamic_references.resolve(reference, self._cloud, self._stack.region)

    def _resource(self, logical_id: str) -> Resource:
        if logical_id not in self._made:
            raise _error(f"Template format error: Unresolved resource dependencies [{logical_id}]")
        return self._made[logical_id]


def _error(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
