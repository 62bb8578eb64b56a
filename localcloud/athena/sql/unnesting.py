"""UNNEST, which in Trino gives a column for each list, two for a map, and each field of a row."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from localcloud.athena.sql.typing import DType, kind


def unnested(query: exp.Expr) -> exp.Expr:
    """The query with each UNNEST as a query of its own, which DuckDB joins laterally."""
    for node in list(query.find_all(exp.Unnest)):
        if node.find_ancestor(exp.From, exp.Join, exp.Lateral) is None:
            continue
        alias = node.args.get("alias")
        names = [each.name for each in alias.columns] if alias else []
        ordinal = node.args.get("offset")
        if isinstance(ordinal, exp.Identifier):
            names.append(ordinal.name)
        inner = _columns(list(node.expressions), names, numbered=bool(ordinal))
        made = exp.Lateral(
            this=exp.Subquery(this=inner),
            alias=exp.TableAlias(this=alias.this.copy() if alias and alias.this else None),
        )
        node.replace(made)
    return query


def _columns(values: list[Any], names: list[str], *, numbered: bool) -> exp.Select:
    lists: list[exp.Expr] = []
    fields = [each for value in values for each in _fields(value)]
    wanted = len(names) - (1 if numbered else 0)
    if any(fields):
        return _of_rows(values, names, numbered=numbered)
    for value in values:
        is_map = kind(value) == DType.MAP or (len(values) == 1 and wanted == 2)
        if is_map:
            lists += [_call("map_keys", value.copy()), _call("map_values", value.copy())]
        else:
            lists.append(value)
    columns: list[exp.Expr] = [_call("unnest", each.copy()) for each in lists]
    if numbered:
        columns.append(_call("generate_subscripts", lists[0].copy(), exp.Literal.number(1)))
    return exp.select(*_named(columns, names))


def _of_rows(values: list[Any], names: list[str], *, numbered: bool) -> exp.Select:
    inner: list[exp.Expr] = [
        exp.alias_(_call("unnest", value.copy()), f"r{i}") for i, value in enumerate(values)
    ]
    columns: list[exp.Expr] = []
    for index, value in enumerate(values):
        found = _fields(value)
        row = exp.column(f"r{index}")
        columns += [_call("struct_extract", row.copy(), exp.Literal.string(f)) for f in found] or [
            row
        ]
    if numbered:
        inner.append(
            exp.alias_(_call("generate_subscripts", values[0].copy(), exp.Literal.number(1)), "n")
        )
        columns.append(exp.column("n"))
    return exp.select(*_named(columns, names)).from_(exp.select(*inner).subquery("rows"))


def _named(columns: list[exp.Expr], names: list[str]) -> list[exp.Expr]:
    return [
        exp.alias_(column, names[index], quoted=True) if index < len(names) else column
        for index, column in enumerate(columns)
    ]


def _fields(value: Any) -> list[str]:
    """The fields of the rows in a list, where its type is known."""
    found = value.type
    if found is None or found.this not in (DType.ARRAY, DType.LIST) or not found.expressions:
        return []
    inner = found.expressions[0]
    if getattr(inner, "this", None) != DType.STRUCT:
        return []
    return [each.name for each in inner.expressions if isinstance(each, exp.ColumnDef)]


def _call(name: str, *arguments: Any) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))
