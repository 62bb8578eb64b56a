"""How a new model takes over, and what takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from ml_refarch.sagemaker.steps import Request

_BAKING_SECONDS: Final = range(3600 + 1)
_CANARY_PERCENT: Final = range(1, 50 + 1)
_MAX_SECONDS: Final = range(600, 28_800 + 1)
_MAX_ALARMS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """How traffic goes over from the machines of the old model to those of the new one.

    Both are there during the change, and an endpoint answers throughout. While the new model is
    watched, an alarm that goes off sends everything back to the old one.

    Args:
        canary_percent: The share of machines that gets traffic first, 1 to 50; all at once when
            left out. It takes two machines or more to have a share. Copies of an inference
            component are replaced one by one.
        watch: How long the new model is watched after each step, up to an hour.
        keep_old: How long the old machines stay after the change, up to an hour.
        at_most: How long the change may take before it is rolled back, 10 minutes to 8 hours.

    Raises:
        ValueError: A number is out of range.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
    """

    canary_percent: int | None = None
    watch: Duration = field(default_factory=lambda: Duration.minutes(5))
    keep_old: Duration = field(default_factory=lambda: Duration.minutes(5))
    at_most: Duration = field(default_factory=lambda: Duration.minutes(60))

    def __post_init__(self) -> None:
        _check("watch", int(self.watch.to_seconds()), _BAKING_SECONDS, "s")
        _check("keep_old", int(self.keep_old.to_seconds()), _BAKING_SECONDS, "s")
        _check("at_most", int(self.at_most.to_seconds()), _MAX_SECONDS, "s")
        if self.canary_percent is not None:
            _check("canary_percent", self.canary_percent, _CANARY_PERCENT, "%")

    def rolling(self, alarms: Sequence[cloudwatch.IAlarm]) -> Request:
        """The request's ``DeploymentConfig`` for an inference component: copy by copy.

        Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
        """
        return {
            "RollingUpdatePolicy": {
                "MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1},
                "WaitIntervalInSeconds": int(self.watch.to_seconds()),
                "MaximumExecutionTimeoutInSeconds": int(self.at_most.to_seconds()),
            },
            "AutoRollbackConfiguration": _rollback(alarms),
        }

    def request(self, alarms: Sequence[cloudwatch.IAlarm]) -> Request:
        """The request's ``DeploymentConfig``."""
        routing: dict[str, Any] = {
            "Type": "ALL_AT_ONCE",
            "WaitIntervalInSeconds": int(self.watch.to_seconds()),
        }
        if self.canary_percent is not None:
            routing |= {
                "Type": "CANARY",
                "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": self.canary_percent},
            }
        return {
            "BlueGreenUpdatePolicy": {
                "TrafficRoutingConfiguration": routing,
                "TerminationWaitInSeconds": int(self.keep_old.to_seconds()),
                "MaximumExecutionTimeoutInSeconds": int(self.at_most.to_seconds()),
            },
            "AutoRollbackConfiguration": _rollback(alarms),
        }


def _rollback(alarms: Sequence[cloudwatch.IAlarm]) -> Request:
    return {"Alarms": [{"AlarmName": alarm.alarm_name} for alarm in alarms]}


def check_alarms(alarms: Sequence[cloudwatch.IAlarm]) -> None:
    """Refuses more alarms than a change can be watched by.

    Raises:
        ValueError: There are more than 10.
    """
    if len(alarms) > _MAX_ALARMS:
        raise ValueError(
            f"rollback_alarms: {len(alarms)}, with the endpoint's own, are over SageMaker's "
            f"limit of {_MAX_ALARMS}"
        )


def _check(name: str, value: int, allowed: range, unit: str) -> None:
    if value not in allowed:
        raise ValueError(
            f"{name}: {value} {unit} is not between {allowed.start} and {allowed[-1]} {unit}"
        )
