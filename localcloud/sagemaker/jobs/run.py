"""One job at work: a thread that prepares a folder, runs a command there and takes what it made."""

from __future__ import annotations

import abc
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from localcloud.processes.logs import Log
from localcloud.processes.work import StoppedError, Work
from localcloud.sagemaker import gaps
from localcloud.sagemaker.engine.environment import job_environment
from localcloud.sagemaker.engine.objects import DataError, Objects, remove
from localcloud.sagemaker.engine.python import NoEnvironmentError
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import RecordedOnlyError
from localcloud.sagemaker.records import Record

LOG = logging.getLogger(__name__)


class JobFailedError(Exception):
    """A job has failed; the message is its FailureReason."""


class Run(Work):
    """The work of one job.

    Args:
        record: The job's.
        group: The log group, such as ``/aws/sagemaker/TrainingJobs``.
        limit: Seconds that its command may run.
    """

    def __init__(self, room: Room, record: Record, *, group: str, limit: float) -> None:
        super().__init__(record.name, limit=limit, grace=gaps.STOP_GRACE_SECONDS)
        self.room = room
        self.record = record
        self.place = room.place()
        role = record.members.get("RoleArn", "")
        self.objects = Objects(room.cloud, record.region, role=role)
        moment = int(room.cloud.clock.now().timestamp())
        stream = f"{record.name}/algo-1-{moment}"
        self.log = Log(room.cloud, record.region, group=group, stream=stream)
        self._errors: deque[str] = deque(maxlen=gaps.TAIL_LINES)

    @abc.abstractmethod
    def completed(self) -> None:
        """Sets the status of a job that has done its work."""

    @abc.abstractmethod
    def failed(self, reason: str) -> None:
        """Sets the status of a job that has failed."""

    @abc.abstractmethod
    def stopped(self) -> None:
        """Sets the status of a job that was stopped."""

    def wrote(self, line: str) -> None:
        """Called for each line of the log."""

    def execute(
        self, command: Sequence[str], *, own: Mapping[str, str], folder: Path | None = None
    ) -> int:
        """Runs the job's command.

        Args:
            own: The environment variables of the job, beside those of every job.
            folder: Where it starts; the root, by default.

        Returns:
            Its exit code.

        Raises:
            StoppedError: It was asked to stop, or ran out of its time.
        """
        environment = job_environment(
            self.place, region=self.record.region, endpoint=self.room.endpoint, own=own
        )
        return self.run(
            command,
            environment=environment,
            folder=folder or self.place.make(),
            on_line=self._line,
        )

    def exit_reason(self, code: int) -> str:
        """Why a command with an exit code has failed: what it says itself, or its last words."""
        written = self.place.root / "output" / "failure"
        said = written.read_text("utf-8", "replace") if written.exists() else ""
        tail = "\n".join(self._errors)
        room = gaps.REASON_LIMIT - len(gaps.exit_reason("", code))
        return gaps.exit_reason(said.strip()[:room] or tail.strip()[-room:], code)

    def end(self, failure: Exception | None) -> None:
        """Sets the status, once the log is all there."""
        reason = "" if failure is None else self._reason(failure)
        self.log.flush()
        if failure is None:
            self.completed()
        elif isinstance(failure, StoppedError):
            self.stopped()
        else:
            self.failed(reason[: gaps.REASON_LIMIT])

    def clean_up(self) -> None:
        """Removes its folder."""
        remove(self.place.folder)

    def _line(self, line: str, error: bool) -> None:
        if error:
            self._errors.append(line)
        self.log.write(line)
        self.wrote(line)

    def _reason(self, failure: Exception) -> str:
        """What a job tells of what it has not done."""
        if isinstance(failure, StoppedError | JobFailedError):
            return str(failure)
        if isinstance(failure, DataError):
            return gaps.download_reason(str(failure))
        if isinstance(failure, NoEnvironmentError | RecordedOnlyError):
            self.log.write(str(failure))
            return str(failure)
        LOG.error("The job %s failed", self.name, exc_info=failure)
        return f"InternalServerError: {type(failure).__name__}: {failure}"
