"""What Athena keeps: workgroups, saved queries, prepared statements, queries that have run."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from localcloud.errors import ServiceError
from localcloud.service import ACCOUNT, partition_of

Shape = dict[str, Any]
PRIMARY = "primary"
PAGE = 50


def invalid(message: str) -> ServiceError:
    """A request that Athena does not take."""
    return ServiceError("InvalidRequestException", message)


def not_found(kind: str, name: str) -> ServiceError:
    """What is asked for is not there."""
    return ServiceError("ResourceNotFoundException", f"{kind} {name} was not found")


def page(request: Shape, items: Sequence[Any], member: str, size: int = PAGE) -> Shape:
    """A page of a List operation.

    Raises:
        ServiceError: InvalidRequestException, for a token that no page gave.
    """
    token = request.get("NextToken") or "0"
    if not token.isdigit():
        raise invalid(f"Invalid token: {token}")
    begin = int(token)
    end = begin + (request.get("MaxResults") or size)
    answer: Shape = {member: list(items[begin:end])}
    if end < len(items):
        answer["NextToken"] = str(end)
    return answer


class Tags:
    """The tags of resources, by ARN."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tags: dict[str, dict[str, str]] = {}

    def add(self, arn: str, tags: Any) -> None:
        """Gives tags, as lists of Key and Value."""
        with self._lock:
            kept = self._tags.setdefault(arn, {})
            kept.update({each["Key"]: each["Value"] for each in tags or ()})

    def remove(self, arn: str, keys: Sequence[str]) -> None:
        """Takes tags away."""
        with self._lock:
            for key in keys:
                self._tags.get(arn, {}).pop(key, None)

    def of(self, arn: str) -> list[Shape]:
        """The tags of a resource."""
        with self._lock:
            return [{"Key": key, "Value": value} for key, value in self._tags.get(arn, {}).items()]

    def forget(self, arn: str) -> None:
        """Forgets a resource."""
        with self._lock:
            self._tags.pop(arn, None)


def arn_of(region: str, resource: str) -> str:
    """The ARN of something of Athena's."""
    partition = partition_of(region)
    return f"arn:{partition}:athena:{region}:{ACCOUNT}:{resource}"
