"""One job at work: a thread that prepares a folder, runs a command there and takes what it made."""

from __future__ import annotations

import abc
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from localcloud.processes.logs import Log
from localcloud.processes.process import Process
from localcloud.sagemaker import gaps
from localcloud.sagemaker.engine.environment import job_environment
from localcloud.sagemaker.engine.objects import DataError, Objects, remove
from localcloud.sagemaker.engine.python import NoEnvironmentError
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import RecordedOnlyError
from localcloud.sagemaker.records import Record

LOG = logging.getLogger(__name__)

SLICE = 1.0
"""Seconds between two looks at what a running job has left for S3."""


class JobFailedError(Exception):
    """A job has failed; the message is its FailureReason."""


class JobStoppedError(Exception):
    """A job was asked to stop, or ran out of its time."""


class Run(abc.ABC):
    """The work of one job.

    Args:
        record: The job's.
        group: The log group, such as ``/aws/sagemaker/TrainingJobs``.
        limit: Seconds that its command may run.
    """

    def __init__(self, room: Room, record: Record, *, group: str, limit: float) -> None:
        self.room = room
        self.record = record
        self.place = room.place()
        role = record.members.get("RoleArn", "")
        self.objects = Objects(room.cloud, record.region, role=role)
        moment = int(room.cloud.clock.now().timestamp())
        stream = f"{record.name}/algo-1-{moment}"
        self.log = Log(room.cloud, record.region, group=group, stream=stream)
        self.out_of_time = False
        self._limit = limit
        self._errors: deque[str] = deque(maxlen=gaps.TAIL_LINES)
        self._process: Process | None = None
        self._stopping = threading.Event()
        self._grace: float | None = None
        self._closed = False
        self._over = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=record.name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self, stopping: Callable[[], None] = lambda: None) -> None:
        """Has it stopped soon; ``wait`` tells when it is.

        Args:
            stopping: Called where it is not over yet, to set its status meanwhile.
        """
        with self._lock:
            if self._over:
                return
            stopping()
            self._stopping.set()
            self._grace = time.monotonic() + gaps.STOP_GRACE_SECONDS
            if self._process is not None:
                self._process.ask_to_end()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until it is over; False where it is not after the seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Ends what it runs, now: the cloud ends."""
        with self._lock:
            self._closed = True
            self._stopping.set()
            process = self._process
        if process is not None:
            process.kill()
        self._thread.join()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stopping.is_set()

    @abc.abstractmethod
    def perform(self) -> None:
        """Does the work.

        Raises:
            JobFailedError: It has failed.
            JobStoppedError: It was stopped.
        """

    @abc.abstractmethod
    def completed(self) -> None:
        """Sets the status of a job that has done its work."""

    @abc.abstractmethod
    def failed(self, reason: str) -> None:
        """Sets the status of a job that has failed."""

    @abc.abstractmethod
    def stopped(self) -> None:
        """Sets the status of a job that was stopped."""

    def while_running(self) -> None:  # noqa: B027 - most jobs have nothing to do then
        """Called about each second while the command runs."""

    def wrote(self, line: str) -> None:  # noqa: B027 - most jobs find nothing in it
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
            JobStoppedError: It was asked to stop, or ran out of its time.
        """
        environment = job_environment(
            self.place, region=self.record.region, endpoint=self.room.endpoint, own=own
        )
        with self._lock:
            self._check()
            process = self._process = Process(
                command,
                environment=environment,
                folder=folder or self.place.make(),
                on_line=self._line,
            )
        code = self._watch(process)
        if self.out_of_time:
            raise JobStoppedError
        self._check()
        return code

    def check(self) -> None:
        """Goes no further with a job that was asked to stop.

        Raises:
            JobStoppedError: It was.
        """
        with self._lock:
            self._check()

    def exit_reason(self, code: int) -> str:
        """Why a command with an exit code has failed: what it says itself, or its last words."""
        written = self.place.root / "output" / "failure"
        said = written.read_text("utf-8", "replace") if written.exists() else ""
        tail = "\n".join(self._errors)
        room = gaps.REASON_LIMIT - len(gaps.exit_reason("", code))
        return gaps.exit_reason(said.strip()[:room] or tail.strip()[-room:], code)

    def _check(self) -> None:
        if self._stopping.is_set():
            raise JobStoppedError

    def _watch(self, process: Process) -> int:
        deadline = time.monotonic() + self._limit
        while (code := process.wait(SLICE)) is None:
            now = time.monotonic()
            if self._grace is not None and now >= self._grace:
                process.kill()
            elif self._grace is None and now >= deadline:
                self.out_of_time = True
                with self._lock:
                    self._grace = now + gaps.STOP_GRACE_SECONDS
                process.ask_to_end()
            self.while_running()
        return code

    def _line(self, line: str, error: bool) -> None:
        if error:
            self._errors.append(line)
        self.log.write(line)
        self.wrote(line)

    def _work(self) -> None:
        failure = self._failure()
        with self._lock:
            self._over = True
        if not self._closed:
            self.log.flush()  # before the status tells that it is all there
            if failure is None:
                self.completed()
            elif isinstance(failure, JobStoppedError):
                self.stopped()
            else:
                self.failed(str(failure)[: gaps.REASON_LIMIT])
        remove(self.place.folder)

    def _failure(self) -> Exception | None:
        """Does the work; what came of it, if it was not done."""
        try:
            self.perform()
        except (JobStoppedError, JobFailedError) as end:
            return end
        except DataError as error:
            return JobFailedError(gaps.download_reason(str(error)))
        except (NoEnvironmentError, RecordedOnlyError) as error:
            self.log.write(str(error))
            return JobFailedError(str(error))
        except Exception as defect:
            if not self._closed:
                LOG.exception("The job %s failed", self.record.name)
            return JobFailedError(f"InternalServerError: {type(defect).__name__}: {defect}")
        return None
