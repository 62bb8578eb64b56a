"""Machines that come when somebody asks and go when nobody does, down to none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import Duration

from ml_refarch.sagemaker.algorithms.instances import family
from ml_refarch.sagemaker.steps import Request

_SMALLEST: Final = 128
_FEWEST_AT_MOST: Final = 2


@dataclass(frozen=True, kw_only=True)
class ComponentCapacity:
    """Copies of the model as an inference component, whose machines scale to none.

    The number of copies follows the requests, and machines follow the copies. At none nothing is
    paid for; the first request then fails at once, has a machine started, and requests are
    answered some minutes later. Who asks must name the component
    (``InferenceComponentName``), which has the endpoint's name. A new model replaces copies one
    by one, for which there are two copies during the change and room for one more machine. AWS's
    captured data, and a change of the machines of an endpoint that is there, are not for it: give
    another ``endpoint_name`` with other machines.

    Args:
        instance_type: The type of machine; a new account has a quota of 0 for many.
        copies: How many there are at least, from 0.
        max_copies: How many there are at most, from 2. Each may take a machine of its own.
        cpu_cores: What a copy is given of a machine.
        memory_mib: And how much memory at least, from 128 MiB. The machine keeps some for itself.
        invocations_per_copy: How many requests a minute one copy is to have: more than that adds
            copies, fewer takes them away.
        scale_out_after: How long after adding copies more are added.
        scale_in_after: How long after taking copies away more are taken.

    Raises:
        ValueError: A number is out of range.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
    """

    instance_type: str = "ml.m5.large"
    copies: int = 0
    max_copies: int = 2
    cpu_cores: float = 1
    memory_mib: int = 1024
    invocations_per_copy: int = 1000
    scale_out_after: Duration = field(default_factory=lambda: Duration.minutes(1))
    scale_in_after: Duration = field(default_factory=lambda: Duration.minutes(10))

    def __post_init__(self) -> None:
        family("instance_type", self.instance_type)
        for name, least in {
            "copies": 0,
            "max_copies": _FEWEST_AT_MOST,
            "memory_mib": _SMALLEST,
            "invocations_per_copy": 1,
        }.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name}: {getattr(self, name)} is not {least} or more")
        if self.cpu_cores <= 0:
            raise ValueError(f"cpu_cores: {self.cpu_cores} is not over 0")
        if self.max_copies < self.copies:
            raise ValueError(f"max_copies: {self.max_copies} is less than copies, {self.copies}")

    @property
    def variant(self) -> Request:
        """The request's production variant, which names no model: the component does."""
        return {
            "InstanceType": self.instance_type,
            "InitialInstanceCount": 1,
            "ManagedInstanceScaling": {
                "Status": "ENABLED",
                "MinInstanceCount": min(self.copies, 1),
                # One copy is replaced by another, which is started before it.
                "MaxInstanceCount": self.max_copies + 1,
            },
            "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
        }

    @property
    def requirements(self) -> Request:
        """What a copy needs."""
        return {
            "NumberOfCpuCoresRequired": self.cpu_cores,
            "MinMemoryRequiredInMb": self.memory_mib,
        }

    @property
    def scaling(self) -> dict[str, Any]:
        """The scalable target, what it follows, and what brings it back from none."""
        return {
            "target": {"MinCapacity": self.copies, "MaxCapacity": self.max_copies},
            "policy": {
                "PolicyName": "InvocationsPerCopy",
                "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": self.invocations_per_copy,
                    "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"
                    },
                    "ScaleOutCooldown": int(self.scale_out_after.to_seconds()),
                    "ScaleInCooldown": int(self.scale_in_after.to_seconds()),
                },
            },
            # Requests per copy say nothing where there is no copy: a request that found none does.
            "wake": {
                "PolicyName": "FirstCopy",
                "PolicyType": "StepScaling",
                "StepScalingPolicyConfiguration": {
                    "AdjustmentType": "ChangeInCapacity",
                    "MetricAggregationType": "Maximum",
                    "Cooldown": int(self.scale_out_after.to_seconds()),
                    "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
                },
            },
        }
