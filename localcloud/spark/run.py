"""One run of a Spark job: a folder, a process there, its logs, what came of it."""

from __future__ import annotations

import abc
from collections import deque
from collections.abc import Callable, Mapping
from typing import TypeVar

from localcloud.processes.logs import Log
from localcloud.processes.work import StoppedError, Work
from localcloud.spark import gaps
from localcloud.spark.installation import Installation, installation
from localcloud.spark.place import Room
from localcloud.spark.settings import write_settings
from localcloud.spark.submission import Submission

Result = TypeVar("Result")

TURN_SECONDS = 0.2
"""Between two looks whether a job that waits for its turn was stopped."""


class SparkRun(Work):
    """What every run of a Spark job does.

    Args:
        region: Where its clients call.
        output: The log of its standard output, likewise ``errors``; None where nobody asked.
        limit: Seconds that it may take.

    Attributes:
        last_lines: The last lines that it wrote.
        more_environment: Variables beside those of every job.
    """

    def __init__(
        self,
        room: Room,
        name: str,
        *,
        region: str,
        output: Log | None,
        errors: Log | None,
        limit: float | None,
    ) -> None:
        super().__init__(name, limit=limit, grace=gaps.STOP_GRACE_SECONDS)
        self.room = room
        self.region = region
        self.place = room.place()
        self.s3 = room.cloud.client("s3", region)
        self.last_lines: deque[str] = deque(maxlen=gaps.TAIL_LINES)
        self.more_environment: dict[str, str] = {}
        self._logs: tuple[Log | None, Log | None] = (output, errors)

    def note(self, sentence: str) -> None:
        """Says in its log what is not here as on AWS."""
        log = self._logs[1]
        if log is not None:
            log.write(f"[local cloud] {sentence}")

    def submit(self, submission: Submission, *, defaults: Mapping[str, str] | None = None) -> int:
        """Runs an application with spark-submit.

        Args:
            defaults: Settings of whoever runs the job.

        Returns:
            Its exit code.

        Raises:
            StoppedError: It was asked to stop, or ran out of its time.
            NoSparkError: There is no Spark.
        """
        spark = self._prepared(defaults or {})
        return self._execute(spark, submission.command(spark), {})

    def interpret(self, submission: Submission) -> int:
        """Runs a script, whose session starts Spark if it makes one; otherwise like ``submit``."""
        spark = self._prepared({})
        more = submission.interpreter_environment()
        return self._execute(spark, submission.interpreter_command(spark), more)

    def _prepared(self, defaults: Mapping[str, str]) -> Installation:
        spark = installation()
        place = self.place
        write_settings(
            spark, place.settings, region=self.region, work=place.work, defaults=defaults
        )
        return spark

    def _execute(self, spark: Installation, command: list[str], more: Mapping[str, str]) -> int:
        own = self.place.environment(spark, region=self.region, endpoint=self.room.endpoint)
        environment = {**self.more_environment, **more, **own}
        return self.run(
            command,
            environment=environment,
            folder=self.place.work,
            on_line=self._line,
            memory=gaps.PROCESS_MEMORY,
        )

    def in_turn(self, work: Callable[[], Result]) -> Result:
        """Does something when it is this job's turn.

        Raises:
            StoppedError: It was asked to stop while it waited.
        """
        while not self.room.turns.acquire(timeout=TURN_SECONDS):
            self.check()
        try:
            return work()
        finally:
            self.room.turns.release()

    def end(self, failure: Exception | None) -> None:
        """Has all lines written, before the status tells that they are there."""
        for log in self._logs:
            if log is not None:
                log.flush()
        if failure is None:
            self.completed()
        elif isinstance(failure, StoppedError):
            self.stopped()
        else:
            self.failed(failure)

    def wrote(self, line: str, error: bool) -> None:
        """Called for each line that it writes."""

    @abc.abstractmethod
    def completed(self) -> None:
        """Sets the status of a job that has done its work."""

    @abc.abstractmethod
    def failed(self, failure: Exception) -> None:
        """Sets the status of a job that has failed."""

    @abc.abstractmethod
    def stopped(self) -> None:
        """Sets the status of a job that was stopped, or that ran out of time."""

    def clean_up(self) -> None:
        """Removes its folder."""
        self.place.remove()

    def _line(self, line: str, error: bool) -> None:
        self.last_lines.append(line)
        log = self._logs[int(error)]
        if log is not None:
            log.write(line)
        self.wrote(line, error)
