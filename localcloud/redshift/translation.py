"""Redshift's SQL as PostgreSQL's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from localcloud.athena.statements.words import Words


class StatementError(Exception):
    """A statement that cannot be run; the message is what DescribeStatement tells."""


def not_here(what: str) -> StatementError:
    """What works on Redshift and is not made here."""
    return StatementError(f"ERROR: the local cloud does not have {what}")


_REFUSED: Mapping[tuple[str, ...], str] = {
    ("ANALYZE", "COMPRESSION"): "ANALYZE COMPRESSION",
    ("CREATE", "EXTERNAL", "TABLE"): "CREATE EXTERNAL TABLE: declare it in Glue",
    ("CREATE", "MODEL"): "Redshift ML",
    ("CREATE", "DATASHARE"): "data shares",
    ("CREATE", "LIBRARY"): "libraries",
    ("CREATE", "MATERIALIZED", "VIEW"): "materialized views, which refresh by themselves on AWS",
    ("MERGE",): "MERGE",
}
_AS_THEY_ARE = ("BEGIN", "COMMIT", "ROLLBACK", "LOCK", "SET", "ANALYZE", "COMMENT")
_NOTHING: tuple[tuple[str, ...], ...] = (
    ("VACUUM",),
    ("GRANT",),  # permissions are not enforced here
    ("REVOKE",),
    ("ALTER", "DEFAULT", "PRIVILEGES"),
    ("CREATE", "USER"),
    ("CREATE", "ROLE"),
)
_LAYOUT = (
    exp.DistKeyProperty,
    exp.DistStyleProperty,
    exp.SortKeyProperty,
    exp.EncodeColumnConstraint,
    exp.BackupProperty,
)
_FUNCTIONS = frozenset({"approximate", "bpcharcmp", "checksum", "ratio_to_report"})


def translated(
    text: str, parameters: Mapping[str, str], table: Callable[[exp.Table], str | None]
) -> str:
    """A statement in PostgreSQL's SQL; an empty text for one that has nothing to do here.

    Args:
        parameters: What stands for ``:name`` in it, as text.
        table: Gets the rows of a table of an external schema, and tells where; None for a table of
            the warehouse.

    Raises:
        StatementError: It is no SQL, or not made here.
    """
    words = Words(text)
    for keywords, what in _REFUSED.items():
        if words.sees(*keywords):
            raise not_here(what)
    if any(words.sees(*keywords) for keywords in _NOTHING):
        return ""
    if any(words.sees(keyword) for keyword in _AS_THEY_ARE):
        return text
    statement = parsed(_without_column_layout(words) if words.sees("CREATE") else text)
    _check(statement)
    for place in list(statement.find_all(exp.Placeholder)):
        name = str(place.this or "")
        if name not in parameters:
            raise StatementError(f"ERROR: Cannot find parameter: {name}")
        place.replace(exp.Literal.string(parameters[name]))
    _lay_out(statement)
    for each in list(statement.find_all(exp.Table)):
        found = table(each)
        if found is not None:
            if isinstance(statement, exp.Create) and statement.kind == "VIEW":
                raise not_here("views of external tables")
            alias = each.args.get("alias") or exp.TableAlias(this=exp.to_identifier(each.name))
            each.replace(exp.Table(this=exp.to_identifier(found, quoted=True), alias=alias))
    _rewrite(statement)
    return statement.sql(dialect="postgres", unsupported_level=sqlglot.ErrorLevel.IGNORE)


def parsed(text: str) -> exp.Expr:
    """The one statement of a text.

    Raises:
        StatementError: It is no SQL, or several statements.
    """
    try:
        found = [each for each in sqlglot.parse(text, read="redshift") if each is not None]
    except (ParseError, TokenError) as error:
        details = getattr(error, "errors", None) or [{"highlight": "", "line": 1, "col": 1}]
        near = details[0].get("highlight") or ""
        raise StatementError(f'ERROR: syntax error at or near "{near}"') from error
    if len(found) != 1:
        raise StatementError(
            f"ERROR: {len(found)} statements where there has to be one: use BatchExecuteStatement"
        )
    if isinstance(found[0], exp.Command):
        raise not_here(f"the statement {found[0].name.upper()}")
    return found[0]


def _without_column_layout(words: Words) -> str:
    """A CREATE without DISTKEY and SORTKEY of single columns, of which sqlglot knows nothing."""
    text = words.text
    for word, following in itertools.pairwise([*words.all, None]):
        assert word is not None  # noqa: S101 - only the last pair's second is
        bare = following is None or following.text != "("
        if word.kind == "word" and word.text.upper() in ("DISTKEY", "SORTKEY") and bare:
            text = text[: word.at] + " " * len(word.text) + text[word.at + len(word.text) :]
    return text


def _rewrite(statement: exp.Expr) -> None:
    """Says what PostgreSQL says otherwise."""
    for node in list(statement.find_all(exp.WithinGroup)):
        inner = node.this
        if isinstance(inner, exp.GroupConcat):
            order = node.expression.copy()
            order.set("this", inner.this.copy())
            inner.set("this", order)
            node.replace(inner)
    for span in list(statement.find_all(exp.DateDiff, exp.TsOrDsDiff)):
        unit = exp.Literal.string(str(span.args["unit"].name).lower())
        moments = [exp.cast(each, "TIMESTAMP") for each in (span.expression, span.this)]
        span.replace(exp.Anonymous(this="date_difference", expressions=[unit, *moments]))
    for moment in list(statement.find_all(exp.CurrentTimestamp)):
        moment.replace(exp.Anonymous(this="getdate"))
    for rounded in list(statement.find_all(exp.Round)):  # of a double, it is none in PostgreSQL
        arguments = [rounded.this, *filter(None, [rounded.args.get("decimals")])]
        rounded.replace(exp.Anonymous(this="round", expressions=arguments))
    for text in list(statement.find_all(exp.ParseJSON)):
        text.replace(exp.cast(text.this, "JSONB", dialect="postgres"))


def _check(statement: exp.Expr) -> None:
    for node in statement.find_all(exp.Anonymous):
        if str(node.name).lower() in _FUNCTIONS:
            raise not_here(f"the function {node.name}")
    for pivot in statement.find_all(exp.Pivot):
        raise not_here("UNPIVOT" if pivot.args.get("unpivot") else "PIVOT")


def _lay_out(statement: exp.Expr) -> None:
    """Leaves out how a table is spread and sorted, which PostgreSQL has no notion of."""
    for node in list(statement.find_all(*_LAYOUT)):
        parent: Any = node.parent
        node.pop()
        if isinstance(parent, exp.ColumnConstraint):
            parent.pop()
    for node in list(statement.find_all(exp.DataType)):
        if node.this == exp.DType.SUPER:
            node.replace(exp.DataType.build("JSONB", dialect="postgres"))
        elif [str(each.name).lower() for each in node.expressions] == ["max"]:
            node.set("expressions", [])
    properties = statement.args.get("properties")
    if properties is not None and not properties.expressions:
        statement.set("properties", None)
