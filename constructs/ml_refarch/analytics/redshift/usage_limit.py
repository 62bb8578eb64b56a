"""The most that a warehouse may compute, and so cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Period = Literal["daily", "weekly", "monthly"]
Breach = Literal["log", "emit-metric", "deactivate"]

_PERIODS: Final = ("daily", "weekly", "monthly")
_BREACHES: Final = ("log", "emit-metric", "deactivate")


@dataclass(frozen=True, kw_only=True)
class UsageLimit:
    """How much a workgroup computes in a period, and what happens beyond.

    Args:
        rpu_hours: Redshift Processing Units times hours: a warehouse of 8 units that works for
            half an hour uses 4. At least 1.
        period: ``daily``, ``weekly`` or ``monthly``.
        beyond: ``deactivate``, so that queries fail until the period ends; ``log`` or
            ``emit-metric``, so that somebody hears of it.

    Raises:
        ValueError: A value is not allowed.

    Source: https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_CreateUsageLimit.html
    """

    rpu_hours: int
    period: Period = "daily"
    beyond: Breach = "deactivate"

    def __post_init__(self) -> None:
        if self.rpu_hours < 1:
            raise ValueError(f"rpu_hours: {self.rpu_hours} is not at least 1")
        if self.period not in _PERIODS:
            raise ValueError(f"period: {self.period!r} is not one of {', '.join(_PERIODS)}")
        if self.beyond not in _BREACHES:
            raise ValueError(f"beyond: {self.beyond!r} is not one of {', '.join(_BREACHES)}")
