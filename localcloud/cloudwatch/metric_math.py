"""Metric math: expressions over the metrics of a request.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from localcloud.cloudwatch.statistics import Span

NO_PERIOD = 60
"""The period of a series without values."""


class MathError(ValueError):
    """The expression is none, or more than the local cloud works out."""


@dataclass(frozen=True)
class Series:
    """A metric over time.

    Attributes:
        label: What tells it from others that an expression gives; None where it gives one.
    """

    values: Mapping[datetime, float]
    period: int
    label: str | None = None


Value: TypeAlias = "float | Series | list[Value]"
Lookup = Callable[[str], Value]
Find = Callable[[str, str, int | None], list[Series]]
Operation = Callable[[float, float], float]

_OPERATORS: dict[type[ast.AST], Operation] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.And: lambda one, other: float(bool(one) and bool(other)),
    ast.Or: lambda one, other: float(bool(one) or bool(other)),
}
_REDUCTIONS: dict[str, Callable[[Sequence[float]], float]] = {
    "SUM": math.fsum,
    "AVG": lambda values: math.fsum(values) / len(values),
    "MIN": min,
    "MAX": max,
}
_ROUNDINGS: dict[str, Callable[[float], float]] = {
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
}
FUNCTIONS = sorted((*_REDUCTIONS, *_ROUNDINGS, "FILL", "IF", "METRICS", "PERIOD", "SEARCH"))
_QUOTED = re.compile(r"""('[^']*'|"[^"]*")""")
_AS_PYTHON = (
    (re.compile(r"\^"), "**"),
    (re.compile(r"&&|\bAND\b"), " and "),
    (re.compile(r"\|\||\bOR\b"), " or "),
)


class MetricMath:
    """Works out the expressions of one request.

    Args:
        lookup: What an id stands for: a metric, or what another expression gives.
        metrics: Every metric of the request, for ``METRICS()``.
        span: The time asked for, which ``FILL`` fills.
        find: The metrics of a ``SEARCH``, of a statistic and a period.
    """

    def __init__(self, lookup: Lookup, metrics: Sequence[Series], span: Span, find: Find) -> None:
        self._lookup = lookup
        self._metrics = list(metrics)
        self._span = span
        self._find = find

    def series(self, expression: str) -> Series | list[Series]:
        """The time series, or the several, that an expression gives.

        Raises:
            MathError: It cannot be read, or gives anything else.
        """
        try:
            tree = ast.parse(_as_python(expression).strip(), mode="eval").body
        except SyntaxError as error:
            raise MathError(f"{expression!r} is not an expression: {error.msg}") from error
        value = self._value(tree)
        if isinstance(value, Series):
            return value
        several = (
            [each for each in value if isinstance(each, Series)] if isinstance(value, list) else []
        )
        if isinstance(value, float) or len(several) < len(value):
            raise MathError(f"{expression!r} gives a number; time series are wanted here")
        return several

    def _value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=bool() | int() | float() as number):
                return float(number)
            case ast.Name(id=name):
                return self._lookup(name)
            case ast.List(elts=items):
                return [self._value(item) for item in items]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _combined(operator.mul, -1.0, self._value(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return self._pair(op, left, right)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                return self._pair(op, left, right)
            case ast.BoolOp(op=op, values=[first, *rest]):
                value = self._value(first)
                for each in rest:
                    value = _combined(_OPERATORS[type(op)], value, self._value(each))
                return value
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments)
        raise MathError(f"{ast.unparse(node)!r} is not worked out in the local cloud")

    def _pair(self, op: ast.AST, left: ast.expr, right: ast.expr) -> Value:
        return _combined(_OPERATORS[type(op)], self._value(left), self._value(right))

    def _call(self, name: str, arguments: list[ast.expr]) -> Value:
        if name not in FUNCTIONS:
            raise MathError(
                f"{name} is not worked out in the local cloud, which has {', '.join(FUNCTIONS)}"
            )
        if name == "METRICS" and not arguments:
            return list(self._metrics)
        if name == "SEARCH":
            return self._found(arguments)
        if name == "FILL" and len(arguments) == 2:
            return self._filled(self._value(arguments[0]), arguments[1])
        values = [self._value(argument) for argument in arguments]
        match name, values:
            case "PERIOD", [Series(period=period)]:
                return float(period)
            case "IF", [condition, then, *otherwise] if len(otherwise) <= 1:
                return _chosen(condition, then, otherwise[0] if otherwise else None)
            case _, [one] if name in _ROUNDINGS:
                rounding = _ROUNDINGS[name]
                return _combined(lambda value, _: float(rounding(value)), one, 0.0)
            case _, [one] if name in _REDUCTIONS:
                return _reduced(_REDUCTIONS[name], one)
        raise MathError(f"{name} does not take these arguments")

    def _found(self, arguments: list[ast.expr]) -> Value:
        match arguments:
            case [ast.Constant(value=str() as text), ast.Constant(value=str() as statistic)]:
                return list(self._find(text, statistic, None))
            case [
                ast.Constant(value=str() as text),
                ast.Constant(value=str() as statistic),
                ast.Constant(value=int() as period),
            ]:
                return list(self._find(text, statistic, period))
        raise MathError("SEARCH wants a text, a statistic and perhaps a period")

    def _filled(self, value: Value, filler: ast.expr) -> Value:
        if isinstance(value, list):
            return [self._filled(each, filler) for each in value]
        if not isinstance(value, Series):
            raise MathError("FILL wants a metric")
        repeats = isinstance(filler, ast.Name) and filler.id == "REPEAT"
        if isinstance(filler, ast.Name) and not repeats:
            raise MathError(f"FILL with {filler.id} is not worked out in the local cloud")
        last = None if repeats else self._value(filler)
        values: dict[datetime, float] = {}
        for time in self._span.times(value.period):
            if time in value.values:
                values[time] = value.values[time]
                last = values[time] if repeats else last
            elif isinstance(last, float):
                values[time] = last
        return Series(values, value.period, value.label)


def _as_python(expression: str) -> str:
    """The expression with Python's operators; what is in quotes stays."""
    parts = _QUOTED.split(expression)
    for place in range(0, len(parts), 2):
        for pattern, python in _AS_PYTHON:
            parts[place] = pattern.sub(python, parts[place])
    return "".join(parts)


def _combined(operation: Operation, one: Value, other: Value) -> Value:
    """An operation on two values; of two time series where both have a value."""
    if isinstance(one, list):
        return [_combined(operation, each, other) for each in one]
    if isinstance(other, list):
        return [_combined(operation, one, each) for each in other]
    if isinstance(one, Series):
        return _over_time(operation, one, other)
    if isinstance(other, Series):
        return _over_time(lambda second, first: operation(first, second), other, one)
    result = _finite(operation, one, other)
    if result is None:
        raise MathError("a number is divided by zero")
    return result


def _over_time(operation: Operation, one: Series, other: Series | float) -> Series:
    values = {}
    for time, first in one.values.items():
        second = other.values.get(time) if isinstance(other, Series) else other
        found = None if second is None else _finite(operation, first, second)
        if found is not None:
            values[time] = found
    return Series(values, one.period, one.label)


def _finite(operation: Operation, one: float, other: float) -> float | None:
    """None where CloudWatch shows no point: a division by zero."""
    try:
        result = float(operation(one, other))
    except (ZeroDivisionError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def _reduced(reduction: Callable[[Sequence[float]], float], value: Value) -> Value:
    """Of an array one series, time by time; of a series one number."""
    if isinstance(value, float):
        return value
    if isinstance(value, Series):
        if not value.values:
            raise MathError("a metric without data has no such number")
        return float(reduction(list(value.values.values())))
    if not value:
        return Series({}, NO_PERIOD)  # a search that has found nothing
    series = [each for each in value if isinstance(each, Series)]
    if len(series) < len(value):
        raise MathError("an array of metrics is wanted")
    times = sorted({time for each in series for time in each.values})
    values = {
        time: float(reduction([each.values[time] for each in series if time in each.values]))
        for time in times
    }
    return Series(values, series[0].period)


def _chosen(condition: Value, then: Value, otherwise: Value | None) -> Value:
    if not isinstance(condition, Series):
        raise MathError("IF wants a condition over time")
    values = {}
    for time, holds in condition.values.items():
        chosen = then if holds else otherwise
        if isinstance(chosen, float):
            values[time] = chosen
        elif isinstance(chosen, Series) and time in chosen.values:
            values[time] = chosen.values[time]
    return Series(values, condition.period)
