"""The operations on tuning jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from localcloud.sagemaker.jobs.api import JobOperations
from localcloud.sagemaker.jobs.checks import check_training
from localcloud.sagemaker.jobs.training import TrainingRun
from localcloud.sagemaker.jobs.tuning import Tuning, check_tuning
from localcloud.sagemaker.kinds import TRAINING_JOB, TUNING_JOB, invalid
from localcloud.sagemaker.records import Shape, listed
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class TuningOperations(JobOperations):
    """Hyperparameter tuning jobs."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._tunings: dict[str, Tuning] = {}
        self._tunings_lock = threading.Lock()

    def close(self) -> None:
        """Begins no more training jobs, and ends those that run."""
        for tuning in list(self._tunings.values()):
            tuning.close()
        super().close()

    def create_hyper_parameter_tuning_job(self, call: Call, request: Shape) -> Shape:
        """Takes a tuning job; it goes on after the answer."""
        problem = check_tuning(request)
        if problem is not None:
            raise problem
        definition = request["TrainingJobDefinition"]
        resources = definition.get("HyperParameterTuningResourceConfig")
        check_training({"ResourceConfig": resources, **definition, "TrainingJobName": "checked"})
        name = request["HyperParameterTuningJobName"]
        nothing = dict.fromkeys(
            ("Completed", "InProgress", "RetryableError", "NonRetryableError", "Stopped"), 0
        )
        record = self.records.add(
            TUNING_JOB,
            name,
            call.region,
            {
                **request,
                "HyperParameterTuningJobStatus": "InProgress",
                "TrainingJobStatusCounters": nothing,
                "ObjectiveStatusCounters": dict.fromkeys(("Succeeded", "Pending", "Failed"), 0),
            },
        )

        def train(request: Shape, *, after: Callable[[], None]) -> TrainingRun:
            part = self.add_training_job(record.region, request, TuningJobArn=record.arn)
            run = TrainingRun(self.room, self.records, part, after=after)
            self.begin(run)
            return run

        try:
            tuning = Tuning(self.records, record, train=train)
        except Exception:
            self.records.remove(TUNING_JOB, name, call.region)
            raise
        with self._tunings_lock:
            self._tunings[record.arn] = tuning
        tuning.start()
        return {"HyperParameterTuningJobArn": record.arn}

    def describe_hyper_parameter_tuning_job(self, call: Call, request: Shape) -> Shape:
        """A tuning job as it is now, with the best training job so far."""
        name = request["HyperParameterTuningJobName"]
        return self.records.read(self.records.get(TUNING_JOB, name, call.region))

    def list_hyper_parameter_tuning_jobs(self, call: Call, request: Shape) -> Shape:
        """The tuning jobs of the region."""
        answer = self.page(
            call,
            request,
            TUNING_JOB,
            "HyperParameterTuningJobSummaries",
            status="HyperParameterTuningJobStatus",
        )
        for each in answer["HyperParameterTuningJobSummaries"]:
            config = each["HyperParameterTuningJobConfig"]
            each["Strategy"], each["ResourceLimits"] = config["Strategy"], config["ResourceLimits"]
        return answer

    def list_training_jobs_for_hyper_parameter_tuning_job(
        self, call: Call, request: Shape
    ) -> Shape:
        """The training jobs of a tuning job."""
        tuning = self._tuning(call, request)

        def objective(each: Shape) -> float:
            measured = each.get("FinalHyperParameterTuningJobObjectiveMetric")
            return float("-inf") if measured is None else float(measured["Value"])

        page, token = listed(
            {"SortBy": "Name", **request},
            [tuning.summary(run) for run in tuning.runs],
            kind=TRAINING_JOB,
            status="TrainingJobStatus",
            sort_keys={"FinalObjectiveMetricValue": objective},
            order="Ascending",
        )
        return {"TrainingJobSummaries": page, **({"NextToken": token} if token else {})}

    def stop_hyper_parameter_tuning_job(self, call: Call, request: Shape) -> None:
        """Has a tuning job and its training jobs stopped."""
        tuning = self._tuning(call, request)
        status = tuning.record.members["HyperParameterTuningJobStatus"]
        if status not in ("InProgress", "Stopping"):
            raise invalid(
                f"The request was rejected because the hyper-parameter tuning job is in status "
                f"{status}."
            )
        self.records.update(tuning.record, HyperParameterTuningJobStatus="Stopping")
        tuning.stop()

    def _tuning(self, call: Call, request: Shape) -> Tuning:
        name = request["HyperParameterTuningJobName"]
        record = self.records.get(TUNING_JOB, name, call.region)
        with self._tunings_lock:
            return self._tunings[record.arn]
