"""One step of a cluster at work: spark-submit, through EMR's command-runner."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from localcloud.emr import gaps
from localcloud.emr.clusters.records import Cluster, Clusters, Step
from localcloud.emr.monitoring import STREAMS, upload_logs
from localcloud.emr.parameters import Parameters, ParametersError
from localcloud.emr.preparing import prepared
from localcloud.spark.fetching import NotThereError
from localcloud.spark.installation import NoSparkError
from localcloud.spark.place import Room
from localcloud.spark.run import SparkRun

LOG = logging.getLogger(__name__)

RUNNER = "command-runner.jar"
SUBMIT = ("spark-submit", "/usr/bin/spark-submit")


class StepFailedError(Exception):
    """A step has failed; the message says why."""


class StepRun(SparkRun):
    """Does one step.

    Args:
        ended: Called when it is over.
    """

    def __init__(
        self,
        room: Room,
        clusters: Clusters,
        cluster: Cluster,
        step: Step,
        *,
        region: str,
        ended: Callable[[], None],
    ) -> None:
        super().__init__(room, step.id, region=region, output=None, errors=None, limit=None)
        self._clusters = clusters
        self._cluster = cluster
        self._step = step
        self._ended = ended
        self._files = {stream: self.place.folder / stream for stream in STREAMS}
        self._path = f"{cluster.id}/steps/{step.id}"

    def perform(self) -> None:
        """Waits for its turn, and runs."""
        self.in_turn(self._perform)

    def wrote(self, line: str, error: bool) -> None:
        """Keeps the lines for S3."""
        with self._files[STREAMS[int(error)]].open("a", encoding="utf-8") as kept:
            kept.write(line + "\n")

    def completed(self) -> None:
        """The step is COMPLETED."""
        self._end("COMPLETED")

    def failed(self, failure: Exception) -> None:
        """The step has FAILED, for a reason."""
        known = StepFailedError | ParametersError | NotThereError | NoSparkError
        if not isinstance(failure, known):
            LOG.error("The step %s failed", self.name, exc_info=failure)
        details = {"Reason": "Unknown Error.", "Message": str(failure)[: gaps.DETAIL_LIMIT]}
        uri = self._cluster.members.get("LogUri")
        if uri:
            details["LogFile"] = f"{uri.rstrip('/')}/{self._path}/stderr.gz"
        self._end("FAILED", FailureDetails=details)

    def stopped(self) -> None:
        """The step was CANCELLED."""
        self._end("CANCELLED")

    def _perform(self) -> None:
        config = self._step.members["Config"]
        command = [*config["Args"]]
        if config["Jar"] != RUNNER or not command or command[0] not in SUBMIT:
            raise StepFailedError(gaps.recorded_only([config["Jar"], *command]))
        parameters = Parameters.read(command[1:])
        if not parameters.rest:
            raise StepFailedError("spark-submit: there is no program among its arguments")
        program, *arguments = parameters.rest
        code = self.submit(prepared(self, parameters, program=program, arguments=arguments))
        if code:
            raise StepFailedError(gaps.failed_details(code, self.last_lines))

    def _end(self, state: str, **status: Any) -> None:
        uri = self._cluster.members.get("LogUri")
        if uri:
            try:
                upload_logs(self.s3, uri, self._path, self._files)
            except ClientError as error:
                LOG.warning("The logs of %s are not in S3: %s", self.name, error)
        self._clusters.set_state(self._step, state, time="EndDateTime", **status)
        self._ended()
