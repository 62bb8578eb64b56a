"""Values as Athena writes them into results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from localcloud.athena.sql.macros import java_double

_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "bigint",
    "UBIGINT": "bigint",
    "UINTEGER": "bigint",
    "USMALLINT": "integer",
    "UTINYINT": "smallint",
    "FLOAT": "float",
    "DOUBLE": "double",
    "VARCHAR": "varchar",
    "BLOB": "varbinary",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "TIME": "time",
    "JSON": "json",
    "UUID": "uuid",
    "INTERVAL": "interval day to second",
    "NULL": "unknown",
    '"NULL"': "unknown",
}


def athena_type(duckdb: str) -> str:
    """Athena's name of a type of DuckDB's."""
    if duckdb in _TYPES:
        return _TYPES[duckdb]
    if duckdb.startswith("DECIMAL"):
        return duckdb.lower()
    if duckdb.endswith("]"):
        return "array"
    return "map" if duckdb.startswith("MAP") else "row"


def texts_of(rows: pa.Table) -> pa.Table:
    """Rows with every value a text."""
    columns = [_texts(column) for column in rows.columns]
    return pa.table(columns, names=rows.column_names)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_large_string(kind):
        return pc.cast(column, pa.string())
    if pa.types.is_timestamp(kind) and kind.tz is None:
        return pc.strftime(
            pc.cast(column, pa.timestamp("ms"), safe=False), format="%Y-%m-%d %H:%M:%S"
        )
    values = column.to_pylist()
    if pa.types.is_map(kind):
        values = [None if each is None else dict(each) for each in values]
    return pa.chunked_array([pa.array([text_of(each) for each in values], pa.string())])


def text_of(value: Any) -> str | None:
    """One value; None for NULL."""
    if value is None:
        return None
    for kind, text in _KINDS:
        if isinstance(value, kind):
            return text(value)
    return str(value)


def _moment(value: datetime) -> str:
    zone = " UTC" if value.tzinfo else ""
    return f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03d}{zone}"


def _mapping(value: Mapping[Any, Any]) -> str:
    return "{" + ", ".join(f"{_inner(key)}={_inner(item)}" for key, item in value.items()) + "}"


def _list(value: list[Any]) -> str:
    if value and all(isinstance(each, tuple) for each in value):  # Arrow's way to give a map
        return _mapping(dict(value))
    return "[" + ", ".join(_inner(each) for each in value) + "]"


def _inner(value: Any) -> str:
    text = text_of(value)
    return "null" if text is None else text


def _interval(span: timedelta) -> str:
    sign = "-" if span < timedelta() else ""
    span = abs(span)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return (
        f"{sign}{span.days} {hours:02d}:{minutes:02d}:{seconds:02d}.{span.microseconds // 1000:03d}"
    )


_KINDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    (float, lambda value: java_double(value, cast=False)),
    (Decimal, lambda value: f"{value:f}"),
    (datetime, _moment),
    (date, date.isoformat),
    (timedelta, _interval),
    (bytes, lambda value: value.hex(" ")),
    (Mapping, _mapping),
    (list, _list),
)
"""How each kind of value is written; the first that fits counts."""
