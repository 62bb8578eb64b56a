"""Delimited text as Hive's LazySimpleSerDe and OpenCSVSerde read it: every value as text.

Source: https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.csv as arrow_csv

from localcloud.lake.catalog import Table
from localcloud.lake.failures import LakeError, not_here

HIVE_NULL = "\\N"


def table_from(body: bytes, table: Table, *, quoted: bool) -> pa.Table:
    """The rows of an object; a row that is too short is filled with nulls, a longer one cut.

    Args:
        quoted: Whether values may stand in quotes, as OpenCSVSerde has it.
    """
    names = [column.name for column in table.columns]
    nested = [column.name for column in table.columns if column.type.nested]
    if nested:
        raise not_here(f"nested columns in delimited text, such as {nested[0]} of {table.name}")
    null = None if quoted else table.serde_parameters.get("serialization.null.format", HIVE_NULL)
    skipped = int(
        table.parameters.get("skip.header.line.count")
        or table.serde_parameters.get("skip.header.line.count")
        or 0
    )
    separator, quote, escape = _characters(table, quoted=quoted)
    for _ in range(skipped):
        body = body.partition(b"\n")[2]
    if not body:
        return pa.table([pa.array([], pa.string()) for _ in names], names=names)
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(body),
            # One block: a row may be as long as the object.
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(body) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                quote_char=quote or False,
                escape_char=escape or False,
                double_quote=True,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[] if null is None else [null],
                strings_can_be_null=null is not None,
                quoted_strings_can_be_null=False,
                check_utf8=True,
            ),
        )
    except pa.ArrowInvalid:
        return _row_by_row(body, names, separator, quote, escape, null)


def _characters(table: Table, *, quoted: bool) -> tuple[str, str | None, str | None]:
    told = table.serde_parameters
    if quoted:
        return (
            told.get("separatorChar", ","),
            told.get("quoteChar", '"'),
            told.get("escapeChar", "\\"),
        )
    separator = told.get("field.delim") or told.get("serialization.format") or "\x01"
    separator = "\x01" if separator == "1" else separator
    if len(separator) != 1:
        raise LakeError(
            "INVALID_TABLE_PROPERTY", f"field.delim: {separator!r} is not one character"
        )
    return separator, None, told.get("escape.delim")


def _row_by_row(
    body: bytes,
    names: list[str],
    separator: str,
    quote: str | None,
    escape: str | None,
    null: str | None,
) -> pa.Table:
    """The rows, where they are not all as long as each other."""
    text = body.decode(errors="replace")
    rows: Iterable[list[str]] = (line.split(separator) for line in text.splitlines() if line)
    if quote or escape:
        rows = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=separator,
            quotechar=quote or '"',
            escapechar=escape,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        )
    columns: list[list[str | None]] = [[] for _ in names]
    for row in rows:
        if not row:
            continue
        for index, column in enumerate(columns):
            value = row[index] if index < len(row) else None
            column.append(None if value == null else value)
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)
