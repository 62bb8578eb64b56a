"""The operations on transform jobs."""

from __future__ import annotations

from localcloud.sagemaker.jobs.transform import TransformRun
from localcloud.sagemaker.kinds import MODEL, TRANSFORM_JOB
from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Shape
from localcloud.service import Call


class TransformOperations(SageMakerParts):
    """Transform jobs."""

    def create_transform_job(self, call: Call, request: Shape) -> Shape:
        """Takes a transform job; it goes on after the answer."""
        model = self.records.get(MODEL, request["ModelName"], call.region)
        record = self.records.add(
            TRANSFORM_JOB,
            request["TransformJobName"],
            call.region,
            {**request, "TransformJobStatus": "InProgress"},
        )
        self.begin(TransformRun(self.room, self.records, record, self.records.read(model)))
        return {"TransformJobArn": record.arn}

    def describe_transform_job(self, call: Call, request: Shape) -> Shape:
        """A transform job as it is now."""
        name = request["TransformJobName"]
        return self.records.read(self.records.get(TRANSFORM_JOB, name, call.region))

    def list_transform_jobs(self, call: Call, request: Shape) -> Shape:
        """The transform jobs of the region."""
        return self.page(
            call, request, TRANSFORM_JOB, "TransformJobSummaries", status="TransformJobStatus"
        )

    def stop_transform_job(self, call: Call, request: Shape) -> None:
        """Has a transform job stopped."""
        record = self.records.get(TRANSFORM_JOB, request["TransformJobName"], call.region)
        self.stop_run(record, "TransformJobStatus")
