"""What AWS does not document about Glue's jobs, or cannot be the same here, and what is done.

Each name is one choice, made here and nowhere else.
"""

from __future__ import annotations

MINUTE_SECONDS = 60.0
"""Of a job's time-out."""

CONSUMED_ARGUMENTS = frozenset(
    {
        "--additional-python-modules",
        "--class",
        "--conf",
        "--extra-files",
        "--extra-jars",
        "--extra-py-files",
        "--job-language",
        "--python-modules-installer-option",
        "--scriptLocation",
        "--user-jars-first",
    }
)
"""Arguments that Glue's launcher uses; all others are passed to the script too, with the job's
name, its id and the run's."""

REASON_LIMIT = 4000
"""Characters of an ErrorMessage."""

NO_AWSGLUE = (
    "No module named 'awsglue': the local cloud runs Glue's jobs on plain Spark, without Glue's "
    "own library (GlueContext, DynamicFrame, getResolvedOptions, bookmarks). Use SparkSession, "
    "DataFrames and argparse, which run on Glue too."
)

OUT_OF_MEMORY = "java.lang.OutOfMemoryError"
"""What Spark prints where its memory is not enough."""

OUT_OF_MEMORY_REASON = "Command Failed due to Out of Memory"
"""The reason of a run that has printed it and failed."""


def launch_reason(uri: str, said: str) -> str:
    """The reason of a run whose script, or another file of it, cannot be had."""
    return f"LAUNCH ERROR | {said}: {uri}"


def default_timeout(command: str, version: str) -> int:
    """Minutes until a run is ended, where its job does not say.

    Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html
    """
    if command == "glueetl" and version and float(version) >= 5:
        return 480
    return 2880
