"""A job that uses of Spark what jobs use: its classes are those that a driver is to start with.

It reads and writes JSON, CSV and Parquet, by partition, and joins, counts, sorts within a window.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 - as everywhere

ROWS = 100
IDS = 90


def work(spark: SparkSession, folder: Path) -> int:
    """Does all of it in a folder.

    Returns:
        The rows that it found again.
    """
    events = folder / "events.json"
    event = {"at": "2026-01-01T00:00:00Z", "detail": {"price": 1.5, "city": "Seoul"}}
    events.write_text("\n".join(json.dumps({"id": str(row % IDS), **event}) for row in range(ROWS)))
    newest = Window.partitionBy("id").orderBy(F.col("moment").desc())
    curated = (
        spark.read.json(str(events))
        .withColumn("moment", F.to_timestamp("at"))
        .withColumn("day", F.to_date("moment"))
        .withColumn("place", F.row_number().over(newest))
        .filter(F.col("place") == 1)
        .select("id", "moment", "day", F.col("detail.price").cast("decimal(10,2)").alias("price"))
    )
    curated.write.mode("overwrite").partitionBy("day").parquet(f"{folder}/curated")
    prices = curated.select("id", "price").coalesce(1)
    prices.write.option("header", value=True).csv(f"{folder}/prices")
    listed = spark.read.option("header", value=True).csv(
        f"{folder}/prices", schema="id string, price double"
    )
    joined = spark.read.parquet(f"{folder}/curated").alias("a").join(listed.cache(), "id", "left")
    (found,) = joined.groupBy("day").agg(F.count("*").alias("rows"), F.avg("a.price")).collect()
    return int(found["rows"])


def main() -> None:
    """Runs it, in a folder that goes again."""
    spark = SparkSession.builder.getOrCreate()
    spark._jvm.java.lang.Class.forName("org.apache.hadoop.fs.s3a.S3AFileSystem")
    with tempfile.TemporaryDirectory() as folder:
        rows = work(spark, Path(folder))
    spark.stop()
    if rows != IDS:
        raise SystemExit(f"Of {IDS} rows, {rows} were found again")


if __name__ == "__main__":
    main()
