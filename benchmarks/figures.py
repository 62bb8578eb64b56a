"""Figures and the bounds they are held against."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure: what it is, its value, what it should be at most (or at least)."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the bound is kept; without a bound it is."""
        if self.bound is None:
            return True
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def line(self) -> str:
        """The figure as a line of the report."""
        bound = ""
        if self.bound is not None:
            word = "at least" if self.at_least else "at most"
            bound = f"{word} {self.bound:g} {self.unit}: {'kept' if self.kept else 'MISSED'}"
        return f"{self.name:52} {self.value:9.2f} {self.unit:8} {bound}  {self.detail}".rstrip()


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int) -> list[float]:
    """The ratio of the time of ``first`` to that of ``second``, pair by pair, after a warm-up.

    Pairs, because a machine's speed drifts: what slows one slows the other.
    """
    first()
    second()
    return [seconds(first) / seconds(second) for _ in range(runs)]


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def spread(values: Sequence[float], unit: str) -> str:
    """The range of several measurements, for the detail of a figure."""
    return f"{len(values)} runs, {min(values):.2f} to {max(values):.2f} {unit}".rstrip()


def percentile(values: Sequence[float], percent: int) -> float:
    """A percentile of the values; at least two of them."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
