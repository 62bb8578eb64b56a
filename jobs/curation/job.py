"""What every job does: read, decide, check, write, tell."""

from __future__ import annotations

import json
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from .arguments import Arguments
from .catalog import Catalog
from .errors import JobError
from .fates import CURATED, DUPLICATE, FATE, QUARANTINED, REASON
from .quality import check
from .rules import parse_rules
from .tables import Table
from .writing import Writer

_REASONS_TOLD = 20


@dataclass(frozen=True)
class Report:
    """What became of the records: ``read`` is the sum of the three below it."""

    table: str
    partitions: list[str]
    read: int
    curated: int
    duplicates: int
    quarantined: int
    reasons: dict[str, int]


def open_spark(name: str) -> SparkSession:
    """The session of Glue, EMR or this machine, set so that all three do the same."""
    builder = SparkSession.builder.appName(name)
    # Spark would note which line of Python made each column: many calls into Java.
    builder = builder.config("spark.python.sql.dataFrameDebugging.enabled", "false")
    spark = builder.getOrCreate()
    for setting, value in {
        "spark.sql.session.timeZone": "UTC",
        # Partitions are text: 2026-11 is no number, and a day stays as it is written.
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        # An object that names a field twice says the second, as all readers of JSON have it.
        "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
        # Of columns made of columns Spark would derive what holds of each, for minutes.
        "spark.sql.constraintPropagation.enabled": "false",
        # Java never compiles a method that is longer; Spark then does without one.
        "spark.sql.codegen.hugeMethodLimit": "8000",
    }.items():
        spark.conf.set(setting, value)
    return spark


def settle(
    spark: SparkSession,
    decided: DataFrame,
    table: Table,
    arguments: Arguments,
    *,
    partitions: Collection[str] | None = None,
) -> Report:
    """Checks what was curated, and writes it and what was not.

    Args:
        decided: The table's columns and the fate of each record.
        partitions: The only ones that are written; all if ``None``. Others were read to know what
            came before.

    Raises:
        QualityError: A rule is broken; nothing is written then.
    """
    rules = parse_rules(arguments.rules)
    part = F.col(table.partition)
    if partitions is not None:
        decided = decided.where(part.isin(*partitions))
    decided = decided.persist()
    try:
        counts = _counts(decided, table)
        report = _report(counts, table)
        print(json.dumps(asdict(report)))
        good = decided.where(F.col(FATE) == CURATED)
        check(good, rules)
        writer = Writer(spark, Catalog(arguments.database) if arguments.database else None)
        for fate in (QUARANTINED, CURATED):
            full = {part for part, of, _, _ in counts if of == fate}
            rows = decided.where(F.col(FATE) == fate)
            empty = set(report.partitions) - full
            if fate == CURATED:
                folder = f"{arguments.target}/{table.name}"
                writer.write(rows, table, folder, full=full, empty=empty)
            else:
                writer.quarantine(rows, table, arguments.quarantine, full=full, empty=empty)
    finally:
        decided.unpersist()
    return report


def _counts(decided: DataFrame, table: Table) -> list[Row]:
    """How many records have which fate, by partition, and why."""
    # Values that differ do not make another reason.
    why = F.regexp_replace(REASON, "'[^']*'", "'...'").alias("reason")
    return decided.groupBy(table.partition, FATE, why).count().collect()


def _report(counts: Sequence[Row], table: Table) -> Report:
    total = {CURATED: 0, DUPLICATE: 0, QUARANTINED: 0}
    reasons: Counter[str] = Counter()
    for _, fate, why, count in counts:
        total[fate] += count
        if why is not None:
            reasons[why] += count
    return Report(
        table=table.name,
        partitions=sorted({row[0] for row in counts}),
        read=sum(total.values()),
        curated=total[CURATED],
        duplicates=total[DUPLICATE],
        quarantined=total[QUARANTINED],
        reasons=dict(reasons.most_common(_REASONS_TOLD)),
    )


def run(name: str, job: Callable[[], Report]) -> None:
    """Runs a job; one that fails says why in one sentence, the last that it prints.

    Glue shows the sentence as the run's error, for it shows what the process exits with.

    Raises:
        SystemExit: The job failed; the exit code is 1.
    """
    try:
        job()
    except JobError as error:
        sys.exit(f"{name} failed: {error}")
    except Exception as error:
        traceback.print_exc()
        sys.exit(f"{name} failed: {type(error).__name__}: {_first_cause(error)}")


def _first_cause(error: Exception) -> str:
    """The first line of what began it; Spark's errors are Java's, wrapped many times."""
    cause = getattr(error, "java_exception", None)
    while cause is not None and cause.getCause() is not None:
        cause = cause.getCause()
    text = str(error) if cause is None else str(cause.toString())
    return text.strip().partition("\n")[0]
