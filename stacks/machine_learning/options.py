"""What may differ between environments, beside their common settings: machines, and what costs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Options:
    """What an environment runs, and on which machines.

    A new account has a quota of 0 for many types of machine: see it in Service Quotas first.

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
        notebook_internet: Whether it reaches the internet; without a VPC it must.
        studio: Whether the steps are a pipeline of SageMaker Studio too.
    """

    processing_instance: str = "ml.m5.large"
    training_instance: str = "ml.m5.large"
    spot: bool = False
    tuning_jobs: int = 0
    serverless: bool = False
    endpoint_instance: str = "ml.m5.large"
    endpoint_instances: int = 1
    endpoint_max_instances: int = 2
    watch_minutes: int = 5
    retrain: str = "cron(0 3 ? * MON *)"
    retrain_on_arrival: bool = True
    margin: float = 0.005
    capture_percent: int = 0
    watch_data: bool = False
    notebook: bool = False
    notebook_internet: bool = False
    studio: bool = False

    def __post_init__(self) -> None:
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
        if not 0 <= self.watch_minutes <= 60:
            raise ValueError(f"watch_minutes: {self.watch_minutes} is not between 0 and 60")
        if self.tuning_jobs < 0:
            raise ValueError(f"tuning_jobs: {self.tuning_jobs} is not 0 or more")
