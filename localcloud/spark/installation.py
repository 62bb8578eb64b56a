"""The Spark, the Python and the Java that jobs run on: an environment of its own.

What a job has (PySpark, pandas, boto3) never meets the packages of the local cloud.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "LOCALCLOUD_SPARK_PYTHON"
"""Names another interpreter than the one that ``make spark`` sets up."""


class NoSparkError(Exception):
    """There is no Spark to run jobs on; the message says how to get it."""


@dataclass(frozen=True)
class Installation:
    """Where Spark is.

    Attributes:
        python: The interpreter of its environment.
        packages: What is installed there.
    """

    python: Path
    packages: Path

    @property
    def home(self) -> Path:
        """Spark's own folder."""
        return self.packages / "pyspark"

    @property
    def submit(self) -> Path:
        """The command that submits applications."""
        return self.home / "bin" / "spark-submit"

    @property
    def settings(self) -> Path:
        """The settings of this machine, that every job begins with."""
        return self.home / "conf" / "spark-defaults.conf"

    @property
    def java_home(self) -> Path:
        """Its Java."""
        return self.python.parent.parent / "java"

    def missing(self) -> list[str]:
        """What ``make spark`` has not put there."""
        needed = (self.python, self.submit, self.settings, self.java_home / "bin" / "java")
        missing = [str(path) for path in needed if not path.exists()]
        if not any((self.home / "jars").glob("hadoop-aws-*.jar")):
            missing.append(f"{self.home}/jars/hadoop-aws-*.jar")
        return missing


def installation() -> Installation:
    """The Spark that jobs run on.

    Raises:
        NoSparkError: It is not installed, or not all of it.
    """
    named = os.environ.get(VARIABLE)
    python = Path(named) if named else Path(sys.prefix) / "spark" / "bin" / "python"
    found = sorted((python.parent.parent / "lib").glob("python3*/site-packages"))
    spark = Installation(python, found[0] if found else python.parent)
    missing = spark.missing()
    if not missing:
        return spark
    raise NoSparkError(
        f"The local cloud runs Spark jobs with the environment of {python}, which lacks "
        f"{', '.join(missing)}. "
        f"`make spark` installs it, once; {VARIABLE} names the interpreter of another one."
    )
