"""What a job is to a task that waits for it.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Job:
    """One optimised integration that runs a job to its end.

    Args:
        service: The service's name in botocore.
        start: The operation that begins the job.
        read: The operation that tells how it is.
        named: What names the job to ``read`` and ``stop``: their member, and the parameter, or
            the part of the answer, that holds it.
        status: Where ``read`` tells the status, as a dotted path.
        result: Where ``read`` tells what the task answers; all of it by default.
        succeeded: The statuses that end the task well.
        failed: Those that fail it; any other means that the job goes on.
        stop: The operation that ends a job whose execution was stopped, or took too long; an
            empty string where there is none.
        tells_name: Whether the task answers with what names the job, too.
        named_to_stop: What names the job to ``stop``, where ``read`` is told otherwise; a member
            that ends with ``s`` takes a list.
        errors: How Step Functions names an error of the service that its model does not list.
    """

    service: str
    start: str
    read: str
    named: Mapping[str, str]
    status: str
    result: str = ""
    succeeded: frozenset[str]
    failed: frozenset[str]
    stop: str
    named_to_stop: Mapping[str, str] = field(default_factory=dict)
    errors: str
    tells_name: bool = False

    def identity(self, request: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
        """The members that name one job to the operations on it.

        Args:
            request: The parameters of the task.
            answer: What ``start`` answered, as the task tells it.
        """
        known = {**request, **answer}
        return {member: known[source] for member, source in self.named.items()}

    def identity_to_stop(
        self, request: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The members that name one job to ``stop``, as ``identity`` does to ``read``."""
        if not self.named_to_stop:
            return self.identity(request, answer)
        known = {**request, **answer}
        return {
            member: [known[source]] if member.endswith("s") else known[source]
            for member, source in self.named_to_stop.items()
        }

    def status_of(self, read: Mapping[str, Any]) -> str:
        """The status in an answer of ``read``."""
        return str(_at(read, self.status))

    def result_of(self, read: Mapping[str, Any]) -> Any:
        """What the task answers."""
        return _at(read, self.result) if self.result else read


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[part]
    return value
