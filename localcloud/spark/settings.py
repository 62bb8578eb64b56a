"""The files of settings that Spark reads for one job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from localcloud.spark import gaps
from localcloud.spark.installation import Installation

LOG4J = f"""\
rootLogger.level = {gaps.LOG_LEVEL}
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{{yyyy-MM-dd'T'HH:mm:ss,SSS}} %p [%t] %c{{2}}: %m%n%ex
# What these warn of is how this machine is, not what the job does.
logger.native.name = org.apache.hadoop.util.NativeCodeLoader
logger.native.level = error
logger.metrics.name = org.apache.hadoop.metrics2
logger.metrics.level = error
logger.client.name = org.apache.hadoop.fs.s3a
logger.client.level = error
logger.sdk.name = com.amazonaws.util.Base64
logger.sdk.level = error
"""

JAVA_OPTIONS = ("-XX:+UseParallelGC", "-Xms1g", "-XX:TieredStopAtLevel=1")
"""For short jobs: of one with 337,000 rows the better compiler is a third of all work, and a heap
that grows is collected all the time. A job of many millions of rows would be slower so."""


def write_settings(
    spark: Installation, folder: Path, *, region: str, work: Path, defaults: Mapping[str, str]
) -> None:
    """Fills a folder that stands for Spark's ``conf``.

    Args:
        region: Of the buckets.
        work: Where Spark may write.
        defaults: Settings of whoever runs the job, such as EMR's application.
    """
    own = {
        "spark.master": gaps.MASTER,
        "spark.driver.memory": gaps.DRIVER_MEMORY,
        "spark.driver.defaultJavaOptions": " ".join(JAVA_OPTIONS),
        "spark.sql.warehouse.dir": f"file:{work}/warehouse",
        "spark.hadoop.fs.s3a.endpoint.region": region,
    }
    lines = [f"{name} {value}" for name, value in {**defaults, **own}.items()]
    # Of a setting that is there twice, Spark takes the last.
    text = "\n".join([spark.settings.read_text("utf-8"), *lines, ""])
    (folder / "spark-defaults.conf").write_text(text, "utf-8")
    (folder / "log4j2.properties").write_text(LOG4J, "utf-8")
