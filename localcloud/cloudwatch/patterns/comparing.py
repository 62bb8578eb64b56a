"""Comparisons of a field with a number, a text with asterisks, or a regular expression."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localcloud.cloudwatch.patterns.fields import PatternError

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPERATORS = ("!=", "=!", "<=", ">=", "=", "<", ">")
"""The longer ones first; "=!" is how the documentation once writes "!="."""

# What CloudWatch's regular expressions may hold: no groups, no other symbols.
_REGEX_SYMBOLS = re.compile(r"[A-Za-z0-9:_#=@/;,\-^$?\[\]{}|\\*+.\s~\"'<>&!`]*")


@dataclass(frozen=True)
class Comparison:
    """An operator and what a field is compared with.

    Attributes:
        quoted: Whether the text was in quotes, and so no number.
    """

    operator: str
    text: str
    quoted: bool = False

    def __post_init__(self) -> None:
        if self.operator in _ORDERS and self._number(self.text) is None:
            raise PatternError(f"{self.operator} wants a number, not {self.text!r}")
        if self._expression is not None:
            compiled(self._expression)

    def holds(self, value: Any) -> bool:
        """Whether a value of a field fits; objects, lists and null never do."""
        if value is None or isinstance(value, dict | list):
            return False
        if self.operator in _ORDERS:
            number, bound = self._number(value), self._number(self.text)
            return (
                number is not None and bound is not None and _ORDERS[self.operator](number, bound)
            )
        return self._equals(value) == (self.operator == "=")

    def _equals(self, value: Any) -> bool:
        if self._expression is not None:
            return compiled(self._expression).search(_text(value)) is not None
        if not self.quoted and not isinstance(value, bool):
            number, wanted = self._number(value), self._number(self.text)
            if number is not None and wanted is not None:
                return number == wanted
        return _fits(self.text, _text(value))

    @property
    def _expression(self) -> str | None:
        whole = len(self.text) > 2 and self.text[0] == self.text[-1] == "%"
        return self.text[1:-1] if whole and not self.quoted else None

    @staticmethod
    def _number(value: Any) -> float | None:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return float(value)
        return float(value) if NUMBER.fullmatch(value) else None


def compiled(expression: str) -> re.Pattern[str]:
    """A regular expression between percent signs.

    Raises:
        PatternError: It is none, or has what CloudWatch does not take.
    """
    if not _REGEX_SYMBOLS.fullmatch(expression):
        raise PatternError(f"%{expression}% has symbols that regular expressions here have not")
    try:
        return re.compile(expression, re.ASCII)
    except re.error as error:
        raise PatternError(f"%{expression}% is no regular expression: {error}") from error


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _fits(pattern: str, text: str) -> bool:
    """An asterisk stands for any text at the beginning and at the end, and for itself elsewhere."""
    if pattern == "*":
        return True
    before, after = pattern.startswith("*"), pattern.endswith("*")
    core = pattern[int(before) : len(pattern) - int(after)]
    if before and after:
        return core in text
    if before:
        return text.endswith(core)
    return text.startswith(core) if after else text == core
