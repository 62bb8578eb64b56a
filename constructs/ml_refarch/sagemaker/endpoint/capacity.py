"""What an endpoint runs on, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import Duration

from ml_refarch.sagemaker.algorithms.instances import family
from ml_refarch.sagemaker.steps import Request

_SERVERLESS_MIB: Final = range(1024, 6144 + 1, 1024)
_SERVERLESS_CONCURRENCY: Final = range(1, 200 + 1)


@dataclass(frozen=True, kw_only=True)
class InstanceCapacity:
    """Machines that are there all the time, few or many.

    Args:
        instance_type: The type of machine; a new account has a quota of 0 for many.
        count: How many there are at least, 1 or more: real-time machines do not scale to zero.
            For an endpoint that costs nothing while nobody asks, take
            :class:`ServerlessCapacity` or :class:`ComponentCapacity`.
        max_count: How many there are at most; as many as ``count`` when left out.
        invocations_per_instance: How many requests a minute one machine is to have: more than
            that adds machines, fewer takes them away.
        scale_out_after: How long after adding machines more are added.
        scale_in_after: How long after taking machines away more are taken.

    Raises:
        ValueError: A number is out of range.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
    """

    instance_type: str = "ml.m5.large"
    count: int = 1
    max_count: int | None = None
    invocations_per_instance: int = 1000
    scale_out_after: Duration = field(default_factory=lambda: Duration.minutes(1))
    scale_in_after: Duration = field(default_factory=lambda: Duration.minutes(10))

    def __post_init__(self) -> None:
        family("instance_type", self.instance_type)
        if self.count < 1:
            raise ValueError(
                f"count: {self.count} is not 1 or more; ServerlessCapacity and "
                "ComponentCapacity scale to zero"
            )
        if self.max_count is not None and self.max_count < self.count:
            raise ValueError(f"max_count: {self.max_count} is less than count, {self.count}")
        if self.invocations_per_instance < 1:
            raise ValueError(
                f"invocations_per_instance: {self.invocations_per_instance} is not 1 or more"
            )

    @property
    def scales(self) -> bool:
        """Whether the number of machines changes."""
        return self.max_count is not None and self.max_count > self.count

    @property
    def variant(self) -> Request:
        """The request's production variant."""
        return {
            "InstanceType": self.instance_type,
            "InitialInstanceCount": self.count,
            "InitialVariantWeight": 1,
        }

    @property
    def scaling(self) -> dict[str, Any]:
        """The scalable target and its policy; empty when the number is fixed."""
        if not self.scales:
            return {}
        return {
            "target": {"MinCapacity": self.count, "MaxCapacity": self.max_count},
            "policy": {
                "PolicyName": "InvocationsPerInstance",
                "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": self.invocations_per_instance,
                    "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
                    },
                    "ScaleOutCooldown": int(self.scale_out_after.to_seconds()),
                    "ScaleInCooldown": int(self.scale_in_after.to_seconds()),
                },
            },
        }


@dataclass(frozen=True, kw_only=True)
class ServerlessCapacity:
    """Capacity that is there while somebody asks, and costs nothing otherwise.

    The first request after a pause waits some seconds for the container. AWS offers no data
    capture, network isolation, VPC or GPU with it.

    Args:
        memory_mib: 1024 to 6144 MiB in steps of 1024; CPU grows with it.
        max_concurrency: How many requests at a time, 1 to 200; the quota of a new account is
            lower.

    Raises:
        ValueError: A number is not one that AWS takes.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
    """

    memory_mib: int = 2048
    max_concurrency: int = 5

    def __post_init__(self) -> None:
        if self.memory_mib not in _SERVERLESS_MIB:
            raise ValueError(
                f"memory_mib: {self.memory_mib} is not one of "
                f"{', '.join(str(each) for each in _SERVERLESS_MIB)}"
            )
        if self.max_concurrency not in _SERVERLESS_CONCURRENCY:
            raise ValueError(
                f"max_concurrency: {self.max_concurrency} is not between 1 and "
                f"{_SERVERLESS_CONCURRENCY[-1]}"
            )

    @property
    def variant(self) -> Request:
        """The request's production variant."""
        return {
            "ServerlessConfig": {
                "MemorySizeInMB": self.memory_mib,
                "MaxConcurrency": self.max_concurrency,
            },
            "InitialVariantWeight": 1,
        }
