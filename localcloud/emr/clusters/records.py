"""What is kept of clusters and their steps."""

from __future__ import annotations

import copy
import secrets
import string
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.errors import ServiceError
from localcloud.service import ACCOUNT

Shape = dict[str, Any]

OVER = ("TERMINATED", "TERMINATED_WITH_ERRORS")
STEP_OVER = ("COMPLETED", "CANCELLED", "FAILED", "INTERRUPTED")
_OF_THE_CLUSTER = (
    "Name",
    "LogUri",
    "ReleaseLabel",
    "Applications",
    "Configurations",
    "ServiceRole",
    "SecurityConfiguration",
    "AutoScalingRole",
    "ScaleDownBehavior",
    "StepConcurrencyLevel",
    "Tags",
)
"""The members of RunJobFlow that DescribeCluster answers as they are."""


def invalid(message: str) -> ServiceError:
    """A request that EMR does not take."""
    return ServiceError("InvalidRequestException", message)


def _identity(prefix: str) -> str:
    letters = string.ascii_uppercase + string.digits
    return f"{prefix}-" + "".join(secrets.choice(letters) for _ in range(13))


@dataclass
class Step:
    """One step: the members that DescribeStep answers, and what it was asked."""

    members: Shape
    request: Shape

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.members["Id"])

    @property
    def state(self) -> str:
        """Its state."""
        return str(self.members["Status"]["State"])


@dataclass
class Cluster:
    """One cluster: the members that DescribeCluster answers, and its steps in their order."""

    members: Shape
    keep_alive: bool
    steps: list[Step] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.members["Id"])

    @property
    def state(self) -> str:
        """Its state."""
        return str(self.members["Status"]["State"])

    def step(self, identity: str) -> Step:
        """One of its steps.

        Raises:
            ServiceError: InvalidRequestException.
        """
        for each in self.steps:
            if each.id == identity:
                return each
        raise invalid(f"Step id '{identity}' is not valid.")


class Clusters:
    """The clusters of all regions; safe to use from any thread.

    Args:
        now: The cloud's time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lock = threading.RLock()
        self._kept: dict[tuple[str, str], Cluster] = {}

    def create(self, region: str, request: Shape) -> Cluster:
        """Keeps a new cluster, which is ready at once."""
        identity, now = _identity("j"), self.now()
        instances = request["Instances"]
        members: Shape = {
            **{name: request[name] for name in _OF_THE_CLUSTER if name in request},
            "Id": identity,
            "ClusterArn": f"arn:aws:elasticmapreduce:{region}:{ACCOUNT}:cluster/{identity}",
            "Status": {
                "State": "WAITING",
                "StateChangeReason": {"Message": "Cluster ready to run steps."},
                "Timeline": {"CreationDateTime": now, "ReadyDateTime": now},
            },
            "AutoTerminate": not instances.get("KeepJobFlowAliveWhenNoSteps", False),
            "TerminationProtected": instances.get("TerminationProtected", False),
            "VisibleToAllUsers": request.get("VisibleToAllUsers", True),
            "NormalizedInstanceHours": 0,
        }
        cluster = Cluster(members, keep_alive=not members["AutoTerminate"])
        with self.lock:
            self._kept[region, identity] = cluster
        return cluster

    def get(self, region: str, identity: str) -> Cluster:
        """One cluster.

        Raises:
            ServiceError: InvalidRequestException.
        """
        with self.lock:
            if (region, identity) not in self._kept:
                raise invalid(f"Cluster id '{identity}' is not valid.")
            return self._kept[region, identity]

    def of(self, region: str) -> list[Cluster]:
        """The clusters of a region, the newest first."""
        with self.lock:
            return [each for (place, _), each in self._kept.items() if place == region][::-1]

    def add_step(self, cluster: Cluster, request: Shape) -> Step:
        """Keeps a new step, which waits for its turn."""
        jar = request["HadoopJarStep"]
        properties = {each["Key"]: each["Value"] for each in jar.get("Properties") or ()}
        members: Shape = {
            "Id": _identity("s"),
            "Name": request["Name"],
            "ActionOnFailure": request.get("ActionOnFailure", "CONTINUE"),
            "Config": {"Jar": jar["Jar"], "Args": jar.get("Args") or [], "Properties": properties},
            "Status": {"State": "PENDING", "Timeline": {"CreationDateTime": self.now()}},
        }
        if jar.get("MainClass"):
            members["Config"]["MainClass"] = jar["MainClass"]
        step = Step(members, request)
        with self.lock:
            cluster.steps.append(step)
        return step

    def set_state(self, kept: Cluster | Step, state: str, *, time: str = "", **status: Any) -> None:
        """Sets a state.

        Args:
            time: The member of the timeline that is now, such as ``EndDateTime``.
            status: Further members of the status.
        """
        with self.lock:
            told = kept.members["Status"]
            told.update(status, State=state)
            if time:
                told["Timeline"][time] = self.now()

    def read(self, kept: Cluster | Step) -> Shape:
        """A copy of what Describe answers."""
        with self.lock:
            return copy.deepcopy(kept.members)


def summary(members: Mapping[str, Any], *names: str) -> Shape:
    """Some members of what Describe answers, as List does."""
    return {name: members[name] for name in names if name in members}
