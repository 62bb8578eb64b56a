"""Tables of the lake as relations of DuckDB, read as far as a query needs them.

DuckDB hands columns and filters to Arrow, so that partitions a query rules out are not opened, and
of Parquet the columns are read that it names.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as arrow_fs

from localcloud.lake.catalog import Catalog, Column, Partition, Table
from localcloud.lake.failures import LakeError
from localcloud.lake.files import TableFiles, format_of
from localcloud.lake.partitions import partitions_of
from localcloud.lake.storage import Place, ScanLimitError, Storage

HIVE_NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"


class Reader:
    """Reads tables for one query.

    Args:
        catalog: The catalog that they are in.
        storage: Where their objects are.
        now: The cloud's time.
    """

    def __init__(self, catalog: Catalog, storage: Storage, *, now: datetime) -> None:
        self._catalog = catalog
        self._storage = storage
        self._now = now
        self._files: list[TableFiles] = []

    @property
    def failure(self) -> LakeError | ScanLimitError | None:
        """What was wrong with a file, if something was."""
        return next((each.failure for each in self._files if each.failure is not None), None)

    def relation(self, connection: duckdb.DuckDBPyConnection, table: Table, name: str) -> str:
        """Makes a table readable.

        Args:
            connection: Where it is to be read.
            name: A name for its objects that nothing else has.

        Returns:
            The query that gives its rows.

        Raises:
            LakeError: It cannot be read.
        """
        connection.register(name, self.dataset(table))
        values = [_expression(table, column) for column in table.columns]
        keys = [f'"{key.name}"' for key in table.keys]
        return f'SELECT {", ".join(values + keys)} FROM "{name}"'  # noqa: S608 - names from the catalog, quoted

    def dataset(self, table: Table) -> Any:
        """The table's objects, with the values of its partitions."""
        files = TableFiles(table, self._storage)
        self._files.append(files)
        filesystem = arrow_fs.PyFileSystem(files)
        kind = _arrow_format(format_of(table))
        schema = pa.schema(
            [(column.name, _stored(table, column)) for column in table.columns]
            + [(key.name, key.type.arrow) for key in table.keys]
        )
        fragments = [
            kind.make_fragment(
                f"{place.bucket}/{place.key}", filesystem, partition_expression=where
            )
            for place, where in self._objects(table)
        ]
        return ds.FileSystemDataset(fragments, schema, kind, filesystem)

    def _objects(self, table: Table) -> list[tuple[Place, Any]]:
        if not table.keys:
            return [(place, ds.scalar(True)) for place in self._storage.list(table.location)]
        partitions = partitions_of(self._catalog, table, now=self._now)
        return [
            (place, _where(table, partition))
            for partition, places in self._placed(table, partitions)
            for place in places
        ]

    def _placed(
        self, table: Table, partitions: list[Partition]
    ) -> list[tuple[Partition, list[Place]]]:
        """The objects of each partition: one listing of the table's folder serves most."""
        if not partitions:
            return []
        root = table.location.rstrip("/") + "/"
        below: dict[str, list[Place]] = defaultdict(list)
        if any(each.location.startswith(root) for each in partitions):
            for place in self._storage.list(root):
                folder = place.url
                while len(folder) > len(root):
                    folder = folder.rstrip("/").rpartition("/")[0] + "/"
                    below[folder].append(place)
        found = []
        for partition in partitions:
            location = partition.location.rstrip("/") + "/"
            inside = location.startswith(root)
            found.append((partition, below[location] if inside else self._storage.list(location)))
        return found


def _where(table: Table, partition: Partition) -> Any:
    where = ds.scalar(True)
    for key, text in zip(table.keys, partition.values, strict=True):
        where = where & (
            ds.field(key.name).is_null()
            if text == HIVE_NULL_PARTITION
            else ds.field(key.name) == partition_value(key, text)
        )
    return where


def partition_value(key: Column, text: str) -> pa.Scalar:
    """The value of a partition's key.

    Raises:
        LakeError: HIVE_INVALID_PARTITION_VALUE, where the text is none of its type.
    """
    try:
        return pa.scalar(text).cast(key.type.arrow)
    except pa.ArrowInvalid as error:
        raise LakeError(
            "HIVE_INVALID_PARTITION_VALUE",
            f"Invalid partition value '{text}' for {key.type.athena} partition key: {key.name}",
        ) from error


def _arrow_format(name: str) -> Any:
    match name:
        case "parquet":
            return ds.ParquetFileFormat(
                # Each column on its own, so that what is counted is what was asked for.
                default_fragment_scan_options=ds.ParquetFragmentScanOptions(pre_buffer=False),
                read_options=ds.ParquetReadOptions(coerce_int96_timestamp_unit="us"),
            )
        case "orc":
            return ds.OrcFileFormat()
        case _:
            return ds.IpcFileFormat()


def _stored(table: Table, column: Column) -> pa.DataType:
    """The type of a column in what is opened: delimited text is all text."""
    return pa.string() if format_of(table) in ("csv", "text") else column.type.arrow


def _expression(table: Table, column: Column) -> str:
    name, kind = f'"{column.name}"', column.type
    match format_of(table), kind.name:
        case (("csv" | "text"), ("string" | "varchar" | "char")):
            return name
        case "csv", "date":
            return f"DATE '1970-01-01' + CAST({name} AS INTEGER) AS {name}"
        case "csv", "timestamp":
            return f"CAST(epoch_ms(CAST({name} AS BIGINT)) AS TIMESTAMP) AS {name}"
        case "csv", _:
            return f"CAST({name} AS {kind.duckdb}) AS {name}"
        case "text", ("tinyint" | "smallint" | "int" | "integer" | "bigint"):
            whole = f"regexp_full_match({name}, '[+-]?[0-9]+')"
            return f"CASE WHEN {whole} THEN TRY_CAST({name} AS {kind.duckdb}) END AS {name}"
        case "text", _:
            return f"TRY_CAST({name} AS {kind.duckdb}) AS {name}"
        case _:
            return name
