"""Reads the raw layer, whatever columns its files have."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from .errors import JobError
from .events import ENVELOPE
from .storage import Storage

TORN = "_torn"
"""The text of a line that has not the columns of its file's header."""
PART = "_part"
"""The partition that a file is in: a column of the file may have the same name."""
FILE = "_file"
WRITTEN = "_written"


def read_events(spark: SparkSession, source: str, days: Sequence[str]) -> DataFrame:
    """The raw events of some days; of every day if none is named."""
    folder = f"{source}/events"
    storage = Storage(spark)
    there = [path for day in days or ["*"] for path in storage.find(f"{folder}/event=*/date={day}")]
    if not there:
        columns = [*ENVELOPE, "event", "date"]
        return spark.createDataFrame([], ", ".join(f"{name} string" for name in columns))
    # One file may know a column that another does not.
    reader = spark.read.option("basePath", folder).option("mergeSchema", "true")
    return reader.parquet(*there)


def read_flights(spark: SparkSession, source: str, months: Sequence[str]) -> DataFrame:
    """The raw flights of some months; of every month if none is named.

    Raises:
        JobError: No file has a header.
    """
    folder = f"{source}/flights"
    storage = Storage(spark)
    files = [
        path for month in months or ["*"] for path in storage.find(f"{folder}/flown={month}/*.csv*")
    ]
    return _read_csv(spark, files, called=f"{folder}/flown=*/").withColumn(
        PART, F.regexp_extract(FILE, "/flown=([^/]*)/", 1)
    )


def read_table(spark: SparkSession, source: str, name: str) -> DataFrame:
    """A small table of the raw layer, all of it.

    Raises:
        JobError: There is none.
    """
    files = Storage(spark).find(f"{source}/{name}/*.csv*")
    return _read_csv(spark, files, called=f"{source}/{name}/")


def _read_csv(spark: SparkSession, files: Sequence[str], *, called: str) -> DataFrame:
    """CSV files as text, each by its own header: one may know a column that another does not."""
    storage = Storage(spark)
    by_header: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for file in files:
        if line := storage.first_line(file):
            by_header[_names(line, file)].append(file)
    if not by_header:
        raise JobError(f"There is no CSV file with a header in {called}")
    parts = [_read_alike(spark, names, alike) for names, alike in by_header.items()]
    return reduce(lambda all_, part: all_.unionByName(part, allowMissingColumns=True), parts)


def _names(line: str, file: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in next(csv.reader([line.lstrip("\ufeff")])))
    wrong = [name for name in names if not name or names.count(name) > 1]
    if wrong:
        raise JobError(f"The header of {file} has a column without a name of its own: {line[:200]}")
    return names


def _read_alike(spark: SparkSession, names: Sequence[str], files: Sequence[str]) -> DataFrame:
    fields = [StructField(name, StringType()) for name in (*names, TORN)]
    read = (
        spark.read.schema(StructType(fields))
        .option("header", "true")
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", TORN)
        .option("nullValue", "NA")
        .csv(list(files))
    )
    return read.select(
        "*",
        F.col("_metadata.file_path").alias(FILE),
        F.col("_metadata.file_modification_time").alias(WRITTEN),
    )
