"""How a deployment moves traffic: the steps, and how long each is watched.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from localcloud.sagemaker.kinds import invalid


@dataclass(frozen=True)
class Policy:
    """A deployment's course.

    Attributes:
        shares: What share of the traffic the new fleet gets, step by step; the last is all of it.
        bake: How long each step is watched.
        keep_old: How long the old fleet stays afterwards.
        limit: How long all of it may take; None for no limit.
        alarms: Names of the alarms that bring the old fleet back.
    """

    shares: tuple[float, ...] = (1.0,)
    bake: timedelta = timedelta()
    keep_old: timedelta = timedelta()
    limit: timedelta | None = None
    alarms: tuple[str, ...] = ()

    @classmethod
    def of(cls, config: Mapping[str, Any] | None, *, instances: int) -> Policy:
        """Reads a DeploymentConfig.

        Args:
            instances: How many instances the new fleet has, which a step may be counted in.

        Raises:
            ServiceError: ValidationException, where it contradicts itself.
        """
        if not config:
            return cls()
        alarms = (config.get("AutoRollbackConfiguration") or {}).get("Alarms") or ()
        names = tuple(each["AlarmName"] for each in alarms)
        rolling = config.get("RollingUpdatePolicy")
        blue_green = config.get("BlueGreenUpdatePolicy")
        if rolling and blue_green:
            raise invalid(
                "Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy can be specified."
            )
        if rolling:
            return cls(
                shares=_steps(_share(rolling["MaximumBatchSize"], instances)),
                bake=timedelta(seconds=rolling["WaitIntervalInSeconds"]),
                limit=_limit(rolling),
                alarms=names,
            )
        if not blue_green:
            return cls(alarms=names)
        routing = blue_green["TrafficRoutingConfiguration"]
        return cls(
            shares=_routing_shares(routing, instances),
            bake=timedelta(seconds=routing["WaitIntervalInSeconds"]),
            keep_old=timedelta(seconds=blue_green.get("TerminationWaitInSeconds") or 0),
            limit=_limit(blue_green),
            alarms=names,
        )


def _routing_shares(routing: Mapping[str, Any], instances: int) -> tuple[float, ...]:
    kind = routing["Type"]
    sizes = {"CANARY": "CanarySize", "LINEAR": "LinearStepSize"}
    for name in sizes.values():
        if (routing.get(name) is not None) != (sizes.get(kind) == name):
            needed = "is required" if sizes.get(kind) == name else "is not allowed"
            raise invalid(f"{name} {needed} for traffic routing of type {kind}.")
    if kind == "CANARY":
        return (_share(routing["CanarySize"], instances), 1.0)
    if kind == "LINEAR":
        return _steps(_share(routing["LinearStepSize"], instances))
    return (1.0,)


def _share(size: Mapping[str, Any], instances: int) -> float:
    value: float = size["Value"]
    return min(1.0, value / 100 if size["Type"] == "CAPACITY_PERCENT" else value / instances)


def _steps(step: float) -> tuple[float, ...]:
    count = 1
    while step * count < 1 - 1e-9:
        count += 1
    return (*(step * number for number in range(1, count)), 1.0)


def _limit(policy: Mapping[str, Any]) -> timedelta | None:
    seconds = policy.get("MaximumExecutionTimeoutInSeconds")
    return timedelta(seconds=seconds) if seconds else None
