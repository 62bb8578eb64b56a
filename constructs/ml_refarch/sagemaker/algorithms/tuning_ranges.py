"""Where tuning looks for a hyperparameter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .hyperparameters import Rule, Value, text

Scaling: TypeAlias = Literal["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"]


class Range(ABC):
    """What tuning may set a hyperparameter to.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-define-ranges.html
    """

    kind: str
    """The list that it belongs to in SageMaker's ``ParameterRanges``."""

    @abstractmethod
    def render(self, name: str) -> dict[str, Any]:
        """As SageMaker takes it."""

    @abstractmethod
    def within(self, rule: Rule) -> bool:
        """Whether all of it is allowed."""


@dataclass(frozen=True)
class _Numbers(Range):
    least: float
    most: float
    scaling: Scaling = "Auto"

    def __post_init__(self) -> None:
        _check(self.least, self.most, self.scaling)

    def render(self, name: str) -> dict[str, Any]:
        return {
            "Name": name,
            "MinValue": str(self.least),
            "MaxValue": str(self.most),
            "ScalingType": self.scaling,
        }

    def within(self, rule: Rule) -> bool:
        return rule.within(self.least, self.most)


@dataclass(frozen=True)
class WholeRange(_Numbers):
    """Whole numbers.

    Args:
        least: The smallest.
        most: The largest.
        scaling: On which scale they are tried.

    Raises:
        ValueError: One is no whole number, ``least`` is not below ``most``, or the scale cannot
            hold them.
    """

    kind = "IntegerParameterRanges"

    def __post_init__(self) -> None:
        for name, value in (("least", self.least), ("most", self.most)):
            if not isinstance(value, int):
                raise ValueError(f"{name}: {value} is no whole number")  # noqa: TRY004 - a value
        super().__post_init__()


@dataclass(frozen=True)
class RealRange(_Numbers):
    """Numbers.

    Args:
        least: The smallest.
        most: The largest.
        scaling: On which scale they are tried.

    Raises:
        ValueError: ``least`` is not below ``most``, or the scale cannot hold them.
    """

    kind = "ContinuousParameterRanges"


@dataclass(frozen=True)
class Choices(Range):
    """One of some values.

    Raises:
        ValueError: There are none, or more than 30.
    """

    values: tuple[Value, ...]
    kind = "CategoricalParameterRanges"

    def __init__(self, *values: Value) -> None:
        object.__setattr__(self, "values", values)
        if not 1 <= len(values) <= 30:
            raise ValueError(f"values: {len(values)} of them; tuning takes 1 to 30")

    def render(self, name: str) -> dict[str, Any]:
        return {"Name": name, "Values": [text(value) for value in self.values]}

    def within(self, rule: Rule) -> bool:
        return all(rule.accepts(value) for value in self.values)


def _check(least: float, most: float, scaling: Scaling) -> None:
    if not least < most:
        raise ValueError(f"least: {least} is not below most, which is {most}")
    if scaling == "Logarithmic" and least <= 0:
        raise ValueError(f"scaling: Logarithmic needs numbers over 0, and least is {least}")
    if scaling == "ReverseLogarithmic" and not (least >= 0 and most < 1):
        raise ValueError(
            f"scaling: ReverseLogarithmic needs numbers from 0 to under 1, not {least} to {most}"
        )
