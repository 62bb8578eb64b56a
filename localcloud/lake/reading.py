"""Tables of the lake as rows of Arrow: the partitions and columns that a query needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import pyarrow as pa

from localcloud.lake.catalog import Catalog, Column, Partition, Table
from localcloud.lake.failures import LakeError
from localcloud.lake.files import format_of, rows_of
from localcloud.lake.parquet_files import ROWS
from localcloud.lake.partitions import partitions_of
from localcloud.lake.storage import Place, Storage

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

    def partitions(self, table: Table) -> list[Partition]:
        """The partitions of a table, registered or projected.

        Raises:
            LakeError: They cannot be told.
        """
        return partitions_of(self._catalog, table, now=self._now)

    def keys(self, table: Table, partitions: Sequence[Partition]) -> pa.Table:
        """The values of partitions' keys, a row for each.

        Raises:
            LakeError: HIVE_INVALID_PARTITION_VALUE, where one is none of its type.
        """
        columns = [
            pa.array(
                [partition_value(key, each.values[index]).as_py() for each in partitions],
                key.type.arrow,
            )
            for index, key in enumerate(table.keys)
        ]
        return pa.table(columns, names=[key.name for key in table.keys])

    def rows(
        self, table: Table, columns: Collection[str], partitions: Sequence[Partition]
    ) -> pa.Table:
        """The rows of a table.

        Args:
            columns: Those that are needed; the keys of partitions come with them.
            partitions: Those that are needed, of a table that has any.

        Raises:
            LakeError: They cannot be read.
            ScanLimitError: They are more than the query may read.
        """
        parts = []
        for partition, places in self._placed(table, partitions):
            for place in places:
                rows = rows_of(self._storage, place, table, columns)
                for key, text in zip(table.keys, partition.values, strict=bool(partition.values)):
                    value = partition_value(key, text)
                    rows = rows.append_column(key.name, pa.repeat(value, rows.num_rows))
                parts.append(rows)
        return pa.concat_tables(parts) if parts else self.nothing(table, columns)

    def nothing(self, table: Table, columns: Collection[str]) -> pa.Table:
        """No rows, with the columns of a table."""
        fields = [(c.name, stored(table, c)) for c in table.columns if c.name in columns]
        fields = fields or [(ROWS, pa.null())]
        return pa.schema(
            [*fields, *((key.name, key.type.arrow) for key in table.keys)]
        ).empty_table()

    def _placed(
        self, table: Table, partitions: Sequence[Partition]
    ) -> list[tuple[Partition, list[Place]]]:
        """The objects of each partition: one listing of the table's folder serves most."""
        if not table.keys:
            return [(Partition((), table.location), self._storage.list(table.location))]
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


def partition_value(key: Column, text: str) -> pa.Scalar:
    """The value of a partition's key.

    Raises:
        LakeError: HIVE_INVALID_PARTITION_VALUE, where the text is none of its type.
    """
    if text == HIVE_NULL_PARTITION:
        return pa.scalar(None, key.type.arrow)
    try:
        return pa.scalar(text).cast(key.type.arrow)
    except pa.ArrowInvalid as error:
        raise LakeError(
            "HIVE_INVALID_PARTITION_VALUE",
            f"Invalid partition value '{text}' for {key.type.athena} partition key: {key.name}",
        ) from error


def stored(table: Table, column: Column) -> pa.DataType:
    """The type of a column as it is read: delimited text is all text."""
    return pa.string() if format_of(table) in ("csv", "text") else column.type.arrow


def selection(table: Table, name: str, columns: Collection[str]) -> str:
    """The query that gives the rows of a table from those read, by their types.

    Args:
        name: What the rows read are called in DuckDB.
        columns: Those that were read.
    """
    values = [_expression(table, each) for each in table.columns if each.name in columns]
    values += [_quoted(key.name) for key in table.keys]
    chosen = ", ".join(values or [_quoted(ROWS)])
    return f"SELECT {chosen} FROM {_quoted(name)}"  # noqa: S608 - names, in quotes


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _expression(table: Table, column: Column) -> str:
    name, kind = _quoted(column.name), column.type
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
