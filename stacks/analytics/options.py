"""What may differ between environments, beside their common settings: machines, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from ml_refarch.foundation import SettingObject, Settings, matches, setting, switch, whole

_WORKER: Final = matches(r"[GR]\.\d+X", "a worker of Glue such as G.1X")
_RELEASE: Final = matches(
    r"(emr|emr-spark)-\d+\.\d+\.\d+", "a release of EMR such as emr-spark-8.1.0 or emr-7.13.0"
)
_SCHEDULE: Final = matches(r"(at|cron|rate)\([^()]+\)", "a schedule such as cron(0 3 * * ? *)")


@dataclass(frozen=True, kw_only=True)
class Options(SettingObject):
    """How an environment works on its data.

    They are the object ``analytics`` of the environment in ``cdk.json``::

        {"environments": {"prod": {"emr": true, "analytics": {"max_vcpu": 64}}}}

    Attributes:
        lake_formation: Whether Lake Formation governs the lake; who deploys must be one of its
            administrators.
        buffer_seconds: How long Firehose gathers events for a file, 60 to 900.
        worker_type: The machines of Spark jobs on Glue.
        max_workers: The most of them, 2 to 299.
        emr_release: The release of EMR Serverless, which there is with the setting ``emr``.
        max_vcpu: The most vCPUs it has, 4 to 4,000.
        work: When the day's work begins, as EventBridge Scheduler writes it, in UTC.
        catch_up_days: How many days back a missed one is still done, 1 to 100.
    """

    lake_formation: bool = setting(switch(), default=False)
    buffer_seconds: int = setting(whole(60, 900), default=60)
    worker_type: str = setting(_WORKER, default="G.1X")
    max_workers: int = setting(whole(2, 299), default=4)
    emr_release: str = setting(_RELEASE, default="emr-spark-8.1.0")
    max_vcpu: int = setting(whole(4, 4000), default=16)
    work: str = setting(_SCHEDULE, default="cron(0 3 * * ? *)")
    catch_up_days: int = setting(whole(1, 100), default=7)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of an environment.

        Raises:
            ValueError: A key does not exist, or a value is not allowed.
        """
        return cls.parsed(settings.analytics, where=f"{settings.environment}.analytics")
