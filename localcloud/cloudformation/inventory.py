"""What has been deployed, and which of it runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.records import Stack
from localcloud.cloudformation.service import CloudFormation

if TYPE_CHECKING:
    from localcloud.interface import Cloud

BOOTSTRAP_STACK = "CDKToolkit"


def inventory(cloud: Cloud) -> list[dict[str, Any]]:
    """Every stack but the CDK's own, as plain values: name, region, status, outputs, resources.

    A resource says with ``runs`` whether it does here what it does on AWS; otherwise it is
    recorded only.
    """
    return [_stack(stack) for stack in _stacks(cloud) if stack.name != BOOTSTRAP_STACK]


def bootstrapped_regions(cloud: Cloud) -> list[str]:
    """The regions that ``cdk bootstrap`` has prepared."""
    return sorted(
        stack.region
        for stack in _stacks(cloud)
        if stack.name == BOOTSTRAP_STACK and stack.status.endswith("_COMPLETE")
    )


def _stacks(cloud: Cloud) -> list[Stack]:
    service = cloud.services.get(CloudFormation.api)
    if not isinstance(service, CloudFormation):
        return []
    return [stack for stack in service.stacks if stack.status != "DELETE_COMPLETE"]


def _stack(stack: Stack) -> dict[str, Any]:
    return {
        "name": stack.name,
        "region": stack.region,
        "status": stack.status,
        "reason": stack.reason,
        "outputs": {output.key: output.value for output in stack.outputs},
        "resources": [
            {
                "logical_id": resource.definition.logical_id,
                "physical_id": resource.physical_id,
                "type": resource.definition.type,
                "status": resource.status,
                "runs": resource.runs,
            }
            for resource in stack.resources.values()
        ],
    }
