"""The question marks of a query, and what a caller puts in their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from localcloud.athena.failure import QueryFailure


def with_parameters(query: exp.Expr, parameters: Sequence[str], text: str) -> exp.Expr:
    """The query with values for its question marks, which can be nothing but values.

    Args:
        parameters: Each as SQL writes it: a text in quotes, a number, ``DATE '2024-01-01'``.

    Raises:
        QueryFailure: There are more or fewer, or one is no value.
    """
    places = (
        sorted(query.find_all(exp.Placeholder), key=lambda each: each.meta.get("start", 0))
        if _know_places(query)
        else list(query.find_all(exp.Placeholder, bfs=False))
    )
    if len(places) != len(parameters):
        raise QueryFailure(
            "INVALID_PARAMETER_USAGE",
            f"Incorrect number of parameters: expected {len(places)} but found {len(parameters)}",
            at=0,
            text=text,
        )
    for place, parameter in zip(places, parameters, strict=True):
        place.replace(_value(parameter))
    return query


def _know_places(query: exp.Expr) -> bool:
    return all("start" in each.meta for each in query.find_all(exp.Placeholder))


def _value(parameter: str) -> exp.Expr:
    try:
        found: Any = sqlglot.parse_one(parameter, read="athena")
    except (ParseError, TokenError) as error:
        raise _no_value(parameter) from error
    inner = found.this if isinstance(found, exp.Cast | exp.Neg | exp.Paren) else found
    if not isinstance(inner, exp.Literal | exp.Boolean | exp.Null | exp.Neg):
        raise _no_value(parameter)
    return found  # type: ignore[no-any-return]  # sqlglot's parse_one is typed loosely


def _no_value(parameter: str) -> QueryFailure:
    return QueryFailure(
        "INVALID_PARAMETER_USAGE",
        f"The execution parameter {parameter} is no value: a text stands in single quotes",
    )
