"""A tuning job at work: training jobs over a search, the best of them by a metric."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from localcloud.errors import ServiceError
from localcloud.sagemaker import gaps
from localcloud.sagemaker.jobs.search import combinations
from localcloud.sagemaker.jobs.training import TrainingRun
from localcloud.sagemaker.records import Record, Records, Shape

LOG = logging.getLogger(__name__)

EXACT = ("Grid", "Random")
"""The strategies that are here what they are on AWS; see ``search``."""


class Trainer(Protocol):
    """Who records and begins the training jobs of a tuning job."""

    def __call__(self, request: Shape, *, after: Callable[[], None]) -> TrainingRun:
        """Begins a training job; ``after`` is called when it is over."""
        ...


class Tuning:
    """The work of one tuning job.

    Args:
        train: Begins a training job.
    """

    def __init__(self, records: Records, record: Record, *, train: Trainer) -> None:
        self.record = record
        self._records = records
        self._train = train
        self._config = record.members["HyperParameterTuningJobConfig"]
        self._definition = record.members["TrainingJobDefinition"]
        self._objective = self._config["HyperParameterTuningJobObjective"]
        limits = self._config["ResourceLimits"]
        self._most = int(limits.get("MaxNumberOfTrainingJobs") or 1)
        self._parallel = min(int(limits["MaxParallelTrainingJobs"]), gaps.PARALLEL_JOBS)
        self._seconds = limits.get("MaxRuntimeInSeconds")
        self._search = combinations(
            self._config["Strategy"],
            self._config.get("ParameterRanges") or {},
            int(self._config.get("RandomSeed") or 0),
        )
        self._runs: list[TrainingRun] = []
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name=record.name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Has it and its training jobs stopped soon."""
        self._stopping.set()
        self._notify()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it is over; False where it is not after the seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Begins no more training jobs: the cloud ends, and ends those that run."""
        self.stop()

    @property
    def runs(self) -> list[TrainingRun]:
        """Its training jobs, in their order."""
        with self._changed:
            return list(self._runs)

    def _work(self) -> None:
        try:
            self._try_all()
        except Exception as defect:
            LOG.exception("The tuning job %s failed", self.record.name)
            self._end("Failed", FailureReason=f"{type(defect).__name__}: {defect}")

    def _try_all(self) -> None:
        deadline = time.monotonic() + self._seconds if self._seconds else None
        for values in self._search:
            if len(self.runs) >= self._most or not self._wait_for_room(deadline):
                break
            self._begin(values)
            self._count()
        if not self._wait_for_all(deadline):
            for run in self.runs:
                run.stop()
            for run in self.runs:
                run.wait()
        self._count()
        if self._stopping.is_set():
            self._end("Stopped")
        elif self._best() is None:
            self._end("Failed", FailureReason=self._nothing())
        else:
            self._end("Completed")

    def _begin(self, values: Mapping[str, str]) -> None:
        number = len(self.runs) + 1
        name = f"{self.record.name}-{number:03d}-{uuid.uuid4().hex[:8]}"
        definition = dict(self._definition)
        static = definition.pop("StaticHyperParameters", None) or {}
        for member in ("DefinitionName", "TuningObjective", "HyperParameterRanges"):
            definition.pop(member, None)
        resources = definition.pop("HyperParameterTuningResourceConfig", None)
        if resources and "ResourceConfig" not in definition:
            definition["ResourceConfig"] = resources
        metric = {"_tuning_objective_metric": self._objective["MetricName"]}
        request = {
            **definition,
            "TrainingJobName": name,
            "HyperParameters": {**static, **metric, **values},
        }
        run = self._train(request, after=self._notify)
        self._records.update(run.record, TunedHyperParameters=dict(values))
        if self._config["Strategy"] not in EXACT:
            run.log.write(f"Values by random search, in the place of {self._config['Strategy']}")
        with self._changed:
            self._runs.append(run)

    def _wait_for_room(self, deadline: float | None) -> bool:
        """Whether another training job may begin, once it may."""
        return self._wait(lambda: len(self._running()) < self._parallel, deadline)

    def _wait_for_all(self, deadline: float | None) -> bool:
        """Whether all training jobs have ended, in time and without being stopped."""
        return self._wait(lambda: not self._running(), deadline)

    def _wait(self, condition: Callable[[], bool], deadline: float | None) -> bool:
        with self._changed:
            while not condition():
                left = deadline - time.monotonic() if deadline else None
                if self._stopping.is_set() or (left is not None and left <= 0):
                    return False
                self._changed.wait(left)
        self._count()
        return not self._stopping.is_set()

    def _running(self) -> list[TrainingRun]:
        return [r for r in self._runs if r.record.members["TrainingJobStatus"] in _ACTIVE]

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _count(self) -> None:
        statuses = [run.record.members["TrainingJobStatus"] for run in self.runs]
        measured = [run for run in self.runs if self._value(run) is not None]
        ended = [status for status in statuses if status not in _ACTIVE]
        best = self._best()
        self._records.update(
            self.record,
            TrainingJobStatusCounters={
                "Completed": statuses.count("Completed"),
                "InProgress": len(statuses) - len(ended),
                "RetryableError": 0,
                "NonRetryableError": statuses.count("Failed"),
                "Stopped": statuses.count("Stopped"),
            },
            ObjectiveStatusCounters={
                "Succeeded": len(measured),
                "Pending": len(statuses) - len(ended),
                "Failed": len(ended) - len([r for r in measured if not _is_active(r)]),
            },
            BestTrainingJob=self.summary(best) if best is not None else None,
        )

    def summary(self, run: TrainingRun) -> dict[str, Any]:
        """A training job as tuning jobs tell of it."""
        members = self._records.read(run.record)
        value = self._value(run)
        told: dict[str, Any] = {
            name: members[name]
            for name in (
                "TrainingJobName",
                "TrainingJobArn",
                "CreationTime",
                "TrainingStartTime",
                "TrainingEndTime",
                "TrainingJobStatus",
                "TunedHyperParameters",
                "FailureReason",
            )
            if name in members
        }
        if value is not None:
            told["FinalHyperParameterTuningJobObjectiveMetric"] = {
                "Type": self._objective["Type"],
                "MetricName": self._objective["MetricName"],
                "Value": value,
            }
            told["ObjectiveStatus"] = "Succeeded"
        else:
            told["ObjectiveStatus"] = "Pending" if _is_active(run) else "Failed"
        return told

    def _value(self, run: TrainingRun) -> float | None:
        """The objective of a training job that has completed."""
        if run.record.members["TrainingJobStatus"] != "Completed":
            return None
        for metric in run.record.members.get("FinalMetricDataList") or ():
            if metric["MetricName"] == self._objective["MetricName"]:
                value: float = metric["Value"]
                return value
        return None

    def _best(self) -> TrainingRun | None:
        measured = [(value, r) for r in self.runs if (value := self._value(r)) is not None]
        if not measured:
            return None
        choose = max if self._objective["Type"] == "Maximize" else min
        return choose(measured, key=lambda pair: pair[0])[1]

    def _nothing(self) -> str:
        statuses = [run.record.members["TrainingJobStatus"] for run in self.runs]
        if "Completed" in statuses:
            return (
                f"No objective metrics found after running {len(statuses)} training jobs. Please "
                "ensure that the custom algorithm is emitting the objective metric "
                f"{self._objective['MetricName']} as defined by the regular expression provided."
            )
        return (
            f"No training job succeeded after {len(statuses)} attempts. For additional details, "
            "please take a look at the training job failures by listing training jobs for the "
            "hyperparameter tuning job."
        )

    def _end(self, status: str, **members: Any) -> None:
        self._records.update(
            self.record,
            HyperParameterTuningJobStatus=status,
            HyperParameterTuningEndTime=self._records.now(),
            **members,
        )


_ACTIVE = ("InProgress", "Stopping")


def _is_active(run: TrainingRun) -> bool:
    return run.record.members["TrainingJobStatus"] in _ACTIVE


def check_tuning(request: Mapping[str, Any]) -> ServiceError | None:
    """What is wrong with a request of CreateHyperParameterTuningJob, beside its ranges."""
    if request.get("TrainingJobDefinitions") or not request.get("TrainingJobDefinition"):
        return ServiceError(
            "ValidationException",
            "The local cloud tunes one TrainingJobDefinition, not TrainingJobDefinitions",
        )
    for member in ("WarmStartConfig", "Autotune"):
        if request.get(member):
            return ServiceError("ValidationException", f"The local cloud has no {member}")
    config = request["HyperParameterTuningJobConfig"]
    if not config.get("HyperParameterTuningJobObjective"):
        return ServiceError("ValidationException", "HyperParameterTuningJobObjective is required")
    tuned = {
        each["Name"]
        for kind in ("Integer", "Continuous", "Categorical")
        for each in (config.get("ParameterRanges") or {}).get(f"{kind}ParameterRanges") or ()
    }
    static = request["TrainingJobDefinition"].get("StaticHyperParameters") or {}
    both = sorted(tuned & set(static))
    if both:
        return ServiceError(
            "ValidationException",
            f"Hyperparameters cannot be both static and tuned: {', '.join(both)}",
        )
    return None
