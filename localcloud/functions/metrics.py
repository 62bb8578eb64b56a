"""What Lambda tells CloudWatch of invocations, in the namespace ``AWS/Lambda``.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from localcloud.cloudwatch.recording import record
from localcloud.functions.invocation import Invocation, Outcome
from localcloud.functions.reference import FunctionReference
from localcloud.functions.revision import Revision

if TYPE_CHECKING:
    from localcloud.interface import Cloud

UNQUALIFIED = "$LATEST"


class FunctionMetrics:
    """Counts invocations by function, by the version or alias invoked, and in all."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def now(self) -> datetime:
        """The time that an invocation which begins now is counted at."""
        return self._cloud.clock.now()

    def invoked(
        self, revision: Revision, invocation: Invocation, outcome: Outcome, at: datetime
    ) -> None:
        """Counts an invocation that has ended, at the time it began."""
        figures = {
            "Invocations": (1.0, "Count"),
            "Errors": (float(outcome.failed), "Count"),
            "Duration": (outcome.milliseconds, "Milliseconds"),
        }
        self._record(revision, invocation, figures, at)

    def throttled(self, revision: Revision, invocation: Invocation) -> None:
        """Counts one that was refused."""
        self._record(revision, invocation, {"Throttles": (1.0, "Count")}, self.now())

    def _record(
        self,
        revision: Revision,
        invocation: Invocation,
        figures: Mapping[str, tuple[float, str]],
        at: datetime,
    ) -> None:
        name = {"FunctionName": revision.name}
        qualifier = FunctionReference.parse(invocation.arn, region=revision.region).qualifier
        resource = revision.name if qualifier is None else f"{revision.name}:{qualifier}"
        dimensions: list[Mapping[str, str]] = [{}, name, {**name, "Resource": resource}]
        if qualifier not in (None, revision.version):
            executed = {"Resource": resource, "ExecutedVersion": revision.version}
            dimensions.append({**name, **executed})
        record(self._cloud, revision.region, "AWS/Lambda", figures, dimensions=dimensions, at=at)
