"""What AWS does not have with a kind of capacity."""

from __future__ import annotations

from aws_cdk import aws_ec2 as ec2

from .capacity import InstanceCapacity, ServerlessCapacity
from .component_capacity import ComponentCapacity
from .data_capture import DataCapture
from .rollout import Rollout

Capacity = InstanceCapacity | ServerlessCapacity | ComponentCapacity


def check_capacity(
    capacity: Capacity,
    *,
    capture: DataCapture | None,
    isolation: bool | None,
    vpc: ec2.IVpc | None,
    rollout: Rollout | None,
) -> None:
    """Refuses what is asked for and does not go with the capacity.

    Raises:
        ValueError: There is such a thing.
    """
    if isinstance(capacity, ServerlessCapacity):
        kind, asked = (
            "serverless capacity",
            {
                "capture": capture is not None,
                "network_isolation": bool(isolation),
                "vpc": vpc is not None,
            },
        )
    elif isinstance(capacity, ComponentCapacity):
        kind, asked = (
            "inference components",
            {
                "capture": capture is not None,
                "rollout.canary_percent": rollout is not None
                and rollout.canary_percent is not None,
            },
        )
    else:
        return
    if wrong := [name for name, there in asked.items() if there]:
        raise ValueError(
            f"{', '.join(wrong)}: AWS does not have it with {kind}; take InstanceCapacity"
        )
