"""What the value of a hyperparameter may be, and how to say so."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from aws_cdk import Token

Value: TypeAlias = str | int | float | bool
"""A hyperparameter as it is written in Python; SageMaker takes each as a string."""


class Rule(ABC):
    """What one hyperparameter accepts."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """What is accepted, in words that follow "is not"."""

    @abstractmethod
    def accepts(self, value: Value) -> bool:
        """Whether ``value`` is one of them."""

    @property
    def tunable(self) -> bool:
        """Whether a range of it can be searched."""
        return False

    def within(self, low: float, high: float) -> bool:
        """Whether all of a range is accepted."""
        return self.tunable and self.accepts(low) and self.accepts(high)


@dataclass(frozen=True)
class Whole(Rule):
    """A whole number.

    Args:
        least: The smallest.
        most: The largest; none when left out.
        also: Words that are accepted too, such as ``auto``.
    """

    least: int = 1
    most: int | None = None
    also: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        return f"a whole number {_bounds(self.least, self.most)}{_or(self.also)}"

    @property
    def tunable(self) -> bool:
        return True

    def accepts(self, value: Value) -> bool:
        if value in self.also:
            return True
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            return False
        try:
            number = int(value)
        except (ValueError, OverflowError):
            return False
        return self.least <= number and (self.most is None or number <= self.most)


@dataclass(frozen=True)
class Real(Rule):
    """A number.

    Args:
        least: The smallest; none when left out.
        most: The largest; none when left out.
        above: Whether it must be more than ``least``.
        below: Whether it must be less than ``most``.
        also: Words that are accepted too, such as ``auto``.
    """

    least: float | None = 0
    most: float | None = None
    above: bool = False
    below: bool = False
    also: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        limits = _limits(self)
        return f"a number{' ' if limits else ''}{limits}{_or(self.also)}"

    @property
    def tunable(self) -> bool:
        return True

    def accepts(self, value: Value) -> bool:
        if value in self.also:
            return True
        if isinstance(value, bool):
            return False
        try:
            number = float(value)
        except ValueError:
            return False
        return not (
            math.isnan(number)
            or math.isinf(number)
            or (self.least is not None and number < self.least)
            or (self.above and number == self.least)
            or (self.most is not None and number > self.most)
            or (self.below and number == self.most)
        )


@dataclass(frozen=True)
class OneOf(Rule):
    """One of some words or numbers."""

    choices: tuple[str | int, ...]

    def __init__(self, *choices: str | int) -> None:
        object.__setattr__(self, "choices", choices)

    @property
    def allowed(self) -> str:
        return f"one of {', '.join(str(choice) for choice in self.choices)}"

    def accepts(self, value: Value) -> bool:
        return not isinstance(value, bool) and str(value) in {str(one) for one in self.choices}


@dataclass(frozen=True)
class Flag(Rule):
    """True or false.

    Args:
        also: Words that are accepted too, such as ``auto``.
    """

    also: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        return f"true or false{_or(self.also)}"

    def accepts(self, value: Value) -> bool:
        return isinstance(value, bool) or value in {"true", "false", *self.also}


@dataclass(frozen=True)
class Text(Rule):
    """Text of which all matches a pattern.

    Args:
        pattern: The regular expression.
        meaning: What the text is, in words that follow "is not".
    """

    pattern: str
    meaning: str

    @property
    def allowed(self) -> str:
        return self.meaning

    def accepts(self, value: Value) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value) is not None


def rendered(values: Mapping[str, Value]) -> dict[str, str]:
    """Hyperparameters as SageMaker takes them."""
    return {name: text(value) for name, value in values.items()}


def text(value: Value) -> str:
    """One hyperparameter as SageMaker takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def check(
    values: Mapping[str, Value], rules: Mapping[str, Rule], *, owner: str, where: str
) -> None:
    """Refuses values that their rules do not accept, and names that have no rule.

    Args:
        owner: Whose hyperparameters they are, for the message.
        where: The parameter that they were given in, for the message.

    Raises:
        ValueError: A name is not known, or a value is not allowed.
    """
    for name, value in values.items():
        if name not in rules:
            raise ValueError(unknown(name, rules, owner=owner, where=where))
        if not rules[name].accepts(value) and not _decided_by_deploy(value):
            raise ValueError(f"{where}: {name} of {owner} is {value!r}, not {rules[name].allowed}")


def unknown(name: str, rules: Iterable[str], *, owner: str, where: str) -> str:
    """What to say of a hyperparameter that there is not."""
    known = sorted(rules)
    near = get_close_matches(name, known, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return f"{where}: {owner} has no {name!r}{hint}; it has {', '.join(known)}"


def _decided_by_deploy(value: Value) -> bool:
    # The CDK's kernel reads what it is asked as JSON, which has no NaN and no infinity.
    spoken = not isinstance(value, float) or math.isfinite(value)
    return spoken and Token.is_unresolved(value)


def _bounds(least: float, most: float | None) -> str:
    return f"of at least {least:g}" if most is None else f"from {least:g} to {most:,}"


def _limits(rule: Real) -> str:
    low = "" if rule.least is None else f"{'over' if rule.above else 'of at least'} {rule.least:g}"
    high = "" if rule.most is None else f"{'under' if rule.below else 'at most'} {rule.most:g}"
    return " and ".join(part for part in (low, high) if part)


def _or(words: tuple[str, ...]) -> str:
    return "".join(f" or {word}" for word in words)
