"""A transform job at work: a model serves, each object is sent to it, the answers go to S3.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from localcloud.sagemaker import gaps
from localcloud.sagemaker.endpoints.instance import Instance, ServerGoneError, ServerSlowError
from localcloud.sagemaker.endpoints.launching import prepare
from localcloud.sagemaker.engine.objects import DataError, Location
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import RecordedOnlyError
from localcloud.sagemaker.jobs.run import JobFailedError, Run
from localcloud.sagemaker.models.containers import container_of
from localcloud.sagemaker.records import Record, Records, Shape

GROUP = "/aws/sagemaker/TransformJobs"
MEGABYTE = 1024 * 1024
LOOK_SECONDS = 0.1


class TransformRun(Run):
    """Serves the model, sends it the input, writes what it answers."""

    def __init__(self, room: Room, records: Records, record: Record, model: Shape) -> None:
        super().__init__(room, record, group=GROUP, limit=86_400.0)
        self._records = records
        self._request = record.members
        self._model = model
        self._instance: Instance | None = None

    def perform(self) -> None:
        """The phases of a transform job."""
        source = self._request["TransformInput"]
        location = self._source(source)
        keys = list(self.objects.keys(location))
        if not keys:
            raise DataError(
                f'No S3 objects found under S3 URL "{location}" given in input data source.'
            )
        launch = prepare(
            self.place,
            container_of(self._model, self._records, self.record.region),
            self.objects,
            region=self.record.region,
            endpoint=self.room.endpoint,
            ready_within=gaps.START_SECONDS,
            more={**(self._request.get("Environment") or {}), "SAGEMAKER_BATCH": "true"},
        )
        self.check()
        self._records.update(self.record, TransformStartTime=self.room.cloud.clock.now())
        instance = self._instance = Instance(launch, on_line=self._line, changed=lambda: None)
        try:
            self._wait_ready(instance)
            for key in keys:
                self._transform(instance, Location(location.bucket, key), location)
        finally:
            instance.close()

    def completed(self) -> None:
        """The job is Completed."""
        self._end("Completed")

    def failed(self, reason: str) -> None:
        """The job is Failed, for a reason."""
        self._end("Failed", FailureReason=reason)

    def stopped(self) -> None:
        """The job is Stopped; what it has written stays."""
        self._end("Stopped")

    def close(self) -> None:
        """Ends what it runs, now."""
        if self._instance is not None:
            self._instance.close()
        super().close()

    def _source(self, source: dict[str, Any]) -> Location:
        data = source["DataSource"]["S3DataSource"]
        if data["S3DataType"] != "S3Prefix":
            raise RecordedOnlyError(
                f"The local cloud transforms an S3Prefix, not {data['S3DataType']}"
            )
        for member, what in (("DataProcessing", "filters and joins"),):
            given = {
                k: v for k, v in (self._request.get(member) or {}).items() if v not in ("$", "None")
            }
            if given:
                raise RecordedOnlyError(f"The local cloud has no {what} ({', '.join(given)})")
        if source.get("SplitType", "None") not in ("None", "Line"):
            raise RecordedOnlyError(f"The local cloud does not split by {source['SplitType']}")
        if source.get("CompressionType", "None") != "None":
            raise RecordedOnlyError("The local cloud transforms what is not compressed")
        return Location.parse(data["S3Uri"])

    def _wait_ready(self, instance: Instance) -> None:
        deadline = time.monotonic() + gaps.START_SECONDS
        while not instance.ready:
            self.check()
            if instance.failed or time.monotonic() > deadline:
                raise JobFailedError(
                    "AlgorithmError: the model did not pass the ping health check. See the log."
                )
            time.sleep(LOOK_SECONDS)

    def _transform(self, instance: Instance, source: Location, base: Location) -> None:
        content = self.objects.read(source)
        headers = {
            "Content-Type": self._request["TransformInput"].get("ContentType") or "",
            "Accept": self._request["TransformOutput"].get("Accept") or "*/*",
        }
        answers = []
        for payload in self._payloads(content):
            self.check()
            try:
                answer = instance.invoke(payload, headers)
            except (ServerGoneError, ServerSlowError, ConnectionRefusedError) as error:
                raise JobFailedError(
                    f"AlgorithmError: {source}: the model did not answer"
                ) from error
            if answer.status >= 300:
                said = answer.body.decode("utf-8", "replace")
                kind = "ClientError" if answer.status < 500 else "AlgorithmError"
                raise JobFailedError(f"{kind}: {source}: {answer.status}: {said}")
            answers.append(answer.body)
        output = self._request["TransformOutput"]
        if output.get("AssembleWith") == "Line":
            answers = [answer if answer.endswith(b"\n") else answer + b"\n" for answer in answers]
        relative = source.key[len(base.key) :].lstrip("/") or source.key.rsplit("/", 1)[-1]
        target = Location.parse(output["S3OutputPath"]).below(f"{relative}.out")
        self.objects.write(target, b"".join(answers))

    def _payloads(self, content: bytes) -> Iterator[bytes]:
        """What is sent at once: all, a record, or as many records as fit."""
        if self._request["TransformInput"].get("SplitType", "None") == "None":
            yield content
            return
        records = [line + b"\n" for line in content.split(b"\n") if line.strip()]
        if self._request.get("BatchStrategy", "MultiRecord") == "SingleRecord":
            yield from records
            return
        most = int(self._request.get("MaxPayloadInMB") or 6) * MEGABYTE
        batch = b""
        for record in records:
            if batch and len(batch) + len(record) > most:
                yield batch
                batch = b""
            batch += record
        if batch:
            yield batch

    def _end(self, status: str, **members: Any) -> None:
        now = self.room.cloud.clock.now()
        self._records.update(
            self.record, TransformJobStatus=status, TransformEndTime=now, **members
        )
