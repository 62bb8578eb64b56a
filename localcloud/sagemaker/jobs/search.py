"""The search over ranges of hyperparameters.

Grid is exact. Random, Bayesian and Hyperband all are random search here, seeded by RandomSeed: a
search that learns from its trials would need many more of them than a laptop runs.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-define-ranges.html
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from localcloud.sagemaker.kinds import invalid

TRIES = 100
"""How often a combination that was tried already is drawn again."""


def combinations(strategy: str, ranges: Mapping[str, Any], seed: int) -> Iterator[dict[str, str]]:
    """Values to try, one combination after another, each once.

    Args:
        ranges: The ParameterRanges of a tuning job.

    Raises:
        ServiceError: ValidationException, for a range that is none.
    """
    if strategy == "Grid":
        return _grid(ranges)
    drawn = _drawers(ranges)
    return _different(drawn, random.Random(seed))  # noqa: S311 - no secret


def _grid(ranges: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if ranges.get("IntegerParameterRanges") or ranges.get("ContinuousParameterRanges"):
        raise invalid("Grid search takes CategoricalParameterRanges only")
    listed = ranges.get("CategoricalParameterRanges") or ()
    names = [each["Name"] for each in listed]
    for values in itertools.product(*(each["Values"] for each in listed)):
        yield dict(zip(names, values, strict=True))


def _different(
    drawers: Mapping[str, Callable[[random.Random], str]], source: random.Random
) -> Iterator[dict[str, str]]:
    """Combinations that have not been drawn before, until none is found any more."""
    seen: set[tuple[str, ...]] = set()
    while True:
        for _ in range(TRIES):
            values = {name: draw(source) for name, draw in drawers.items()}
            key = tuple(values.values())
            if key not in seen:
                seen.add(key)
                yield values
                break
        else:
            return


def _drawers(ranges: Mapping[str, Any]) -> dict[str, Callable[[random.Random], str]]:
    drawers: dict[str, Callable[[random.Random], str]] = {}
    for each in ranges.get("IntegerParameterRanges") or ():
        scaled = _scaled(each)
        drawers[each["Name"]] = lambda source, scaled=scaled: str(round(scaled(source)))  # type: ignore[misc]
    for each in ranges.get("ContinuousParameterRanges") or ():
        scaled = _scaled(each)
        drawers[each["Name"]] = lambda source, scaled=scaled: repr(scaled(source))  # type: ignore[misc]
    for each in ranges.get("CategoricalParameterRanges") or ():
        values = each["Values"]
        drawers[each["Name"]] = lambda source, values=values: str(source.choice(values))  # type: ignore[misc]
    if not drawers:
        raise invalid("ParameterRanges: there is nothing to search")
    return drawers


def _scaled(each: Mapping[str, str]) -> Callable[[random.Random], float]:
    """Draws from a range on the scale that it asks for."""
    name, scaling = each["Name"], each.get("ScalingType", "Auto")
    try:
        low, high = float(each["MinValue"]), float(each["MaxValue"])
    except ValueError as error:
        raise invalid(f"The range of {name} is not of numbers: {error}") from error
    if low > high:
        raise invalid(f"MinValue of {name} is greater than its MaxValue: {low:g} and {high:g}")
    if scaling == "Logarithmic":
        if low <= 0:
            raise invalid(f"The range of {name} begins at {low:g}: a logarithmic one is above 0")
        return lambda source: math.exp(source.uniform(math.log(low), math.log(high)))
    if scaling == "ReverseLogarithmic":
        if low < 0 or high >= 1:
            raise invalid(f"The range of {name} is not within 0 and 1, as a reverse logarithmic is")
        return lambda source: 1 - math.exp(source.uniform(math.log1p(-high), math.log1p(-low)))
    return lambda source: source.uniform(low, high)
