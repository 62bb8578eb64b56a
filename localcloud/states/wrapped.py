"""Operations that Step Functions offers under names of its own, with parameters of its own.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Wrapped:
    """How one of them becomes an operation of the service.

    Args:
        operation: The service's operation, its first letter small.
        members: The service's member by parameter, where its name is another.
        listed: The members that take a list, of which a state gives the one item.
        told: What the task answers by member of the service's answer, where its name is another;
            of a list, the one item.
    """

    operation: str
    members: Mapping[str, str] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)

    def request(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The service's own parameters."""
        named = {self.members.get(name, name): value for name, value in parameters.items()}
        return {
            name: [value] if name.removesuffix(".$") in self.listed else value
            for name, value in named.items()
        }

    def written(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters as a definition writes them, whose names may end with ``.$``."""
        plain = {name.removesuffix(".$"): value for name, value in parameters.items()}
        return self.request(plain)

    def answer(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What the task answers."""
        told = dict(answer)
        for name, own in self.told.items():
            value = told.pop(name)
            told[own] = value[0] if isinstance(value, list) else value
        return told


WRAPPED: dict[tuple[str, str], Wrapped] = {
    ("elasticmapreduce", "createCluster"): Wrapped(
        operation="runJobFlow", told={"JobFlowId": "ClusterId"}
    ),
    ("elasticmapreduce", "addStep"): Wrapped(
        operation="addJobFlowSteps",
        members={"ClusterId": "JobFlowId", "Step": "Steps"},
        listed=frozenset({"Steps"}),
        told={"StepIds": "StepId"},
    ),
    ("elasticmapreduce", "cancelStep"): Wrapped(
        operation="cancelSteps",
        members={"StepId": "StepIds"},
        listed=frozenset({"StepIds"}),
        told={"CancelStepsInfoList": "CancelStepsInfo"},
    ),
    ("elasticmapreduce", "terminateCluster"): Wrapped(
        operation="terminateJobFlows",
        members={"ClusterId": "JobFlowIds"},
        listed=frozenset({"JobFlowIds"}),
    ),
}
"""By service and operation, as a resource names them."""


def wrapped(service: str, action: str) -> Wrapped:
    """How an operation is called; most are the service's own."""
    return WRAPPED.get((service, action)) or Wrapped(operation=action)
