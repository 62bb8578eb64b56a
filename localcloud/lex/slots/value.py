"""A slot's value, and where in the utterance it was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_VALUE_LENGTH = 140
MAX_RESOLVED_VALUES = 5


@dataclass(frozen=True)
class SlotValue:
    """What was said, what it means (None where it may mean several things), what it may mean."""

    original: str
    interpreted: str | None
    resolved: tuple[str, ...] = ()

    def shape(self) -> dict[str, Any]:
        """The value as a scalar slot of the runtime API and of the Lambda event."""
        return {
            "shape": "Scalar",
            "value": {
                "originalValue": self.original,
                "interpretedValue": self.interpreted,
                "resolvedValues": list(self.resolved[:MAX_RESOLVED_VALUES]),
            },
        }


@dataclass(frozen=True)
class Found:
    """A value and the part of the utterance, ``[start, end)``, that said it."""

    value: SlotValue
    start: int
    end: int

    def overlaps(self, other: Found) -> bool:
        """Whether both were read from the same words."""
        return self.start < other.end and other.start < self.end


def found(text: str, start: int, end: int, *resolved: str) -> Found:
    """A value said in ``text[start:end]``; several resolutions make it ambiguous."""
    interpreted = resolved[0] if len(resolved) == 1 else None
    return Found(SlotValue(text[start:end], interpreted, resolved), start, end)
