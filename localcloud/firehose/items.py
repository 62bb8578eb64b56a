"""What is on its way to the destination: items, gathered in buffers by where they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from localcloud.firehose.sources import Taken

PROCESSING = "processing-failed"
EXTRACTION = "metadata-extraction-failed"
CONVERSION = "format-conversion-failed"
PARTITIONS = "active-partition-limit-exceeded"
"""The types of errors, as they stand in prefixes."""


@dataclass(frozen=True)
class Failure:
    """Why an item cannot be delivered.

    Attributes:
        kind: The type of the error.
        attempts: How often it was tried.
    """

    kind: str
    code: str
    message: str
    attempts: int = 1


@dataclass(frozen=True)
class Route:
    """Where an item goes: a partition, or where failures of a type go."""

    keys: tuple[tuple[str, str], ...] = ()
    failed: str = ""

    @classmethod
    def partition(cls, keys: Mapping[str, str]) -> Route:
        """To a partition."""
        return cls(tuple(sorted(keys.items())))


class Origin:
    """The record that items come from; it is delivered when all of them are.

    Attributes:
        taken: The record.
        left: How many of its items are not delivered.
    """

    __slots__ = ("left", "taken")

    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self.left = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to deliver.

    Attributes:
        data: As it is delivered; of a failure, as it came.
        failure: Why it goes where failures go.
    """

    origin: Origin
    data: bytes
    failure: Failure | None = None


@dataclass
class Buffer:
    """Items that will be written together.

    Attributes:
        opened: When the first came.
        retry: When to try again, where writing has failed.
        failures: How often it has.
    """

    route: Route
    opened: datetime
    items: list[Item] = field(default_factory=list)
    size: int = 0
    retry: datetime | None = None
    failures: int = 0

    def add(self, item: Item) -> None:
        """Takes one more."""
        self.items.append(item)
        self.size += len(item.data)

    @property
    def oldest(self) -> datetime:
        """When the first of its records arrived."""
        return min(item.origin.taken.arrived for item in self.items)
