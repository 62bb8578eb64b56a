"""Parquet and ORC files: the columns that a query needs, by name in any case, or refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.orc as orc
import pyarrow.parquet as pq

from localcloud.lake.catalog import Column, Table
from localcloud.lake.failures import LakeError
from localcloud.lake.storage import Meter
from localcloud.lake.types import HiveType

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint"), "integer"),
    **dict.fromkeys(("float", "double"), "real"),
    **dict.fromkeys(("string", "varchar", "char", "binary"), "text"),
}


def parquet_rows(
    body: bytes, table: Table, columns: Collection[str], url: str, meter: Meter
) -> pa.Table:
    """The rows of a Parquet file, with these columns of the table's.

    What is counted is the size of those columns in the file, as Athena does.

    Raises:
        LakeError: HIVE_BAD_DATA, where it is no Parquet, or a column holds another type than the
            table says; Athena does not convert either.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(body), coerce_int96_timestamp_unit="us")
    except pa.ArrowInvalid as error:
        raise LakeError("HIVE_BAD_DATA", f"Not valid Parquet file: {url} ({error})") from error
    names = {name.lower(): name for name in reversed(file.schema_arrow.names)}
    there = [
        names[each.name] for each in table.columns if each.name in names and each.name in columns
    ]
    for name in there:
        _check(file.schema_arrow.field(name), table, url)
    meter.count(_size(file, frozenset(there)))
    found = file.read(columns=there)
    return _fitted(found, table, columns, url, file.metadata.num_rows)


def _size(file: pq.ParquetFile, names: frozenset[str]) -> int:
    metadata, size = file.metadata, 0
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            if column.path_in_schema.partition(".")[0] in names:
                size += column.total_compressed_size
    return size


def orc_rows(
    body: bytes, table: Table, columns: Collection[str], url: str, meter: Meter
) -> pa.Table:
    """The rows of an ORC file, all of which is counted.

    Raises:
        LakeError: HIVE_BAD_DATA, as for Parquet.
    """
    meter.count(len(body))
    try:
        found = orc.ORCFile(pa.BufferReader(body)).read()
    except pa.ArrowInvalid as error:
        raise LakeError("HIVE_BAD_DATA", f"Not a valid ORC file: {url} ({error})") from error
    for field in found.schema:
        _check(field, table, url)
    return _fitted(found, table, columns, url, found.num_rows)


def _fitted(
    found: pa.Table, table: Table, columns: Collection[str], url: str, count: int
) -> pa.Table:
    """The columns as the table declares them; those that the file lacks are NULL."""
    names = {name.lower(): name for name in reversed(found.column_names)}
    arrays, fields = [], []
    for column in table.columns:
        if column.name in columns:
            array = found.column(names[column.name]) if column.name in names else None
            arrays.append(_array(array, column, count, url))
            fields.append(pa.field(column.name, column.type.arrow))
    if not fields:
        return pa.table({ROWS: pa.nulls(count)})
    return pa.table(arrays, schema=pa.schema(fields))


ROWS = "$rows"
"""What stands for the rows of a file of which no column is needed."""


def _array(array: pa.ChunkedArray | None, column: Column, count: int, url: str) -> pa.ChunkedArray:
    kind = column.type.arrow
    if array is None:
        return pa.chunked_array([pa.nulls(count, kind)])
    try:
        return array.cast(kind, safe=not pa.types.is_timestamp(kind))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise LakeError(
            "HIVE_BAD_DATA",
            f"Field {column.name}'s type {array.type} in file {url} is incompatible with type "
            f"{column.type.athena} defined in table schema ({error})",
        ) from error


def _check(field: pa.Field, table: Table, url: str) -> None:
    kind = next((each.type for each in table.columns if each.name == field.name.lower()), None)
    if kind is not None and not _fits(field.type, kind):
        raise LakeError(
            "HIVE_BAD_DATA",
            f"Field {field.name}'s type {field.type} in file {url} is incompatible with type "
            f"{kind.athena} defined in table schema",
        )


def _fits(found: pa.DataType, kind: HiveType) -> bool:
    if pa.types.is_dictionary(found):
        found = found.value_type
    if pa.types.is_null(found):
        return True
    return _kind_of(found) in _accepted(_KINDS.get(kind.name, kind.name))


def _accepted(kind: str) -> tuple[str, ...]:
    return {"real": ("real", "integer"), "decimal": ("decimal", "integer")}.get(kind, (kind,))


def _kind_of(found: pa.DataType) -> str:
    tests = (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "real"),
        (pa.types.is_decimal, "decimal"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "timestamp"),
        (pa.types.is_map, "map"),
        (pa.types.is_list, "array"),
        (pa.types.is_large_list, "array"),
        (pa.types.is_struct, "struct"),
        (pa.types.is_string, "text"),
        (pa.types.is_large_string, "text"),
        (pa.types.is_binary, "text"),
        (pa.types.is_large_binary, "text"),
        (pa.types.is_fixed_size_binary, "text"),
    )
    return next((kind for test, kind in tests if test(found)), str(found))
