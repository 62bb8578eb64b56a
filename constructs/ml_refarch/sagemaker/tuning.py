"""A search for better hyperparameters before the training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from .algorithms import Goal, Range

_JOBS: Final = range(1, 750 + 1)
_PARALLEL: Final = range(1, 100 + 1)
_MAX_RANGES: Final = 30


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """A search for the hyperparameters with which the model is trained.

    Args:
        objective: The figure that is to be better; one that the algorithm reports.
        ranges: Where to look, by hyperparameter; at most 30. They are left out of those that
            the algorithm is given.
        goal: Which way is better; the algorithm knows when it is a built-in one.
        max_jobs: How many trainings there are, 1 to 750.
        max_parallel_jobs: How many of them at a time, 1 to 100.
        strategy: How the next ones are chosen.
        stop_early: Whether a training that gets nowhere is ended.

    Raises:
        ValueError: A number is over its limit, or there is no range.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning.html
    """

    objective: str
    ranges: Mapping[str, Range]
    goal: Goal | None = None
    max_jobs: int = 10
    max_parallel_jobs: int = 2
    strategy: Literal["Bayesian", "Random", "Hyperband"] = "Bayesian"
    stop_early: bool = True

    def __post_init__(self) -> None:
        if not 1 <= len(self.ranges) <= _MAX_RANGES:
            raise ValueError(f"ranges: {len(self.ranges)} of them; tuning takes 1 to {_MAX_RANGES}")
        _check("max_jobs", self.max_jobs, _JOBS)
        _check("max_parallel_jobs", self.max_parallel_jobs, _PARALLEL)
        if self.max_parallel_jobs > self.max_jobs:
            raise ValueError(
                f"max_parallel_jobs: {self.max_parallel_jobs} is more than max_jobs, "
                f"which is {self.max_jobs}"
            )

    def config(self, goal: Goal) -> dict[str, Any]:
        """The request's ``HyperParameterTuningJobConfig``."""
        ranges: dict[str, list[dict[str, Any]]] = {}
        for name, wanted in self.ranges.items():
            ranges.setdefault(wanted.kind, []).append(wanted.render(name))
        return {
            "Strategy": self.strategy,
            "HyperParameterTuningJobObjective": {"Type": goal, "MetricName": self.objective},
            "ResourceLimits": {
                "MaxNumberOfTrainingJobs": self.max_jobs,
                "MaxParallelTrainingJobs": self.max_parallel_jobs,
            },
            "ParameterRanges": ranges,
            # Hyperband stops trainings by itself and takes no other early stopping.
            "TrainingJobEarlyStoppingType": (
                "Auto" if self.stop_early and self.strategy != "Hyperband" else "Off"
            ),
        }


def _check(name: str, value: int, allowed: range) -> None:
    if value not in allowed:
        raise ValueError(f"{name}: {value} is not between {allowed.start} and {allowed[-1]}")
