"""What has been created in SageMaker, as Describe operations answer it."""

from __future__ import annotations

import base64
import binascii
import copy
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.clock import Clock
from localcloud.sagemaker.kinds import Kind, invalid

Shape = dict[str, Any]

PAGE = 10
"""How many a list answers where the request does not say."""


@dataclass
class Record:
    """One thing: its name, its ARN, its tags and the members that its Describe answers."""

    kind: Kind
    name: str
    region: str
    arn: str
    members: Shape
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def created(self) -> datetime:
        """When it was created."""
        moment: datetime = self.members["CreationTime"]
        return moment


class Records:
    """All that is kept; safe to use from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._records: dict[tuple[str, str, str], Record] = {}

    def now(self) -> datetime:
        """The time that the records go by."""
        return self._clock.now()

    def add(
        self, kind: Kind, name: str, region: str, members: Mapping[str, Any], *, key: str = ""
    ) -> Record:
        """Keeps a new one.

        Args:
            members: What Describe will answer, beside the name, the ARN and the times; ``Tags``
                are kept apart.
            key: What it is found by, where that is not its name.

        Raises:
            ServiceError: The name is taken.
        """
        now = self._clock.now()
        own = copy.deepcopy(dict(members))
        tags = {tag["Key"]: tag["Value"] for tag in own.pop("Tags", None) or ()}
        arn = own.get(kind.arn_member) or kind.arn_of(name, region)
        own.setdefault(kind.name_member, name)
        own.update({kind.arn_member: arn, "CreationTime": now, "LastModifiedTime": now})
        record = Record(kind, name, region, arn, own, tags)
        place = (kind.noun, region, key or name)
        with self._lock:
            if place in self._records:
                raise kind.name_taken(name, region)
            self._records[place] = record
        return record

    def get(self, kind: Kind, name: str, region: str) -> Record:
        """One that there is.

        Raises:
            ServiceError: There is none of the name.
        """
        record = self.find(kind, name, region)
        if record is None:
            raise kind.not_found(name, region)
        return record

    def find(self, kind: Kind, name: str, region: str) -> Record | None:
        """One, if there is one."""
        with self._lock:
            return self._records.get((kind.noun, region, name))

    def remove(self, kind: Kind, name: str, region: str) -> Record:
        """Forgets one.

        Raises:
            ServiceError: There is none of the name.
        """
        with self._lock:
            record = self._records.pop((kind.noun, region, name), None)
        if record is None:
            raise kind.not_found(name, region)
        return record

    def update(self, record: Record, **members: Any) -> None:
        """Sets members; those given as None are taken away."""
        with self._lock:
            for name, value in members.items():
                if value is None:
                    record.members.pop(name, None)
                else:
                    record.members[name] = value
            record.members["LastModifiedTime"] = self._clock.now()

    def read(self, record: Record) -> Shape:
        """A copy of what Describe answers."""
        with self._lock:
            return copy.deepcopy(record.members)

    def of(self, kind: Kind, region: str) -> list[Record]:
        """All of a kind."""
        with self._lock:
            return [r for r in self._records.values() if r.kind is kind and r.region == region]

    def all_of(self, kind: Kind) -> list[Record]:
        """All of a kind, in every region."""
        with self._lock:
            return [r for r in self._records.values() if r.kind is kind]

    def by_arn(self, arn: str) -> Record | None:
        """The one that has an ARN."""
        with self._lock:
            return next((r for r in self._records.values() if r.arn == arn), None)


def listed(
    request: Shape,
    members: Iterable[Shape],
    *,
    kind: Kind,
    status: str = "",
    sort_keys: Mapping[str, Callable[[Shape], Any]] | None = None,
    order: str = "Descending",
) -> tuple[list[Shape], str | None]:
    """A page of what a List operation asks for.

    Args:
        members: What Describe would answer for each.
        status: The member that ``StatusEquals`` compares.
        sort_keys: How to sort, beside CreationTime, Name and Status.
        order: The order where the request does not say.

    Returns:
        The page and the token of the next one.

    Raises:
        ServiceError: ValidationException, for a token that none of these gave.
    """
    chosen = [each for each in members if _wanted(request, each, kind, status)]
    keys: dict[str, Callable[[Shape], Any]] = {
        "CreationTime": lambda each: each["CreationTime"],
        "LastModifiedTime": lambda each: each["LastModifiedTime"],
        "Name": lambda each: each[kind.name_member],
        "Status": lambda each: each[status],
        **(sort_keys or {}),
    }
    chosen.sort(
        key=keys[request.get("SortBy") or "CreationTime"],
        reverse=(request.get("SortOrder") or order) == "Descending",
    )
    begin = _offset(request.get("NextToken"))
    end = begin + (request.get("MaxResults") or PAGE)
    return chosen[begin:end], _token(end) if end < len(chosen) else None


def _wanted(request: Shape, each: Shape, kind: Kind, status: str) -> bool:
    contains = request.get("NameContains")
    if contains and contains.lower() not in each[kind.name_member].lower():
        return False
    if request.get("StatusEquals") and each[status] != request["StatusEquals"]:
        return False
    for member in ("CreationTime", "LastModifiedTime"):
        after, before = request.get(f"{member}After"), request.get(f"{member}Before")
        if after and each[member] < after:
            return False
        if before and each[member] > before:
            return False
    return True


def _token(offset: int) -> str:
    return base64.b64encode(str(offset).encode()).decode()


def _offset(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(base64.b64decode(token, validate=True))
    except (ValueError, binascii.Error) as error:
        raise invalid(f"Invalid NextToken: {token}") from error
