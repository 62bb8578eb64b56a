"""What a deployed stack says of itself, on the local cloud as on AWS."""

from __future__ import annotations

from typing import Any


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    """The outputs of a deployed stack, by name."""
    found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
