"""Which models pass."""

from __future__ import annotations

from dataclasses import dataclass

from .algorithms import Goal


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A model passes that is better than the baseline and than the model in use.

    Both are measured by the evaluation, on the same rows as the model itself.

    Args:
        metric: The figure, one of the evaluation's, such as ``rmse``.
        goal: Which way is better.
        margin: How much better than the model in use, as a share of its figure: 0.01 is 1 %.
        limit: What the figure must reach whatever else there is; no such limit when left out.

    Raises:
        ValueError: The margin is not from 0 to under 1.
    """

    metric: str = "rmse"
    goal: Goal = "Minimize"
    margin: float = 0
    limit: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.margin < 1:
            raise ValueError(f"margin: {self.margin} is not from 0 to under 1")
