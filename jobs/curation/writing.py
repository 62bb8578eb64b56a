"""Writes whole partitions: a partition written again is as if it had been written once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from .catalog import Catalog
from .fates import REASON, RECORD
from .storage import Storage
from .tables import QUARANTINE, Table

_ROWS_OF_A_FILE = 2_000_000


@dataclass(frozen=True)
class Writer:
    """Writes the tables below a folder.

    Args:
        catalog: Where partitions are registered; nowhere if ``None``.
    """

    spark: SparkSession
    catalog: Catalog | None

    def write(
        self, rows: DataFrame, table: Table, folder: str, partitions: Collection[tuple[str, ...]]
    ) -> None:
        """Overwrites partitions with rows, and removes those for which there are no more rows.

        Args:
            rows: With the table's columns and partition columns.
            folder: The table's.
            partitions: The values of those that are overwritten.
        """
        by = list(table.partitions)
        typed = rows.select(*table.columns, *by)
        there = {tuple(row) for row in typed.select(*by).distinct().collect()}
        if there:
            (
                typed.repartition(*by)
                .write.mode("overwrite")
                .option("partitionOverwriteMode", "dynamic")
                .option("maxRecordsPerFile", _ROWS_OF_A_FILE)
                .partitionBy(*by)
                .parquet(folder)
            )
        empty = sorted(set(partitions) - there)
        storage = Storage(self.spark)
        for values in empty:
            if storage.exists(place := _place(folder, table, values)):
                storage.remove(place)
        if self.catalog:
            known = {values: _place(folder, table, values) + "/" for values in sorted(there)}
            self.catalog.register(table.name, known)
            self.catalog.forget(table.name, empty)

    def quarantine(
        self, broken: DataFrame, table: Table, folder: str, partitions: Collection[tuple[str, ...]]
    ) -> None:
        """Overwrites what is kept of the records that a table's partitions could not take."""
        rows = broken.select(
            F.col(REASON).alias("reason"),
            F.col(RECORD).alias("record"),
            F.lit(table.name).alias("table_name"),
            F.col(table.partition).alias("part"),
        )
        self.write(rows, QUARANTINE, folder, [(table.name, *values) for values in partitions])


def _place(folder: str, table: Table, values: tuple[str, ...]) -> str:
    parts = (f"{name}={value}" for name, value in zip(table.partitions, values, strict=True))
    return "/".join([folder, *parts])
