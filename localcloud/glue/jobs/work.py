"""One run of a Glue job at work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from localcloud.glue.jobs import gaps
from localcloud.glue.jobs.arguments import for_the_script, merged, spark_settings
from localcloud.glue.jobs.definitions import Job, JobRun, Jobs
from localcloud.glue.jobs.modules import python_modules
from localcloud.processes.logs import Log
from localcloud.spark import gaps as spark_gaps
from localcloud.spark.fetching import NotThereError, fetch, fetch_all
from localcloud.spark.installation import NoSparkError, installation
from localcloud.spark.place import Room
from localcloud.spark.run import SparkRun
from localcloud.spark.submission import Submission, left_out

LOG = logging.getLogger(__name__)

RUNNER = Path(__file__).with_name("run_script.py")
PREPARED_VERSION = "6.0"
"""The Glue whose Spark is here."""


class RefusedError(Exception):
    """The run asks for what the local cloud does not have; the message says what."""


class GlueRun(SparkRun):
    """Fetches the script, runs it, tells what came of it.

    Args:
        ended: Called with the run when it is over.
    """

    def __init__(
        self,
        room: Room,
        jobs: Jobs,
        job: Job,
        run: JobRun,
        *,
        region: str,
        ended: Callable[[JobRun], None],
    ) -> None:
        minutes = run.members.get("Timeout")
        group = run.members["LogGroupName"]
        logs = [
            Log(room.cloud, region, group=f"{group}/{kind}", stream=run.id)
            for kind in ("output", "error")
        ]
        super().__init__(
            room,
            run.id,
            region=region,
            output=logs[0],
            errors=logs[1],
            limit=None if minutes is None else minutes * gaps.MINUTE_SECONDS,
        )
        for log in logs:
            log.create()
        self._jobs = jobs
        self._job = job
        self._definition = jobs.read(job)
        self._run = run
        self._ended = ended
        self._failure = self.place.folder / "failure"
        self._arguments = merged(self._definition, run.members.get("Arguments"))

    def perform(self) -> None:
        """Waits for its turn; then the phases of a run."""
        code = self.in_turn(self._perform)
        if any(gaps.OUT_OF_MEMORY in line for line in self.last_lines) and code:
            raise RefusedError(gaps.OUT_OF_MEMORY_REASON)
        if self._failure.exists():
            raise RefusedError(self._failure.read_text("utf-8"))
        if code:
            raise RefusedError(f"Command failed with exit code {code}")

    def completed(self) -> None:
        """The run has SUCCEEDED."""
        self._end("SUCCEEDED")

    def failed(self, failure: Exception) -> None:
        """The run has FAILED, for a reason."""
        if not isinstance(failure, RefusedError | NotThereError | NoSparkError):
            LOG.error("The run %s failed", self.name, exc_info=failure)
        reason = str(failure)
        if isinstance(failure, NotThereError):
            reason = gaps.launch_reason(failure.uri, failure.said)
        self._end("FAILED", ErrorMessage=reason[: gaps.REASON_LIMIT])

    def stopped(self) -> None:
        """The run was STOPPED, or ran out of its time."""
        self._end("TIMEOUT" if self.out_of_time else "STOPPED")

    def _perform(self) -> int:
        command = self._definition["Command"]
        self._refuse(command)
        script = fetch(self.s3, command["ScriptLocation"], self.place.files)
        arguments = for_the_script(
            self._arguments,
            job_name=self._job.name,
            job_id=self._job.id,
            run_id=self._run.id,
        )
        packages = [*self._fetched("--extra-py-files"), *self._modules()]
        jars = self._fetched("--extra-jars")
        fetch_all(self.s3, self._arguments.get("--extra-files", ""), self.place.work)
        self.check()
        self._jobs.update(self._run, JobRunState="RUNNING")
        self.more_environment = {"LOCALCLOUD_NO_AWSGLUE": gaps.NO_AWSGLUE}
        return self.interpret(
            Submission(
                program=RUNNER,
                arguments=[str(self._failure), str(script), *arguments],
                python_files=packages,
                jars=jars,
                settings=self._settings(),
            )
        )

    def _refuse(self, command: Mapping[str, Any]) -> None:
        """Goes no further with what cannot run here; notes what runs in another way."""
        if command["Name"] == "glueray":
            raise RefusedError(
                "The local cloud has no Ray: only glueetl, gluestreaming, pythonshell"
            )
        if self._arguments.get("--job-language", "python") != "python":
            raise RefusedError("The local cloud runs Glue's jobs in Python, not in Scala")
        formats = self._arguments.get("--datalake-formats")
        if formats:
            raise RefusedError(
                f"The local cloud's Spark has no libraries for --datalake-formats {formats}: it "
                "reads and writes Parquet, ORC, CSV and JSON"
            )
        version = self._definition.get("GlueVersion")
        if command["Name"] != "pythonshell" and version != PREPARED_VERSION:
            self.note(
                f"the job asks for Glue {version}; it runs on Spark {spark_gaps.VERSION}, that of "
                f"Glue {PREPARED_VERSION}"
            )
        if self._arguments.get("--enable-glue-datacatalog") == "true":
            self.note(
                "--enable-glue-datacatalog: Spark's own catalog is empty here, and tables of the "
                "Data Catalog are not found by name; read them by their s3:// location"
            )

    def _fetched(self, argument: str) -> list[Path]:
        return fetch_all(self.s3, self._arguments.get(argument, ""), self.place.files)

    def _modules(self) -> list[Path]:
        wanted = self._arguments.get("--additional-python-modules", "")
        wheels, missing = python_modules(wanted, installation().packages)
        if missing:
            raise RefusedError(
                f"--additional-python-modules: {', '.join(missing)} cannot be installed: the local "
                "cloud's jobs have no package index. Give a wheel in S3, or install it into the "
                "environment that `make spark` makes"
            )
        return fetch_all(self.s3, wheels, self.place.files)

    def _settings(self) -> dict[str, str]:
        wanted = spark_settings(self._arguments.get("--conf", ""))
        unused = sorted(name for name in wanted if left_out(name))
        if unused:
            self.note(
                f"without {', '.join(unused)}: they are of a cluster, and this is one process"
            )
        return {name: value for name, value in wanted.items() if name not in unused}

    def _end(self, state: str, **members: Any) -> None:
        now = self.room.cloud.clock.now()
        seconds = int((now - self._run.members["StartedOn"]).total_seconds())
        self._jobs.update(
            self._run, JobRunState=state, CompletedOn=now, ExecutionTime=seconds, **members
        )
        self._ended(self._run)
