"""What every kind of pattern is: something that reads an event, or does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

Fields = Callable[[str], Any]
"""What an event that matches holds under a reference such as ``$.latency`` or ``$bytes``: None
where there is nothing."""


class PatternError(ValueError):
    """The text is no filter pattern."""


class LogPattern(Protocol):
    """A filter pattern."""

    has_fields: ClassVar[bool]
    """Whether what matches has fields to refer to."""

    def read(self, message: str) -> Fields | None:
        """The fields of an event that matches; None of one that does not."""
        ...


def no_fields(_: str) -> Any:
    """Of an event without fields."""
    return None
