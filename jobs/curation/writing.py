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
        self,
        rows: DataFrame,
        table: Table,
        folder: str,
        *,
        full: Collection[str],
        empty: Collection[str],
        within: tuple[str, ...] = (),
    ) -> None:
        """Overwrites partitions with rows, and removes those for which there are no rows.

        Args:
            rows: With the table's columns and partition columns.
            folder: The table's.
            full: The partitions that the rows are of.
            empty: The partitions to remove.
            within: The partitions above them.
        """
        by = list(table.partitions)
        if full:
            (
                rows.select(*table.columns, *by)
                .repartition(*by)
                .write.mode("overwrite")
                .option("partitionOverwriteMode", "dynamic")
                .option("maxRecordsPerFile", _ROWS_OF_A_FILE)
                .partitionBy(*by)
                .parquet(folder)
            )
        storage = Storage(self.spark)
        gone = [(*within, part) for part in sorted(empty)]
        for values in gone:
            if storage.exists(place := _place(folder, table, values)):
                storage.remove(place)
        if self.catalog:
            written = [(*within, part) for part in sorted(full)]
            locations = {values: _place(folder, table, values) + "/" for values in written}
            self.catalog.register(table.name, locations)
            self.catalog.forget(table.name, gone)

    def quarantine(
        self,
        broken: DataFrame,
        table: Table,
        folder: str,
        *,
        full: Collection[str],
        empty: Collection[str],
    ) -> None:
        """Overwrites what is kept of the records that a table's partitions could not take.

        Partitions are registered where the catalog has the table of them.
        """
        rows = broken.select(
            F.col(REASON).alias("reason"),
            F.col(RECORD).alias("record"),
            F.lit(table.name).alias("table_name"),
            F.col(table.partition).alias("part"),
        )
        known = self.catalog is not None and self.catalog.has(QUARANTINE.name)
        writer = self if known else Writer(self.spark, None)
        writer.write(rows, QUARANTINE, folder, full=full, empty=empty, within=(table.name,))


def _place(folder: str, table: Table, values: tuple[str, ...]) -> str:
    parts = (f"{name}={value}" for name, value in zip(table.partitions, values, strict=True))
    return "/".join([folder, *parts])
