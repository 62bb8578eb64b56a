"""Parquet files made to fit the table they belong to: columns by name, in any case, or refused."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from localcloud.lake.catalog import Table
from localcloud.lake.failures import LakeError
from localcloud.lake.types import HiveType

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint"), "integer"),
    **dict.fromkeys(("float", "double"), "real"),
    **dict.fromkeys(("string", "varchar", "char", "binary"), "text"),
}


def fitted(body: bytes, table: Table, url: str) -> bytes:
    """The file with its columns named as the table names them.

    Raises:
        LakeError: HIVE_BAD_DATA, where it is no Parquet, or a column holds another type than the
            table says; Athena does not convert either.
    """
    try:
        schema = pq.read_schema(pa.BufferReader(body))
    except pa.ArrowInvalid as error:
        raise LakeError("HIVE_BAD_DATA", f"Not valid Parquet file: {url} ({error})") from error
    wanted = {column.name: column.type for column in table.columns}
    for field in schema:
        kind = wanted.get(field.name.lower())
        if kind is not None and not _fits(field.type, kind):
            raise LakeError(
                "HIVE_BAD_DATA",
                f"Field {field.name}'s type {field.type} in parquet file {url} is incompatible "
                f"with type {kind.athena} defined in table schema",
            )
    lower = [name.lower() for name in schema.names]
    if lower == schema.names or not set(lower) & set(wanted) - set(schema.names):
        return body
    rewritten = pa.BufferOutputStream()
    pq.write_table(pq.read_table(pa.BufferReader(body)).rename_columns(lower), rewritten)
    return bytes(rewritten.getvalue())


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
