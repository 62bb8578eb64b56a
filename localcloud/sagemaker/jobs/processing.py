"""A processing job at work.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
"""

from __future__ import annotations

import json
from typing import Any

from localcloud.sagemaker.engine.objects import Location
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import Image, RecordedOnlyError
from localcloud.sagemaker.jobs.inputs import resource_config
from localcloud.sagemaker.jobs.run import JobFailedError, Run
from localcloud.sagemaker.records import Record, Records

GROUP = "/aws/sagemaker/ProcessingJobs"
MESSAGE_LIMIT = 1024


class ProcessingRun(Run):
    """Downloads the inputs, runs the entry point, uploads the outputs."""

    def __init__(self, room: Room, records: Records, record: Record) -> None:
        condition = record.members.get("StoppingCondition") or {}
        super().__init__(
            room, record, group=GROUP, limit=float(condition.get("MaxRuntimeInSeconds", 86_400))
        )
        self._records = records
        self._request = record.members

    def perform(self) -> None:
        """The phases of a processing job."""
        command = self._command()
        for each in self._request.get("ProcessingInputs") or ():
            self._download(each)
        for output in self._outputs():
            self.place.at(output["S3Output"]["LocalPath"]).mkdir(parents=True, exist_ok=True)
        self._write_configuration()
        self.check()
        self._records.update(self.record, ProcessingStartTime=self.room.cloud.clock.now())
        own = {
            **(self._request.get("Environment") or {}),
            "PROCESSING_JOB_NAME": self.record.name,
            "PROCESSING_JOB_ARN": self.record.arn,
        }
        code = self.execute(command, own=own)
        self._take_message()
        self._upload()
        if code:
            raise JobFailedError(self.exit_reason(code))

    def completed(self) -> None:
        """The job is Completed."""
        self._end("Completed")

    def failed(self, reason: str) -> None:
        """The job is Failed, for a reason."""
        self._end("Failed", FailureReason=reason)

    def stopped(self) -> None:
        """The job is Stopped, by a person or by its time."""
        self._take_message()
        self._end("Stopped")

    def _command(self) -> list[str]:
        application = self._request["AppSpecification"]
        entry = application.get("ContainerEntrypoint")
        if not entry:
            image = Image.of(application["ImageUri"])
            raise RecordedOnlyError(
                f"{image.recorded_only()} (the request has no ContainerEntrypoint)"
            )
        parts = [*entry, *(application.get("ContainerArguments") or ())]
        return [self.place.local(part) for part in parts]

    def _download(self, given: dict[str, Any]) -> None:
        source = given.get("S3Input")
        if source is None:
            kind = ", ".join(name for name in given if name not in ("InputName", "AppManaged"))
            raise RecordedOnlyError(
                f"Input {given['InputName']}: the local cloud reads S3, not {kind}"
            )
        if source.get("S3InputMode", "File") != "File":
            raise RecordedOnlyError(
                f"Input {given['InputName']}: the local cloud has no {source['S3InputMode']} mode; "
                "use File"
            )
        if given.get("AppManaged"):
            return  # the script fetches it itself
        folder = self.place.at(source["LocalPath"])
        folder.mkdir(parents=True, exist_ok=True)
        unzip = source.get("S3CompressionType") == "Gzip"
        count = self.objects.download(source, folder, unzip=unzip)
        self.log.write(f"Input {given['InputName']}: {count} files from {source['S3Uri']}")

    def _outputs(self) -> list[dict[str, Any]]:
        config = self._request.get("ProcessingOutputConfig") or {}
        return [each for each in config.get("Outputs") or () if each.get("S3Output")]

    def _upload(self) -> None:
        for output in self._outputs():
            target = output["S3Output"]
            if output.get("AppManaged"):
                continue
            folder = self.place.at(target["LocalPath"])
            sent = self.objects.upload(folder, Location.parse(target["S3Uri"]))
            self.log.write(f"Output {output['OutputName']}: {len(sent)} files to {target['S3Uri']}")

    def _write_configuration(self) -> None:
        folder = self.place.make("config")
        self.place.make("output")
        cluster = self._request["ProcessingResources"]["ClusterConfig"]
        if cluster["InstanceCount"] > 1:
            self.log.write(f"{cluster['InstanceCount']} instances asked for: this is one host")
        documents = {
            "processingjobconfig": self._request,
            "resourceconfig": resource_config(cluster["InstanceType"]),
        }
        for name, document in documents.items():
            (folder / f"{name}.json").write_text(json.dumps(document, default=str))

    def _take_message(self) -> None:
        """What the container says about its end, in ``/opt/ml/output/message``."""
        written = self.place.root / "output" / "message"
        if written.exists():
            said = written.read_text("utf-8", "replace")[:MESSAGE_LIMIT]
            self._records.update(self.record, ExitMessage=said)

    def _end(self, status: str, **members: Any) -> None:
        now = self.room.cloud.clock.now()
        self._records.update(
            self.record, ProcessingJobStatus=status, ProcessingEndTime=now, **members
        )
