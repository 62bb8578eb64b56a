"""A step of a daily workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aws_cdk import aws_iam as iam

from .asl import States


@dataclass(frozen=True, kw_only=True)
class Source:
    """Files of the raw layer that a step needs.

    Args:
        folder: Where those of a day are: ``events/event=*/date={date}/`` or
            ``flights/month={month}/``; a ``*`` stands for any name.
        late_days: How many days before the day are looked at as well.
        required: Whether a day without them waits, and fails at last; the step is left out
            otherwise.
    """

    folder: str
    late_days: int = 0
    required: bool = False

    def __post_init__(self) -> None:
        places = self.folder.replace("{date}", "").replace("{month}", "")
        if "{" in places or "}" in places:
            raise ValueError(
                f"folder: {self.folder!r} has other places than {{date}} and {{month}}"
            )
        if not self.folder.endswith("/") or self.folder.startswith("/"):
            raise ValueError(f"folder: {self.folder!r} is not a folder such as 'flights/'")
        if not 0 <= self.late_days <= 30:
            raise ValueError(f"late_days: {self.late_days} is not between 0 and 30")

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
