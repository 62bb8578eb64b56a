"""Parts of a query as DuckDB has to be asked for what Trino means by them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlglot import exp

from localcloud.athena.failure import QueryFailure
from localcloud.athena.sql.formats import joda
from localcloud.athena.sql.typing import DType, decimal, is_decimal, kind

Rewrite = Callable[[Any], exp.Expr]

_REAL = (DType.DOUBLE, DType.FLOAT)


def rewrite(query: exp.Expr, *, now: datetime) -> exp.Expr:
    """The query with every part rewritten that means something else in DuckDB.

    Args:
        query: With its types.
        now: What ``now()`` answers.

    Raises:
        QueryFailure: Something is refused.
    """
    root = exp.Paren(this=query)  # a parent for the query itself
    for node in reversed(list(query.walk())):
        made = _rewritten(node, now)
        if made is not node:
            made.type = node.type
            node.replace(made)
    changed: exp.Expr = root.this
    changed.pop()
    return changed


def call(name: str, *arguments: Any) -> exp.Anonymous:
    """A call of a function of DuckDB's."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text_of(value: str) -> exp.Literal:
    """A text."""
    return exp.Literal.string(value)


def _rewritten(node: Any, now: datetime) -> Any:
    if isinstance(node, exp.Anonymous):
        made = _ANONYMOUS.get(str(node.name).lower())
        return made(node) if made else node
    if isinstance(node, exp.CurrentDate):
        return exp.cast(text_of(f"{now:%Y-%m-%d}"), DType.DATE)
    if isinstance(node, exp.CurrentTimestamp):
        return exp.cast(text_of(f"{now:%Y-%m-%d %H:%M:%S.%f}+00"), DType.TIMESTAMPTZ)
    if isinstance(node, exp.Localtimestamp):
        return exp.cast(text_of(f"{now:%Y-%m-%d %H:%M:%S.%f}"), DType.TIMESTAMP)
    made = _NODES.get(type(node))
    return made(node) if made else node


def _division(node: exp.Div) -> exp.Expr:
    left, right = node.this, node.expression
    if is_decimal(node):
        precise = decimal(node)
        scale = precise[1] if precise else 0
        quotient = exp.Div(this=exp.cast(left, DType.DOUBLE), expression=_nonzero(right))
        rounded = call("round", exp.Paren(this=quotient), exp.Literal.number(scale))
        return exp.cast(rounded, f"DECIMAL(38, {scale})")
    if kind(node) in _REAL:
        return exp.Div(this=left, expression=right)
    return exp.IntDiv(this=left, expression=right)


def _nonzero(divisor: Any) -> exp.Expr:
    """A divisor as a double; zero fails, as it does in Trino for what is exact."""
    zero = exp.EQ(this=divisor.copy(), expression=exp.Literal.number(0))
    double = exp.cast(divisor, DType.DOUBLE)
    if isinstance(divisor, exp.Literal) and float(divisor.name) != 0:
        return double
    fails = exp.cast(call("error", text_of("Division by zero")), DType.DOUBLE)
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=zero, true=fails)], default=double))


def _average(node: exp.Avg) -> exp.Expr:
    precise = decimal(node)
    if not is_decimal(node) or precise is None:
        return node
    average = node.copy()
    return exp.cast(
        call("round", average, exp.Literal.number(precise[1])), f"DECIMAL(38, {precise[1]})"
    )


def _rounded(node: exp.Round) -> exp.Expr:
    """A decimal keeps its scale, whatever it is rounded to."""
    precise = decimal(node)
    if not is_decimal(node) or precise is None:
        return node
    return exp.cast(node.copy(), f"DECIMAL(38, {precise[1]})")


def _cast(node: exp.Cast) -> exp.Expr:
    value, wanted = node.this, node.to.this
    if kind(value) in _REAL and wanted in exp.DataType.INTEGER_TYPES:
        node.set("this", call("round", value))
    elif wanted in (DType.VARCHAR, DType.TEXT) and not node.to.expressions:
        return _text(node, value)
    elif wanted == DType.VARCHAR and node.to.expressions:
        length = node.to.expressions[0].this
        node.set("to", exp.DataType.build("TEXT"))
        return call("substring", _text(node, value), exp.Literal.number(1), length)
    return node


def _text(node: Any, value: Any) -> exp.Expr:
    """What a cast to varchar writes."""
    match kind(value):
        case DType.DOUBLE | DType.FLOAT:
            return call("trino_double_text", exp.cast(value, "TEXT"))
        case DType.TIMESTAMP | DType.TIMESTAMPNTZ | DType.DATETIME:
            return call("strftime", value, text_of("%Y-%m-%d %H:%M:%S.%g"))
        case DType.TIMESTAMPTZ:
            return call("strftime", value, text_of("%Y-%m-%d %H:%M:%S.%g UTC"))
        case DType.JSON:
            return exp.JSONExtractScalar(this=value, expression=text_of("$"))
        case _:
            return node if isinstance(node, exp.Expr) else exp.cast(value, "TEXT")


def _day_kept(node: Any) -> exp.Expr:
    """What moves a date moves it to a date, where DuckDB makes a moment of it."""
    day = kind(node.this) == DType.DATE or (
        isinstance(node, exp.Add) and kind(node.expression) == DType.DATE
    )
    moved = isinstance(node, exp.TimestampTrunc | exp.DateTrunc | exp.DateAdd) or any(
        isinstance(each, exp.Interval) for each in (node.this, node.args.get("expression"))
    )
    return exp.cast(node.copy(), DType.DATE) if day and moved else node


def _difference(node: exp.DateDiff) -> exp.Expr:
    unit = text_of(str(node.args["unit"].name).lower())
    return call("date_sub", unit, node.expression, node.this)


def _format(node: exp.Format) -> exp.Expr:
    form = node.this
    if not (isinstance(form, exp.Literal) and form.is_string):
        raise QueryFailure(
            "NOT_SUPPORTED", "The local cloud does not have format() with a format that is computed"
        )
    conversions = [
        each
        for each in re.findall(r"%[-+ 0,(#]*\d*(?:\.\d+)?([a-zA-Z%])", form.name)
        if each != "%"
    ]
    arguments = [
        exp.cast(value, {"d": "BIGINT", "x": "BIGINT", "s": "TEXT"}.get(letter.lower(), "DOUBLE"))
        for letter, value in zip(conversions, node.expressions, strict=False)
    ]
    if len(conversions) != len(node.expressions):
        raise QueryFailure(
            "INVALID_FUNCTION_ARGUMENT",
            f"Invalid format string: {form.name} (it has {len(conversions)} places for "
            f"{len(node.expressions)} values)",
        )
    return call("printf", form, *arguments)


def _regexp_replace(node: exp.RegexpReplace) -> exp.Expr:
    replacement = node.args.get("replacement") or text_of("")
    if isinstance(replacement, exp.Literal):
        replacement = text_of(re.sub(r"\$(\d)", r"\\\1", replacement.name))
    return call("regexp_replace", node.this, node.expression, replacement, text_of("g"))


def _regexp_extract(node: exp.RegexpExtract) -> exp.Expr:
    """NULL, not an empty text, where nothing matches."""
    matches = call("regexp_matches", node.this.copy(), node.expression.copy())
    found = call(
        "regexp_extract",
        node.this,
        node.expression,
        node.args.get("group") or exp.Literal.number(0),
    )
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=matches, true=found)]))


def _size(node: exp.ArraySize) -> exp.Expr:
    return call("cardinality" if kind(node.this) == DType.MAP else "len", node.this)


def _extremum(node: Any) -> exp.Expr:
    """NULL where any argument is, which DuckDB leaves out."""
    arguments = [node.this, *node.expressions]
    missing = exp.or_(*[exp.Is(this=each.copy(), expression=exp.Null()) for each in arguments])
    name = "greatest" if isinstance(node, exp.Greatest) else "least"
    return exp.Paren(
        this=exp.Case(ifs=[exp.If(this=missing, true=exp.Null())], default=call(name, *arguments))
    )


def _random(node: exp.Rand) -> exp.Expr:
    if node.this is None:
        return node
    return exp.cast(call("floor", exp.Mul(this=call("random"), expression=node.this)), "BIGINT")


def _occurrence(node: exp.StrPosition) -> exp.Expr:
    if node.args.get("occurrence"):
        raise QueryFailure(
            "NOT_SUPPORTED",
            "The local cloud does not have strpos() with a number of the occurrence",
        )
    return node


def _sequence(node: exp.GenerateSeries) -> exp.Expr:
    return exp.cast(node.copy(), "DATE[]") if kind(node.args["start"]) == DType.DATE else node


def _zoned(node: Any) -> exp.Expr:
    value, zone = (
        (node.this, node.args["zone"]) if isinstance(node, exp.AtTimeZone) else node.expressions
    )
    return call("timezone", zone, exp.cast(value, DType.TIMESTAMPTZ))


def _lambda(function: exp.Lambda, names: list[str]) -> exp.Expr:
    """A function of several values as one of an entry that holds them."""
    parameters = [each.name for each in function.expressions]
    places = dict(zip(parameters, names, strict=True))
    body = function.this.copy()
    wrapped = exp.Paren(this=body)
    for node in list(wrapped.walk()):
        name = node.name if isinstance(node, exp.Column | exp.Identifier) else None
        if name in places and not isinstance(node.parent, exp.Column):
            node.replace(
                exp.Dot(this=exp.to_identifier("entry"), expression=exp.to_identifier(places[name]))
            )
    return exp.Lambda(this=wrapped, expressions=[exp.to_identifier("entry")])


def _map_filter(node: exp.Anonymous) -> exp.Expr:
    entries = call("map_entries", node.expressions[0])
    kept = call("list_filter", entries, _lambda(node.expressions[1], ["key", "value"]))
    return call("map_from_entries", kept)


def _transform_values(node: exp.Anonymous) -> exp.Expr:
    function = _lambda(node.expressions[1], ["key", "value"])
    key = exp.Dot(this=exp.to_identifier("entry"), expression=exp.to_identifier("key"))
    function.set("this", call("row", key, function.this))
    entries = call("map_entries", node.expressions[0])
    return call("map_from_entries", call("list_transform", entries, function))


def _reduce(node: exp.Reduce) -> exp.Expr:
    reduced = call("list_reduce", node.this, node.args["merge"], node.args["initial"])
    finish = node.args.get("finish")
    plain = finish is not None and isinstance(finish.this, exp.Identifier | exp.Column)
    if finish is None or (plain and finish.this.name == finish.expressions[0].name):
        return reduced
    made = call("list_transform", exp.Array(expressions=[reduced]), finish)
    return call("list_extract", made, exp.Literal.number(1))


def _renamed(name: str) -> Rewrite:
    return lambda node: call(name, *node.expressions)


def _format_datetime(node: exp.Anonymous) -> exp.Expr:
    value, form = node.expressions
    return call("strftime", value, text_of(joda(form.name)))


def _parse_datetime(node: exp.ParseDatetime) -> exp.Expr:
    return exp.cast(
        call("strptime", node.this, text_of(joda(node.args["format"].name))), DType.TIMESTAMPTZ
    )


_NODES: dict[Any, Rewrite] = {
    exp.Div: _division,
    exp.Avg: _average,
    exp.Round: _rounded,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.DateAdd: _day_kept,
    exp.Add: _day_kept,
    exp.Sub: _day_kept,
    exp.TimestampTrunc: _day_kept,
    exp.DateTrunc: _day_kept,
    exp.DateDiff: _difference,
    exp.Format: _format,
    exp.RegexpReplace: _regexp_replace,
    exp.RegexpExtract: _regexp_extract,
    exp.ArraySize: _size,
    exp.ArraySlice: lambda node: call(
        "trino_slice", node.this, node.args["start"], node.args["end"]
    ),
    exp.Greatest: _extremum,
    exp.Least: _extremum,
    exp.Rand: _random,
    exp.Repeat: lambda node: call("trino_repeat", node.this, node.args["times"]),
    exp.StrPosition: _occurrence,
    exp.GenerateSeries: _sequence,
    exp.AtTimeZone: _zoned,
    exp.Reduce: _reduce,
    exp.ParseDatetime: _parse_datetime,
    exp.ApproxDistinct: lambda node: exp.Count(this=exp.Distinct(expressions=[node.this])),
    exp.ApproxQuantile: lambda node: call("quantile_disc", node.this, node.args["quantile"]),
    exp.Typeof: lambda node: text_of(node.this.type.sql(dialect="athena").lower()),
    exp.Extract: lambda node: (
        call("isodow", node.expression)
        if str(node.name).upper() in ("DOW", "DAY_OF_WEEK")
        else node
    ),
}
_ANONYMOUS: dict[str, Rewrite] = {
    "at_timezone": _zoned,
    "format_datetime": _format_datetime,
    "json_size": _renamed("trino_json_size"),
    "map_filter": _map_filter,
    "transform_values": _transform_values,
    "url_decode": _renamed("trino_url_decode"),
    "url_encode": _renamed("trino_url_encode"),
    "zip": _renamed("list_zip"),
    "zip_with": lambda node: call(
        "list_transform",
        call("list_zip", *node.expressions[:2]),
        _lambda_of_pair(node.expressions[2]),
    ),
}


def _lambda_of_pair(function: exp.Lambda) -> exp.Expr:
    parameters = [each.name for each in function.expressions]
    wrapped = exp.Paren(this=function.this.copy())
    for node in list(wrapped.walk()):
        name = node.name if isinstance(node, exp.Column | exp.Identifier) else None
        if name in parameters and not isinstance(node.parent, exp.Column):
            place = exp.Literal.number(parameters.index(str(name)) + 1)
            node.replace(call("struct_extract", exp.to_identifier("entry"), place))
    return exp.Lambda(this=wrapped, expressions=[exp.to_identifier("entry")])
