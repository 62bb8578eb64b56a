"""One query of Athena's as one of DuckDB's."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, TokenError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify

from localcloud.athena.failure import QueryFailure, syntax_error
from localcloud.athena.sql import functions
from localcloud.athena.sql.pruning import Need, needs
from localcloud.athena.sql.rewriting import rewrite
from localcloud.athena.sql.typing import RULES, check, start_of
from localcloud.athena.sql.unnesting import unnested

# It warns of what it cannot write for DuckDB; that is refused by name here, or rewritten before.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

DIALECT = "athena"
UNNAMED = "$unnamed"


@dataclass(frozen=True)
class Relation:
    """What stands for a table in DuckDB.

    Args:
        name: Its name there, which nothing else has.
        columns: The types of its columns, as Athena names them.
        keys: The columns that tell its partitions.
    """

    name: str
    columns: Mapping[str, str]
    keys: frozenset[str] = frozenset()


class Tables(Protocol):
    """Tells what stands for the tables of a query, and gets their rows once that is known."""

    def resolve(self, table: exp.Table) -> Relation | exp.Query:
        """What stands for a table; for a view, its query, whose tables are resolved."""
        ...

    @property
    def inside_views(self) -> list[Relation]:
        """What stands for the tables that views speak of."""
        ...

    def load(self, relation: Relation, need: Need, condition: str | None) -> None:
        """Gets the rows that a query needs.

        Args:
            condition: What partitions have to fulfil, in DuckDB's SQL; None for nothing.
        """
        ...


def parse(text: str) -> exp.Expr:
    """The one statement of a text.

    Raises:
        QueryFailure: It is no SQL, or more than one statement.
    """
    try:
        found = [each for each in sqlglot.parse(text, read=DIALECT) if each is not None]
    except (ParseError, TokenError) as error:
        raise _unreadable(error, text) from error
    if not found:
        raise syntax_error(text, len(text.rstrip()), "mismatched input '<EOF>'")
    if len(found) > 1:
        raise QueryFailure("", "Only one sql statement is allowed. Got: " + text)
    return found[0]


def translate(query: exp.Expr, text: str, tables: Tables, *, now: datetime) -> str:
    """The query in DuckDB's SQL, once the rows are there that it needs.

    Args:
        query: A SELECT, or what is made of several.
        text: What it was read from, for places in messages.
        tables: Tells what stands for each table.
        now: What ``now()`` answers.

    Raises:
        QueryFailure: It cannot be answered.
    """
    relations = {each.name: each for each in stand_in(query, text, tables)}
    relations |= {each.name: each for each in tables.inside_views}
    _mark_unnamed(query)
    schema: dict[str, object] = {name: dict(each.columns) for name, each in relations.items()}
    qualified = _typed(query, schema, text)
    _check_columns(qualified, text)
    check(qualified, text)
    _name_unnamed(qualified)
    qualified = pushdown_projections(qualified)
    found = needs(qualified, {name: each.keys for name, each in relations.items()})
    for name, need in found.items():
        tables.load(relations[name], need, _condition(need, now))
    return _duckdb(rewrite(unnested(qualified), now=now))


def stand_in(query: exp.Expr, text: str, tables: Tables) -> Iterator[Relation]:
    """Puts in the place of each table what stands for it, and tells that."""
    _check_functions(query, text)
    for table in list(query.find_all(exp.Table)):
        if not isinstance(table.this, exp.Identifier) or _is_common(table):
            continue
        found = tables.resolve(table)
        alias = table.args.get("alias") or exp.TableAlias(this=_own_name(table))
        if isinstance(found, exp.Query):
            table.replace(exp.Subquery(this=found, alias=alias))
            continue
        identifier = exp.to_identifier(found.name, quoted=True)
        identifier.meta.update(table.this.meta)
        for name, value in {
            "this": identifier,
            "db": None,
            "catalog": None,
            "alias": alias,
        }.items():
            table.set(name, value)
        yield found


def _own_name(table: exp.Table) -> exp.Identifier:
    name = exp.to_identifier(table.name, quoted=True)
    name.meta.update(table.this.meta)
    return name


def _condition(need: Need, now: datetime) -> str | None:
    """What partitions have to fulfil so that any place of the query needs them."""
    if not all(parts for _, parts in need.conditions):
        return None
    choices = []
    for _, parts in need.conditions:
        whole = exp.and_(*parts)
        for column in whole.find_all(exp.Column):
            column.set("table", None)
        choices.append(rewrite(whole, now=now))
    return _duckdb(exp.or_(*choices)) if choices else None


def _duckdb(query: exp.Expr) -> str:
    return query.sql(dialect="duckdb", unsupported_level=sqlglot.ErrorLevel.IGNORE)


def _unreadable(error: Exception, text: str) -> QueryFailure:
    details = getattr(error, "errors", None)
    if not details:
        return syntax_error(text, len(text), str(error).split("\n")[0])
    first = details[0]
    context, said = first.get("start_context") or "", first.get("highlight") or ""
    at = text.find(context + said) + len(context) if context + said else len(text)
    shown = f"mismatched input '{said}'" if said else first["description"]
    return syntax_error(text, max(at, 0), shown)


def _check_functions(query: exp.Expr, text: str) -> None:
    """Refuses functions by the name that they were written with, which sqlglot may not keep."""
    for node in query.find_all(exp.Func):
        if "start" not in node.meta:
            continue
        written = text[node.meta["start"] : node.meta["end"] + 1]
        name = written.strip('"').lower()
        if name not in functions.SUPPORTED and re.fullmatch(r"\w+", name):
            raise _no_function(name, node.meta["start"], text)
    tokens = sqlglot.tokenize(text, read=DIALECT)
    for token, following in itertools.pairwise(tokens):
        if token.text.lower() in functions.SILENT and following.text == "(":
            raise _no_function(token.text.lower(), token.start, text)


def _no_function(name: str, at: int, text: str) -> QueryFailure:
    if name in functions.NOT_HERE:
        said = f"The local cloud does not have the function {name}"
        return QueryFailure("NOT_SUPPORTED", said, at=at, text=text)
    return QueryFailure("FUNCTION_NOT_FOUND", f"Function '{name}' not registered", at=at, text=text)


def _is_common(table: exp.Table) -> bool:
    """Whether a table is a common table expression that is known where it stands."""
    if table.args.get("db"):
        return False
    inside: exp.Expr = table
    while inside.parent is not None:
        outer = inside.parent
        clause = outer if isinstance(outer, exp.With) else outer.args.get("with_")
        clause = None if clause is inside else clause
        if isinstance(clause, exp.With):
            for common in clause.expressions:
                if common is inside and not clause.recursive:
                    break
                if common.alias.lower() == table.name.lower():
                    return True
        inside = outer
    return False


def _typed(query: exp.Expr, schema: dict[str, object], text: str) -> exp.Expr:
    for identifier in query.find_all(exp.Identifier):
        identifier.set("this", identifier.name.lower())  # Athena's names have no case
    try:
        qualified = qualify(
            query,
            dialect=DIALECT,
            schema=schema,
            expand_alias_refs=False,
            validate_qualify_columns=False,
            allow_partial_qualification=True,
        )
        return annotate_types(qualified, schema=schema, expression_metadata=RULES, dialect=DIALECT)
    except OptimizeError as error:
        raise _unresolved(str(error), query, text) from error


def _unresolved(message: str, query: exp.Expr, text: str) -> QueryFailure:
    message = message.split("\n")[0]
    names = re.findall(r"[\w$]+", message.partition(":")[2]) or re.findall(r"'([^']+)'", message)
    if "Unknown table" in message and names:
        column = next((each for each in query.find_all(exp.Column) if each.table == names[0]), None)
        said = f"{names[0]}.{column.name}" if column is not None else names[0]
        at = start_of(column) if column is not None else None
        return QueryFailure(
            "COLUMN_NOT_FOUND", f"Column '{said}' cannot be resolved", at=at, text=text
        )
    return QueryFailure("SYNTAX_ERROR", message)


def _check_columns(query: exp.Expr, text: str) -> None:
    """Refuses names that are no column, the aliases among them that DuckDB would look up."""
    for column in query.find_all(exp.Column):
        if column.table or isinstance(column.this, exp.Star) or _is_alias_of_order(column):
            continue
        if any(column.name in _parameters(each) for each in _ancestors(column, exp.Lambda)):
            continue
        raise QueryFailure(
            "COLUMN_NOT_FOUND",
            f"Column '{column.name}' cannot be resolved",
            at=start_of(column),
            text=text,
        )


def _parameters(function: Any) -> list[str]:
    return [each.name for each in function.expressions]


def _ancestors(node: exp.Expr, wanted: Any) -> Iterator[Any]:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, wanted):
            yield node


def _is_alias_of_order(column: exp.Column) -> bool:
    order = column.find_ancestor(exp.Order)
    query = order.parent if order is not None else None
    return isinstance(query, exp.Query) and column.name in {
        each.alias_or_name for each in query.selects
    }


def _mark_unnamed(query: exp.Expr) -> None:
    """Names what has no name, lest it be called after what is in it."""
    for select in query.find_all(exp.Select):
        for index, each in enumerate(select.expressions):
            if not isinstance(each, exp.Column | exp.Alias | exp.Star | exp.Dot | exp.Aliases):
                each.replace(exp.alias_(each.copy(), f"{UNNAMED}{index}", quoted=True))


def _name_unnamed(query: exp.Expr) -> None:
    """Calls what has no name ``_col0``, ``_col1``, ... as Athena does, by its place."""
    first: Any = query
    while isinstance(first, exp.SetOperation | exp.Subquery):
        first = first.this
    for index, each in enumerate(getattr(first, "selects", ())):
        if isinstance(each, exp.Alias) and each.alias.startswith(UNNAMED):
            marked, name = each.alias, exp.to_identifier(f"_col{index}", quoted=True)
            each.set("alias", name)
            for column in _ordered(query, first):
                if column.name == marked:
                    column.set("this", name.copy())


def _ordered(*queries: exp.Expr) -> Iterator[exp.Column]:
    """The columns that queries are ordered by."""
    for query in queries:
        order = query.args.get("order")
        if order is not None:
            yield from order.find_all(exp.Column)
