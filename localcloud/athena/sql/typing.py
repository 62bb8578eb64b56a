"""What types the parts of a query have by Trino's rules, which are not DuckDB's.

Trino divides decimals to a decimal, rounded; it compares no text with a number, nor with a date.

Source: https://trino.io/docs/current/functions/decimal.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from localcloud.athena.failure import QueryFailure

DType = exp.DType
MOST_DIGITS = 38

WHOLE: dict[Any, int] = {
    DType.TINYINT: 3,
    DType.SMALLINT: 5,
    DType.INT: 10,
    DType.BIGINT: 19,
}
"""Types of whole numbers, with the digits that they have as decimals."""

_REAL = frozenset({DType.DOUBLE, DType.FLOAT})
_TEXT = frozenset({DType.VARCHAR, DType.CHAR, DType.TEXT})
_MOMENTS = frozenset(
    {DType.TIMESTAMP, DType.TIMESTAMPTZ, DType.DATE, DType.TIMESTAMPNTZ, DType.DATETIME}
)

Decimal = tuple[int, int]


def kind(node: Any) -> Any:
    """The type of an expression, as sqlglot names it; None where it is not known."""
    return node.type.this if node is not None and node.type is not None else None


def decimal(node: Any) -> Decimal | None:
    """Precision and scale of an exact number, whole ones among them; None for anything else."""
    found = kind(node)
    if found in WHOLE:
        return WHOLE[found], 0
    if found != DType.DECIMAL:
        return None
    numbers = [int(each.name) for each in node.type.expressions if each.name.isdigit()]
    if not numbers:
        return 38, 0
    return numbers[0], numbers[1] if len(numbers) > 1 else 0


def is_decimal(node: Any) -> bool:
    """Whether it is a decimal, as opposed to a whole number."""
    return bool(kind(node) == DType.DECIMAL)


def _typed(precision: int, scale: int) -> exp.DataType:
    return exp.DataType.build(f"DECIMAL({min(precision, MOST_DIGITS)}, {scale})", dialect="athena")


def _literal(annotator: Any, node: exp.Literal) -> exp.Literal:
    if node.is_string or node.is_int:
        annotator._annotate_literal(node)
        if not node.is_string and abs(int(node.name)) > 2**31 - 1:
            annotator._set_type(node, DType.BIGINT)
        return node
    whole, _, fraction = node.name.partition(".")
    written = node.name.lower()
    annotator._set_type(
        node,
        DType.DOUBLE
        if "e" in written
        else _typed(len(whole.lstrip("0") + fraction) or 1, len(fraction)),
    )
    return node


def _arithmetic(combine: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], Any]:
    def annotate(annotator: Any, node: Any) -> Any:
        left, right = decimal(node.left), decimal(node.right)
        if left and right and (is_decimal(node.left) or is_decimal(node.right)):
            annotator._set_type(node, _typed(*combine(left, right)))
        elif left and right:
            annotator._set_type(node, _wider(node))
        elif kind(node.left) in _REAL or kind(node.right) in _REAL:
            annotator._set_type(node, DType.DOUBLE)
        else:
            _moment_arithmetic(annotator, node)
        return node

    return annotate


def _wider(node: Any) -> Any:
    return max(kind(node.left), kind(node.right), key=lambda each: WHOLE[each])


def _moment_arithmetic(annotator: Any, node: Any) -> None:
    kinds = {kind(node.left), kind(node.right)} & _MOMENTS
    interval = isinstance(node.left, exp.Interval) or isinstance(node.right, exp.Interval)
    annotator._set_type(node, next(iter(kinds)) if interval and len(kinds) == 1 else DType.UNKNOWN)


def _sum(annotator: Any, node: exp.Sum) -> exp.Sum:
    inner, found = node.this, decimal(node.this)
    if is_decimal(inner) and found:
        annotator._set_type(node, _typed(MOST_DIGITS, found[1]))
    else:
        annotator._set_type(node, DType.BIGINT if found else kind(inner) or DType.UNKNOWN)
    return node


def _average(annotator: Any, node: exp.Avg) -> exp.Avg:
    annotator._set_type(node, node.this.type if is_decimal(node.this) else DType.DOUBLE)
    return node


def _rounded(annotator: Any, node: Any) -> Any:
    found = decimal(node.this)
    if is_decimal(node.this) and found:
        digits = (
            (found[0] + 1, found[1]) if node.args.get("decimals") else (found[0] - found[1] + 1, 0)
        )
        annotator._set_type(node, _typed(*digits))
    else:
        annotator._set_type(node, kind(node.this) or DType.UNKNOWN)
    return node


def _as_first(annotator: Any, node: Any) -> Any:
    annotator._set_type(node, node.this.type or DType.UNKNOWN)
    return node


def _truncated(annotator: Any, node: Any) -> Any:
    day = kind(node.this) == DType.DATE
    annotator._set_type(node, DType.DATE if day else kind(node.this) or DType.UNKNOWN)
    return node


RULES: dict[Any, Any] = {
    **Dialect.get_or_raise("athena").EXPRESSION_METADATA,
    exp.Literal: {"annotator": _literal},
    exp.Add: {"annotator": _arithmetic(lambda a, b: _plus(a, b))},
    exp.Sub: {"annotator": _arithmetic(lambda a, b: _plus(a, b))},
    exp.Mul: {"annotator": _arithmetic(lambda a, b: (a[0] + b[0], a[1] + b[1]))},
    exp.Div: {
        "annotator": _arithmetic(lambda a, b: (a[0] + b[1] + max(b[1] - a[1], 0), max(a[1], b[1])))
    },
    exp.Mod: {
        "annotator": _arithmetic(
            lambda a, b: (min(a[0] - a[1], b[0] - b[1]) + max(a[1], b[1]), max(a[1], b[1]))
        )
    },
    exp.Neg: {"annotator": _as_first},
    exp.Abs: {"annotator": _as_first},
    exp.Sum: {"annotator": _sum},
    exp.Avg: {"annotator": _average},
    exp.Round: {"annotator": _rounded},
    exp.DateAdd: {"annotator": _truncated},
    exp.TimestampTrunc: {"annotator": _truncated},
    exp.DateTrunc: {"annotator": _truncated},
    exp.StrToTime: {"returns": DType.TIMESTAMP},
    exp.TimeToStr: {"returns": DType.VARCHAR},
    exp.CountIf: {"returns": DType.BIGINT},
    exp.DateDiff: {"returns": DType.BIGINT},
    exp.ApproxDistinct: {"returns": DType.BIGINT},
}
"""sqlglot's rules for Athena, with Trino's for decimals and moments."""


def _plus(a: Decimal, b: Decimal) -> Decimal:
    scale = max(a[1], b[1])
    return max(a[0] - a[1], b[0] - b[1]) + scale + 1, scale


def check(query: exp.Expr, text: str) -> None:
    """Refuses what Trino does: operators between types that have nothing in common.

    Raises:
        QueryFailure: TYPE_MISMATCH.
    """
    for node in query.find_all(*_COMPARISONS, *_SUMS, exp.DPipe, exp.Between, exp.In):
        for left, right in _pairs(node):
            families = _family(left), _family(right)
            if None in families or _agree(node, *families):
                continue
            raise QueryFailure(
                "TYPE_MISMATCH",
                f"Cannot apply operator: {_said(left)} {_SIGNS[type(node)]} {_said(right)}",
                at=start_of(node),
                text=text,
            )


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, exp.Between):
        return [(node.this, node.args["low"]), (node.this, node.args["high"])]
    if isinstance(node, exp.In):
        return [(node.this, each) for each in node.expressions]
    return [(node.left, node.right)]


def _agree(node: Any, left: Any, right: Any) -> bool:
    if isinstance(node, exp.DPipe):
        return bool(left == right and left != "number")
    if isinstance(node, _SUMS):
        return "text" not in (left, right)
    return bool(left == right)


def _family(node: Any) -> str | None:
    found = kind(node)
    if found in WHOLE or found in _REAL or found == DType.DECIMAL:
        return "number"
    if found in _TEXT:
        return "text"
    if found in _MOMENTS:
        return "moment"
    return "boolean" if found == DType.BOOLEAN else None


def _said(node: Any) -> str:
    if isinstance(node, exp.Literal) and node.is_string:
        return f"varchar({len(node.name)})"
    said: str = node.type.sql(dialect="athena").lower()
    return said


def start_of(node: exp.Expr) -> int | None:
    """Where an expression begins in its query; None where no part of it knows."""
    starts = [
        each.meta["start"]
        for each in node.walk()
        if "start" in each.meta and (each.arg_key == "this" or not isinstance(each, exp.Identifier))
    ]
    return min(starts, default=None)


_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_SIGNS: dict[Any, str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.DPipe: "||",
    exp.Between: "BETWEEN",
    exp.In: "IN",
}
