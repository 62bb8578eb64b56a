"""A training job at work.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import localcloud
from localcloud.cloudwatch import record as record_figures
from localcloud.sagemaker.engine.metric_definitions import MetricDefinitions
from localcloud.sagemaker.engine.objects import Location, is_empty, packed
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import SCRIPT_PROGRAM, Algorithm, Image
from localcloud.sagemaker.jobs.checkpoints import Checkpoints
from localcloud.sagemaker.jobs.inputs import download_channels, input_config, resource_config
from localcloud.sagemaker.jobs.run import JobFailedError, Run
from localcloud.sagemaker.records import Record, Records

GROUP = "/aws/sagemaker/TrainingJobs"
NAMESPACE = "/aws/sagemaker/TrainingJobs"

ALGORITHM_METRICS: Mapping[Algorithm, tuple[dict[str, str], ...]] = {
    Algorithm.XGBOOST: tuple(
        {
            "Name": f"{channel}:{metric}",
            "Regex": rf".*\[[0-9]+\].*#011{channel}-{metric}:(\S+)",
        }
        for channel in ("train", "validation")
        for metric in ("rmse", "mae", "logloss", "error", "auc", "aucpr", "mlogloss", "merror")
    ),
    Algorithm.LINEAR_LEARNER: (
        {"Name": "train:objective_loss", "Regex": r"train objective_loss=(\S+)"},
        {"Name": "validation:objective_loss", "Regex": r"validation objective_loss=(\S+)"},
    ),
    Algorithm.K_MEANS: (
        {"Name": "train:msd", "Regex": r"train msd=(\S+)"},
        {"Name": "test:msd", "Regex": r"test msd=(\S+)"},
    ),
    Algorithm.LDA: ({"Name": "test:pwll", "Regex": r"test pwll=(\S+)"},),
}
"""The metrics that built-in algorithms have without a definition, as their modules print them."""


class TrainingRun(Run):
    """Downloads the channels, trains, uploads the model."""

    def __init__(
        self,
        room: Room,
        records: Records,
        record: Record,
        *,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepares the work.

        Args:
            after: Called when it is over.
        """
        condition = record.members.get("StoppingCondition") or {}
        super().__init__(
            room, record, group=GROUP, limit=float(condition.get("MaxRuntimeInSeconds", 86_400))
        )
        self._records = records
        self._after = after
        self._request = record.members
        specification = self._request.get("AlgorithmSpecification") or {}
        self._image = Image.of(specification.get("TrainingImage", ""))
        self._metrics = MetricDefinitions(self._definitions(specification))
        self._latest: dict[str, tuple[float, datetime]] = {}
        self._checkpoints = Checkpoints(self._request.get("CheckpointConfig"), self.place)

    def perform(self) -> None:
        """The phases of a training job."""
        self._phase("Downloading", "Downloading input data")
        channels = self._request.get("InputDataConfig") or ()
        for line in download_channels(channels, self.place, self.objects):
            self.log.write(line)
        self._checkpoints.download(self.objects)
        self._write_configuration()
        command, own = self._command()
        self.check()
        self._phase("Training", "Training image download completed. Training in progress.")
        try:
            code = self.execute(command, own=own)
        finally:
            self._checkpoints.upload(self.objects)
        if code:
            self._phase("Uploading", "Uploading generated training model")
            self._upload_output()
            raise JobFailedError(self.exit_reason(code))
        self._phase("Uploading", "Uploading generated training model")
        self._upload_model()
        self._upload_output()

    def while_running(self) -> None:
        """Copies checkpoints to S3."""
        self._checkpoints.upload_now_and_then(self.objects)

    def wrote(self, line: str) -> None:
        """Finds metrics in a line."""
        now = self.room.cloud.clock.now()
        found = self._metrics.found_in(line)
        self._latest.update({name: (value, now) for name, value in found})
        record_figures(
            self.room.cloud,
            self.record.region,
            NAMESPACE,
            {name: (value, "None") for name, value in found},
            dimensions=[{"TrainingJobName": self.record.name}],
            at=now,
        )

    def completed(self) -> None:
        """The job is Completed."""
        self._end("Completed", "Completed", "Training job completed")

    def failed(self, reason: str) -> None:
        """The job is Failed, for a reason."""
        self._end("Failed", "Failed", "Training job failed", FailureReason=reason)

    def stopped(self) -> None:
        """The job is Stopped; what it has made until then is kept, as on AWS."""
        if not is_empty(self.place.root / "model"):
            self._upload_model()
        self._upload_output()
        secondary = "MaxRuntimeExceeded" if self.out_of_time else "Stopped"
        message = "Training job runtime exceeded" if self.out_of_time else "Training job stopped"
        self._end("Stopped", secondary, message)

    def _definitions(self, specification: Mapping[str, Any]) -> list[dict[str, str]]:
        own = list(specification.get("MetricDefinitions") or ())
        algorithm = self._image.algorithm
        if SCRIPT_PROGRAM in (self._request.get("HyperParameters") or {}) or algorithm is None:
            return own
        return [*own, *ALGORITHM_METRICS.get(algorithm, ())]

    def _command(self) -> tuple[list[str], dict[str, str]]:
        """What to run, and the environment that it needs beside that of the request."""
        specification = self._request.get("AlgorithmSpecification") or {}
        own = {
            **(self._request.get("Environment") or {}),
            "TRAINING_JOB_NAME": self.record.name,
            "TRAINING_JOB_ARN": self.record.arn,
        }
        if specification.get("ContainerEntrypoint"):
            command = [
                *specification["ContainerEntrypoint"],
                *(specification.get("ContainerArguments") or ()),
            ]
            return [self.place.local(part) for part in command], own
        if SCRIPT_PROGRAM in (self._request.get("HyperParameters") or {}):
            return ["train"], own
        algorithm = self._image.algorithm
        if algorithm is None:
            raise self._image.recorded_only()
        return stand_in_command(algorithm), {**own, "PYTHONPATH": stand_in_path()}

    def _write_configuration(self) -> None:
        folder = self.place.make("input", "config")
        for part in ("model", "output/data", "output/intermediate", "code"):
            self.place.make(*part.split("/"))
        resources = self._request.get("ResourceConfig") or {}
        if (resources.get("InstanceCount") or 1) > 1:
            self.log.write(f"{resources['InstanceCount']} instances asked for: this is one host")
        given = self._request.get("HyperParameters") or {}
        documents: dict[str, Any] = {
            "hyperparameters": self.place.all_local(given),
            "inputdataconfig": input_config(self._request),
            "resourceconfig": resource_config(resources.get("InstanceType") or "local"),
        }
        if self._checkpoints.kept:
            documents["checkpointconfig"] = {"LocalPath": str(self._checkpoints.folder)}
        for name, document in documents.items():
            (folder / f"{name}.json").write_text(json.dumps(document))

    def _upload_model(self) -> None:
        where, folder = self._output().below("output"), self.place.make("model")
        self.log.flush()
        if self._compressed():
            target = where.below("model.tar.gz")
            self.objects.write(target, packed(folder))
        else:
            target = where.below("model")
            self.objects.upload(folder, target)
        self._records.update(self.record, ModelArtifacts={"S3ModelArtifacts": str(target)})

    def _upload_output(self) -> None:
        folder = self.place.root / "output" / "data"
        if is_empty(folder):
            return
        where = self._output().below("output")
        if self._compressed():
            self.objects.write(where.below("output.tar.gz"), packed(folder))
        else:
            self.objects.upload(folder, where.below("data"))

    def _compressed(self) -> bool:
        kind: str = self._request["OutputDataConfig"].get("CompressionType", "GZIP")
        return kind == "GZIP"

    def _output(self) -> Location:
        where = self._request["OutputDataConfig"]["S3OutputPath"]
        return Location.parse(where).below(self.record.name)

    def _phase(self, status: str, message: str, *, last: bool = False, **members: Any) -> None:
        now = self.room.cloud.clock.now()
        transitions = [dict(each) for each in self._request["SecondaryStatusTransitions"]]
        transitions[-1].setdefault("EndTime", now)
        transition = {"Status": status, "StartTime": now, "StatusMessage": message}
        transitions.append({**transition, "EndTime": now} if last else transition)
        if status == "Training":
            members["TrainingStartTime"] = now
        self._records.update(
            self.record, SecondaryStatus=status, SecondaryStatusTransitions=transitions, **members
        )

    def _end(self, status: str, secondary: str, message: str, **members: Any) -> None:
        now = self.room.cloud.clock.now()
        started = self._request.get("TrainingStartTime")
        if started is not None:
            seconds = max(1, round((now - started).total_seconds()))
            members |= {"TrainingTimeInSeconds": seconds, "BillableTimeInSeconds": seconds}
        if self._latest:
            members["FinalMetricDataList"] = [
                {"MetricName": name, "Value": value, "Timestamp": moment}
                for name, (value, moment) in self._latest.items()
            ]
        members |= {"TrainingEndTime": now, "TrainingJobStatus": status}
        self._phase(secondary, message, last=True, **members)
        self._after()


def stand_in_command(algorithm: Algorithm) -> list[str]:
    """What runs an algorithm in place of its container."""
    return ["python", "-m", f"localcloud.sagemaker.stand_ins.{algorithm.value}"]


def stand_in_path() -> str:
    """Where Python finds the stand-ins: the folder that the local cloud is in."""
    return str(Path(localcloud.__file__).parents[1])
