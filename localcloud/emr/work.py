"""One job run of EMR Serverless at work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from localcloud.emr import gaps
from localcloud.emr.applications import Application, Applications, JobRun
from localcloud.emr.monitoring import STREAMS, Monitoring
from localcloud.emr.parameters import DRIVER_VARIABLE, Parameters, ParametersError
from localcloud.emr.preparing import prepared
from localcloud.spark.fetching import NotThereError
from localcloud.spark.installation import NoSparkError
from localcloud.spark.place import Room
from localcloud.spark.run import SparkRun
from localcloud.spark.submission import Submission, left_out

LOG = logging.getLogger(__name__)


class JobFailedError(Exception):
    """The job has failed; the message is its stateDetails."""


class EmrRun(SparkRun):
    """Fetches what the job names, submits it, tells what came of it."""

    def __init__(
        self,
        room: Room,
        applications: Applications,
        application: Application,
        run: JobRun,
        *,
        region: str,
        ended: Callable[[JobRun], None],
    ) -> None:
        members = applications.read(run)
        self._application = applications.read(application)
        configuration = _monitoring(members) or self._application.get("monitoringConfiguration")
        identity = members["jobRunId"]
        self._monitoring = Monitoring(
            room.cloud,
            region,
            configuration or {},
            path=f"applications/{application.id}/jobs/{identity}",
        )
        minutes = members["executionTimeoutMinutes"]
        super().__init__(
            room,
            identity,
            region=region,
            output=self._monitoring.logs[0],
            errors=self._monitoring.logs[1],
            limit=minutes * gaps.MINUTE_SECONDS if minutes else None,
        )
        self._applications = applications
        self._run = run
        self._request = members
        self._ended = ended
        self._files = {stream: self.place.folder / stream for stream in STREAMS}

    def perform(self) -> None:
        """Waits for its turn; then runs, as often as it may until it succeeds."""
        self.in_turn(self._perform)

    def wrote(self, line: str, error: bool) -> None:
        """Keeps the lines for S3."""
        with self._files[STREAMS[int(error)]].open("a", encoding="utf-8") as kept:
            kept.write(line + "\n")

    def completed(self) -> None:
        """The run is a SUCCESS."""
        self._end("SUCCESS", "")

    def failed(self, failure: Exception) -> None:
        """The run has FAILED, for a reason."""
        known = JobFailedError | ParametersError | NotThereError | NoSparkError
        if not isinstance(failure, known):
            LOG.error("The job run %s failed", self.name, exc_info=failure)
        self._end("FAILED", str(failure)[: gaps.DETAIL_LIMIT])

    def stopped(self) -> None:
        """The run was CANCELLED, by a person or by its time."""
        minutes = self._request["executionTimeoutMinutes"]
        said = f"Job run exceeded its timeout of {minutes} minutes" if self.out_of_time else ""
        self._end("CANCELLED", said)

    def _perform(self) -> None:
        submission = self._submission()
        self.check()
        now = self.room.cloud.clock.now()
        self._applications.update(self._run, state="RUNNING", startedAt=now)
        attempts = (self._request.get("retryPolicy") or {}).get("maxAttempts", 1)
        for attempt in range(1, attempts + 1):
            self._applications.update(self._run, attempt=attempt)
            code = self.submit(submission, defaults=self._defaults())
            if code == 0:
                return
        raise JobFailedError(gaps.failed_details(code, self.last_lines))

    def _submission(self) -> Submission:
        driver = self._request["jobDriver"].get("sparkSubmit")
        if driver is None:
            raise JobFailedError("The local cloud runs jobs with the driver sparkSubmit, not hive")
        parameters = Parameters.parse(driver.get("sparkSubmitParameters", ""))
        self.more_environment = {
            name.removeprefix(DRIVER_VARIABLE): value
            for name, value in parameters.settings.items()
            if name.startswith(DRIVER_VARIABLE)
        }
        return prepared(
            self,
            parameters,
            program=driver["entryPoint"],
            arguments=driver.get("entryPointArguments") or (),
        )

    def _defaults(self) -> dict[str, str]:
        """The settings of the application and of the request, in its spark-defaults."""
        overrides = (self._request.get("configurationOverrides") or {}).get(
            "applicationConfiguration"
        )
        found: dict[str, str] = {}
        for each in [*(self._application.get("runtimeConfiguration") or ()), *(overrides or ())]:
            if each["classification"] == "spark-defaults":
                found |= each.get("properties") or {}
        return {name: value for name, value in found.items() if not left_out(name)}

    def _end(self, state: str, details: str) -> None:
        try:
            self._monitoring.upload(self._files)
        except ClientError as error:
            LOG.warning("The logs of %s are not in S3: %s", self.name, error)
        now = self.room.cloud.clock.now()
        begun = self._run.members.get("startedAt", now)
        self._applications.update(
            self._run,
            state=state,
            stateDetails=details,
            endedAt=now,
            totalExecutionDurationSeconds=int((now - begun).total_seconds()),
        )
        self._ended(self._run)


def _monitoring(members: Mapping[str, Any]) -> dict[str, Any]:
    overrides = members.get("configurationOverrides") or {}
    found: dict[str, Any] = overrides.get("monitoringConfiguration") or {}
    return found
