"""What every job does: read, decide, check, write, tell."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass

from pyspark.sql import DataFrame, SparkSession
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
    spark = SparkSession.builder.appName(name).getOrCreate()
    for setting, value in {
        "spark.sql.session.timeZone": "UTC",
        # Partitions are text: 2026-11 is no number, and a day stays as it is written.
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
        # An object that names a field twice says the second, as all readers of JSON have it.
        "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
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
        report = _count(decided, table)
        good = decided.where(F.col(FATE) == CURATED)
        print(json.dumps(asdict(report)))
        check(good, rules)
        catalog = Catalog(arguments.database) if arguments.database else None
        touched = [(value,) for value in report.partitions]
        writer = Writer(spark, catalog)
        broken = decided.where(F.col(FATE) == QUARANTINED)
        writer.quarantine(broken, table, arguments.quarantine, touched)
        writer.write(good, table, f"{arguments.target}/{table.name}", touched)
    finally:
        decided.unpersist()
    return report


def _count(decided: DataFrame, table: Table) -> Report:
    fates = decided.groupBy(table.partition, FATE).count().collect()
    total = {CURATED: 0, DUPLICATE: 0, QUARANTINED: 0}
    for _, fate, count in fates:
        total[fate] += count
    reasons = (
        decided.where(F.col(FATE) == QUARANTINED)
        # Values that differ do not make another reason.
        .groupBy(F.regexp_replace(REASON, "'[^']*'", "'...'").alias("reason"))
        .count()
        .orderBy(F.desc("count"), "reason")
        .limit(_REASONS_TOLD)
        .collect()
    )
    return Report(
        table=table.name,
        partitions=sorted({row[0] for row in fates}),
        read=sum(total.values()),
        curated=total[CURATED],
        duplicates=total[DUPLICATE],
        quarantined=total[QUARANTINED],
        reasons={row[0]: row[1] for row in reasons},
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
        first = str(error).strip().partition("\n")[0]
        sys.exit(f"{name} failed: {type(error).__name__}: {first}")
