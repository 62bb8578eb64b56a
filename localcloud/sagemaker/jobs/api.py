"""The operations on training and processing jobs."""

from __future__ import annotations

from typing import Any

from localcloud.sagemaker.jobs.checks import check_processing, check_training
from localcloud.sagemaker.jobs.processing import ProcessingRun
from localcloud.sagemaker.jobs.training import TrainingRun
from localcloud.sagemaker.kinds import PROCESSING_JOB, TRAINING_JOB
from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Record, Shape
from localcloud.service import Call


class JobOperations(SageMakerParts):
    """Training and processing jobs."""

    def create_training_job(self, call: Call, request: Shape) -> Shape:
        """Takes a training job; it goes on after the answer."""
        record = self.add_training_job(call.region, request)
        self.begin(TrainingRun(self.room, self.records, record))
        return {"TrainingJobArn": record.arn}

    def add_training_job(self, region: str, request: Shape, **members: Any) -> Record:
        """Records a training job, without beginning it.

        Args:
            members: Further members, such as the tuning job that it is part of.

        Raises:
            ServiceError: The request is invalid, or the name is taken.
        """
        check_training(request)
        now = self.cloud.clock.now()
        first = {"Status": "Starting", "StartTime": now, "StatusMessage": "Starting the job"}
        return self.records.add(
            TRAINING_JOB,
            request["TrainingJobName"],
            region,
            {
                **request,
                **members,
                "TrainingJobStatus": "InProgress",
                "SecondaryStatus": "Starting",
                "SecondaryStatusTransitions": [first],
                "EnableNetworkIsolation": request.get("EnableNetworkIsolation", False),
                "EnableManagedSpotTraining": request.get("EnableManagedSpotTraining", False),
            },
        )

    def describe_training_job(self, call: Call, request: Shape) -> Shape:
        """A training job as it is now."""
        name = request["TrainingJobName"]
        return self.records.read(self.records.get(TRAINING_JOB, name, call.region))

    def list_training_jobs(self, call: Call, request: Shape) -> Shape:
        """The training jobs of the region."""
        return self.page(
            call, request, TRAINING_JOB, "TrainingJobSummaries", status="TrainingJobStatus"
        )

    def stop_training_job(self, call: Call, request: Shape) -> None:
        """Has a training job stopped; it keeps what it has made."""
        record = self.records.get(TRAINING_JOB, request["TrainingJobName"], call.region)
        self.stop_run(record, "TrainingJobStatus")

    def create_processing_job(self, call: Call, request: Shape) -> Shape:
        """Takes a processing job; it goes on after the answer."""
        check_processing(request)
        record = self.records.add(
            PROCESSING_JOB,
            request["ProcessingJobName"],
            call.region,
            {**request, "ProcessingJobStatus": "InProgress"},
        )
        self.begin(ProcessingRun(self.room, self.records, record))
        return {"ProcessingJobArn": record.arn}

    def describe_processing_job(self, call: Call, request: Shape) -> Shape:
        """A processing job as it is now."""
        name = request["ProcessingJobName"]
        return self.records.read(self.records.get(PROCESSING_JOB, name, call.region))

    def list_processing_jobs(self, call: Call, request: Shape) -> Shape:
        """The processing jobs of the region."""
        return self.page(
            call, request, PROCESSING_JOB, "ProcessingJobSummaries", status="ProcessingJobStatus"
        )

    def stop_processing_job(self, call: Call, request: Shape) -> None:
        """Has a processing job stopped."""
        record = self.records.get(PROCESSING_JOB, request["ProcessingJobName"], call.region)
        self.stop_run(record, "ProcessingJobStatus")
