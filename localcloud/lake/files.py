"""The objects of tables as rows: which format they have, and their columns."""

from __future__ import annotations

import gzip
from collections.abc import Collection

import pyarrow as pa

from localcloud.lake import json_records, text_records
from localcloud.lake.catalog import Table
from localcloud.lake.failures import LakeError, not_here
from localcloud.lake.parquet_files import ROWS, orc_rows, parquet_rows
from localcloud.lake.storage import Place, Storage

_COMPRESSED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".snappy": "", ".lz4": "lz4"}


def format_of(table: Table) -> str:
    """``parquet``, ``orc``, ``json``, ``csv`` (with quotes) or ``text`` (without).

    Raises:
        LakeError: The table is Iceberg's, or its SerDe is none of those read here.
    """
    if table.is_iceberg:
        raise not_here(f"Iceberg tables, such as {table.database}.{table.name}")
    serde = table.serde.lower() or table.input_format.lower()
    for part, name in (
        ("parquet", "parquet"),
        ("orc", "orc"),
        ("json", "json"),
        ("opencsv", "csv"),
        ("lazysimple", "text"),
    ):
        if part in serde:
            return name
    raise not_here(f"the SerDe {table.serde or 'of no name'}, which {table.name} has")


def rows_of(storage: Storage, place: Place, table: Table, columns: Collection[str]) -> pa.Table:
    """The rows of an object, with these columns of the table's; of delimited text all are text.

    Raises:
        LakeError: It does not hold what the table says.
        ScanLimitError: That is more than the query may read.
    """
    body = storage.read(place)
    kind = format_of(table)
    if kind == "parquet":
        return parquet_rows(body, table, columns, place.url, storage.meter)
    if kind == "orc":
        return orc_rows(body, table, columns, place.url, storage.meter)
    storage.meter.count(len(body))
    text = decompressed(body, place)
    if kind == "json":
        rows = json_records.table_from(text, table, place.url)
    else:
        rows = text_records.table_from(text, table, quoted=kind == "csv")
    chosen = [name for name in rows.column_names if name in columns]
    return rows.select(chosen) if chosen else pa.table({ROWS: pa.nulls(rows.num_rows)})


def decompressed(body: bytes, place: Place) -> bytes:
    """An object's text, by how its key ends.

    Raises:
        LakeError: It is compressed in a way that is not read here, or broken.
    """
    name = next((name for end, name in _COMPRESSED.items() if place.key.endswith(end)), None)
    if name is None:
        return body
    if not name:
        raise not_here(f"Snappy text, such as {place.url}")
    try:
        if name == "gzip":
            return gzip.decompress(body)
        with pa.CompressedInputStream(pa.BufferReader(body), name) as stream:
            return bytes(stream.read())
    except (OSError, EOFError) as error:
        raise LakeError("HIVE_CURSOR_ERROR", f"{place.url}: {error}") from error
