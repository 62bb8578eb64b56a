"""What a query needs of each table: which columns, and what its partitions have to fulfil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.pushdown_predicates import pushdown_predicates


@dataclass
class Need:
    """What is needed of one table.

    Args:
        columns: The columns that are named anywhere.
        conditions: For each place where the table stands, what its partitions have to fulfil
            there; a place without a condition needs them all.
    """

    columns: set[str] = field(default_factory=set)
    conditions: list[tuple[str, list[exp.Expr]]] = field(default_factory=list)


def needs(query: exp.Expr, keys: Mapping[str, frozenset[str]]) -> dict[str, Need]:
    """What a query needs of its tables.

    Args:
        query: With its names qualified and typed, and nothing in it that is not used.
        keys: The partitions' keys of each table, by its name in the query.
    """
    moved = pushdown_predicates(query.copy())
    found: dict[str, Need] = {name: Need() for name in keys}
    for table in query.find_all(exp.Table):
        if table.name in found:
            found[table.name].columns |= {
                column.name for column in query.find_all(exp.Column) if column.table == table.alias
            }
    for table in moved.find_all(exp.Table):
        if table.name in found:
            conditions = list(_conditions(table, keys[table.name]))
            found[table.name].conditions.append((table.alias, conditions))
    return found


def _conditions(table: exp.Table, keys: frozenset[str]) -> Iterator[exp.Expr]:
    """The parts of WHERE that speak of nothing but a table's keys, and that its rows must meet."""
    place: Any = table.parent
    select = place.parent if place is not None else None
    if not isinstance(select, exp.Select) or not _kept(table, select):
        return
    where = select.args.get("where")
    if where is None:
        return
    for part in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
        columns = list(part.find_all(exp.Column))
        plain = not any(part.find_all(exp.Query, exp.AggFunc, exp.Rand, exp.Window))
        if plain and columns and all(c.table == table.alias and c.name in keys for c in columns):
            yield part


def _kept(table: exp.Table, select: exp.Select) -> bool:
    """Whether a row that WHERE leaves out is left out, whatever the joins make of it."""
    joins = select.args.get("joins") or []
    if any(str(each.side).upper() in ("RIGHT", "FULL") for each in joins):
        return False
    own = table.parent
    return not (isinstance(own, exp.Join) and str(own.side).upper() == "LEFT")
