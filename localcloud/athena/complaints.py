"""DuckDB's complaints in Athena's words."""

from __future__ import annotations

import re
from collections.abc import Callable

import duckdb

from localcloud.athena.failure import QueryFailure

_SAID: tuple[tuple[str, str, Callable[[re.Match[str]], str]], ...] = (
    (r"Division by zero", "DIVISION_BY_ZERO", lambda _: "Division by zero"),
    (
        r"Could not (?:convert|cast) (?:string|value|type)? ?['\"]?(.*?)['\"]? to (\w+)",
        "INVALID_CAST_ARGUMENT",
        lambda found: f"Cannot cast '{found[1]}' to {found[2]}",
    ),
    (
        r"invalid (?:date|timestamp)[^:]*: ?\"([^\"]*)\"",
        "INVALID_CAST_ARGUMENT",
        lambda found: f"Value cannot be cast to date or timestamp: {found[1]}",
    ),
    (
        r"Could not parse string \"(.*?)\" according to format",
        "INVALID_FUNCTION_ARGUMENT",
        lambda found: f'Invalid format: "{found[1]}"',
    ),
    (
        r"Referenced column \"(.*?)\" not found",
        "COLUMN_NOT_FOUND",
        lambda found: f"Column '{found[1]}' cannot be resolved",
    ),
    (
        r"does not have a column named \"(.*?)\"",
        "COLUMN_NOT_FOUND",
        lambda found: f"Column '{found[1]}' cannot be resolved",
    ),
    (
        r"Referenced table \"(.*?)\" not found",
        "COLUMN_NOT_FOUND",
        lambda found: f"Column '{found[1]}' cannot be resolved",
    ),
    (
        r"Ambiguous reference to column name \"(.*?)\"",
        "AMBIGUOUS_NAME",
        lambda found: f"Column '{found[1]}' is ambiguous",
    ),
    (
        r"column \"?(.*?)\"? must appear in the GROUP BY clause",
        "EXPRESSION_NOT_AGGREGATE",
        lambda found: f"'{found[1]}' must be an aggregate expression or appear in GROUP BY clause",
    ),
    (
        r"WHERE clause cannot contain aggregates",
        "EXPRESSION_NOT_SCALAR",
        lambda _: (
            "WHERE clause cannot contain aggregations, window functions or grouping operations"
        ),
    ),
    (
        r"More than one row returned by a subquery",
        "SUBQUERY_MULTIPLE_ROWS",
        lambda _: "Scalar sub-query has returned multiple rows",
    ),
    (
        r"No function matches the given name and argument types '(\w+)\((.*?)\)'",
        "FUNCTION_NOT_FOUND",
        lambda found: f"Unexpected parameters ({found[2].lower()}) for function {found[1]}",
    ),
    (
        r"Could not choose a best candidate function for the function call \"(\w+)\(",
        "FUNCTION_NOT_FOUND",
        lambda found: f"Unexpected parameters for function {found[1]}",
    ),
    (r"[Oo]verflow in", "NUMERIC_VALUE_OUT_OF_RANGE", lambda _: "A number is out of its range"),
    (
        r"Cannot compare values of type (.*?) and (?:type )?(.*?) ",
        "TYPE_MISMATCH",
        lambda found: f"Cannot apply operator: {found[1].lower()} = {found[2].lower()}",
    ),
)


def failure_of(error: duckdb.Error) -> QueryFailure:
    """What a query fails with that DuckDB does not run."""
    message = str(error)
    for pattern, code, said in _SAID:
        found = re.search(pattern, message, re.DOTALL)
        if found:
            return QueryFailure(code, said(found))
    first = message.split("\n")[0]
    if isinstance(error, duckdb.CatalogException | duckdb.ParserException | duckdb.BinderException):
        return QueryFailure("NOT_SUPPORTED", f"The local cloud cannot run this query: {first}")
    return QueryFailure("GENERIC_USER_ERROR", first)
