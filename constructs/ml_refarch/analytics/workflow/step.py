"""A step of a daily workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from aws_cdk import aws_iam as iam

from .asl import States

LATE_DAYS: Final = 30
"""How many days before a day it is said of at most."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Files of the raw layer that a step needs.

    Args:
        folder: Where those of a day are: ``events/event=*/date={date}/`` or
            ``flights/*={month}/``; a ``*`` stands for any name.
        late_days: How many days before the day are looked at as well.
        required: Whether a day without them waits, and fails at last; the step is left out
            otherwise.
    """

    folder: str
    late_days: int = 0
    required: bool = False

    def __post_init__(self) -> None:
        check_folder(self.folder)
        check_late_days(self.late_days)

    @property
    def asked(self) -> Mapping[str, Any]:
        """What the workflow's function is asked."""
        return {"folder": self.folder, "lateDays": self.late_days, "required": self.required}


class Step(Protocol):
    """What a workflow does each day; the library's steps are not all there can be.

    Attributes:
        name: Begins the names of its states, and is told when it fails: letters and digits.
        source: The files that it needs; it is done on any day without.
    """

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def source(self) -> Source | None:
        """The files that it needs."""

    def states(self, *, then: str, failed: str) -> States:
        """Its states, the first one first.

        Args:
            then: The state that follows.
            failed: The state that follows an error, which is at ``$.failure``.
        """

    def let(self, role: iam.Role) -> None:
        """Lets the workflow's role do it."""


def check_folder(folder: str) -> None:
    """Raises a ValueError if it is no folder of a day, such as ``things/date={date}/``."""
    places = folder.replace("{date}", "").replace("{month}", "")
    if "{" in places or "}" in places:
        raise ValueError(f"folder: {folder!r} has other places than {{date}} and {{month}}")
    # What Step Functions fills in is within quotes.
    if not folder.endswith("/") or folder.startswith("/") or set(folder) & set("'\\"):
        raise ValueError(f"folder: {folder!r} is not a folder such as 'flights/'")


def check_late_days(days: int) -> None:
    """Raises a ValueError if so many days before a day are never looked at."""
    if not 0 <= days <= LATE_DAYS:
        raise ValueError(f"late_days: {days} is not between 0 and {LATE_DAYS}")
