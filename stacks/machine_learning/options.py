"""What may differ between environments, beside their common settings: machines, and what costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from ml_refarch.foundation import SettingObject, Settings, matches, real, setting, switch, whole

_MACHINE: Final = matches(
    r"ml\.[a-z0-9-]+\.[a-z0-9]+", "a machine of SageMaker such as ml.m5.large"
)
_SCHEDULE: Final = matches(
    r"|(at|cron|rate)\([^()]+\)", "a schedule such as cron(0 3 ? * MON *), or empty"
)


@dataclass(frozen=True, kw_only=True)
class Options(SettingObject):
    """What an environment runs, and on which machines.

    They are the object ``machine_learning`` of the environment in ``cdk.json``::

        {"environments": {"prod": {"machine_learning": {"spot": true, "tuning_jobs": 8}}}}

    A new account has a quota of 0 for many types of machine: ``python -m demo.preflight`` says
    which are too low.

    Attributes:
        processing_instance: What prepares data and measures models.
        training_instance: What trains.
        spot: Whether it trains on spare machines, which are cheaper and may be taken away.
        tuning_jobs: How many trainings a run tries hyperparameters with; none with 0.
        serverless: Whether the endpoint costs nothing while nobody asks; it then starts slowly,
            and nothing is captured or watched.
        endpoint_instance: What the endpoint runs on otherwise.
        endpoint_instances: How many machines it has at least.
        endpoint_max_instances: How many it has at most.
        watch_minutes: How long a new model answers under watch before the old one goes, 0 to 60.
        retrain: When the model is trained anew, as EventBridge Scheduler writes it, in UTC; never
            by itself with an empty one. A ``rate`` would begin with a run at the deploy, when
            there are no data yet.
        retrain_on_arrival: Whether files that arrive below ``raw/`` start a run.
        margin: How much better than the model in use a new one must be, as a share of its error.
        capture_percent: The share of requests that is kept; none with 0.
        watch_data: Whether captured requests are compared with the training data every day.
        notebook: Whether there is a hosted notebook.
        notebook_instance: What it runs on.
        notebook_internet: Whether it reaches the internet; without a VPC it must.
        studio: Whether the steps are a pipeline of SageMaker Studio too.
    """

    processing_instance: str = setting(_MACHINE, default="ml.m5.large")
    training_instance: str = setting(_MACHINE, default="ml.m5.large")
    spot: bool = setting(switch(), default=False)
    tuning_jobs: int = setting(whole(0, 750), default=0)
    serverless: bool = setting(switch(), default=False)
    endpoint_instance: str = setting(_MACHINE, default="ml.m5.large")
    endpoint_instances: int = setting(whole(1, 1000), default=1)
    endpoint_max_instances: int = setting(whole(1, 1000), default=2)
    watch_minutes: int = setting(whole(0, 60), default=5)
    retrain: str = setting(_SCHEDULE, default="cron(0 3 ? * MON *)")
    retrain_on_arrival: bool = setting(switch(), default=True)
    margin: float = setting(real(0, 1), default=0.005)
    capture_percent: int = setting(whole(0, 100), default=0)
    watch_data: bool = setting(switch(), default=False)
    notebook: bool = setting(switch(), default=False)
    notebook_instance: str = setting(_MACHINE, default="ml.t3.medium")
    notebook_internet: bool = setting(switch(), default=False)
    studio: bool = setting(switch(), default=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.watch_data and not self.capture_percent:
            raise ValueError(
                "watch_data: nothing is captured that could be watched; "
                "capture_percent is 0, and must be 1 to 100"
            )
        if self.serverless and self.capture_percent:
            raise ValueError(
                f"capture_percent: {self.capture_percent}, and AWS captures nothing of a "
                "serverless endpoint; it must be 0"
            )
        if self.endpoint_max_instances < self.endpoint_instances:
            raise ValueError(
                f"endpoint_max_instances: {self.endpoint_max_instances} is less than "
                f"endpoint_instances, {self.endpoint_instances}"
            )

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of an environment.

        Raises:
            ValueError: A key does not exist, a value is not allowed, or two do not go together.
        """
        return cls.parsed(
            settings.machine_learning, where=f"{settings.environment}.machine_learning"
        )
