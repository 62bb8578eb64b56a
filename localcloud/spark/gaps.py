"""How Spark on this machine is not the Spark of AWS: each name is one choice, made here alone."""

from __future__ import annotations

VERSION = "4.1.1"
"""The Spark that there is: that of Glue 6.0 and of ``emr-spark-8.1.0``, whatever a job asks for."""

MASTER = "local[2]"
"""Driver and executors are one process with two threads for tasks. AWS: machines."""

DRIVER_MEMORY = "2g"
"""The heap of that process, whatever worker or executor a job asks for."""

PROCESS_MEMORY = 4 * 2**30
"""Bytes of data that each process of a job may have: Spark with all beside its heap, Python."""

PARALLEL_JOBS = 2
"""Spark jobs that run at a time; others wait, as on AWS where workers are not to be had."""

STOP_GRACE_SECONDS = 10.0
"""Between SIGTERM and SIGKILL, where a run is stopped."""

LOG_LEVEL = "warn"
"""What Spark logs of itself. AWS: info."""

TAIL_LINES = 40
"""The last lines that a driver wrote, in which the reason of a failure is looked for."""

REFUSED_OPTIONS = {
    "--packages": "the local cloud has no Maven repository",
    "--repositories": "the local cloud has no Maven repository",
    "--proxy-user": "the local cloud has no users",
    "--principal": "the local cloud has no Kerberos",
    "--keytab": "the local cloud has no Kerberos",
}
"""Options of spark-submit that cannot be had here, with the reason."""

LEFT_OUT_OPTIONS = frozenset(
    {
        "--master",
        "--deploy-mode",
        "--driver-memory",
        "--driver-cores",
        "--executor-memory",
        "--executor-cores",
        "--num-executors",
        "--total-executor-cores",
        "--queue",
        "--properties-file",
    }
)
"""Options of spark-submit that say where a job runs and how large: here that is settled."""

LEFT_OUT_SETTINGS = (
    "spark.master",
    "spark.submit.deployMode",
    "spark.driver.memory",
    "spark.driver.cores",
    "spark.driver.host",
    "spark.driver.bindAddress",
    "spark.driver.defaultJavaOptions",
    "spark.executor.",
    "spark.dynamicAllocation.",
    "spark.emr-serverless.",
    "spark.yarn.",
    "spark.kubernetes.",
    "spark.jars.packages",
    "spark.jars.repositories",
    "spark.hadoop.fs.s3",
    "spark.hadoop.hive.metastore.client.factory.class",
)
"""Settings (or how they begin) that are of a cluster, or of AWS's own classes, and mean nothing
here. A job that sets them runs without them, and its log says so."""
