"""What may differ between environments, beside their common settings: machines, and how often."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Options:
    """How an environment works on its data.

    Attributes:
        lake_formation: Whether Lake Formation governs the lake; who deploys must be one of its
            administrators.
        buffer_seconds: How long Firehose gathers events for a file, 60 to 900.
        worker_type: The machines of Spark jobs on Glue.
        max_workers: The most of them, 2 to 299.
        emr_release: The release of EMR Serverless; it needs the setting ``emr``.
        max_vcpu: The most vCPUs it has.
        work: When the day's work begins, as EventBridge Scheduler writes it, in UTC.
        catch_up_days: How many days back a missed one is still done, 1 to 100.
    """

    lake_formation: bool = False
    buffer_seconds: int = 60
    worker_type: str = "G.1X"
    max_workers: int = 4
    emr_release: str = "emr-spark-8.1.0"
    max_vcpu: int = 16
    work: str = "cron(0 3 * * ? *)"
    catch_up_days: int = 7
