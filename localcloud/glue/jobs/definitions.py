"""What is kept of Glue's jobs and of their runs."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.errors import ServiceError
from localcloud.glue.jobs import gaps

Shape = dict[str, Any]

GOING_ON = frozenset({"STARTING", "RUNNING", "STOPPING", "WAITING"})
COMMANDS = ("glueetl", "gluestreaming", "pythonshell", "glueray")
PLAIN_VERSION = "0.9"
"""The Glue of a job that does not say. (Documented.)"""
UNITS = {"G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8, "G.12X": 12, "G.16X": 16}
"""Data processing units of a worker."""


def invalid(message: str) -> ServiceError:
    """A request that Glue does not take."""
    return ServiceError("InvalidInputException", message)


def no_job(name: str) -> ServiceError:
    """The error of an operation on a job that is not there."""
    return ServiceError("EntityNotFoundException", f"Job with name: {name} not found.")


@dataclass
class JobRun:
    """One run: the members that GetJobRun answers."""

    members: Shape

    @property
    def id(self) -> str:
        """Its id, ``jr_...``."""
        return str(self.members["Id"])

    @property
    def going_on(self) -> bool:
        """Whether it is not over."""
        return self.members["JobRunState"] in GOING_ON


@dataclass
class Job:
    """One job: the members that GetJob answers, and its runs, the latest last."""

    id: str
    members: Shape
    runs: list[JobRun] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.members["Name"])

    @property
    def concurrent_runs(self) -> int:
        """How many runs may go on at a time."""
        return int((self.members.get("ExecutionProperty") or {}).get("MaxConcurrentRuns", 1))

    def run(self, identity: str) -> JobRun:
        """One of its runs.

        Raises:
            ServiceError: There is none of this id.
        """
        for each in self.runs:
            if each.id == identity:
                return each
        raise ServiceError("EntityNotFoundException", f"Job Run: {identity} not found.")


class Jobs:
    """The jobs of all regions; safe to use from any thread.

    Args:
        now: The cloud's time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lock = threading.RLock()
        self._jobs: dict[tuple[str, str], Job] = {}

    def add(self, region: str, job: Job) -> None:
        """Keeps a new job.

        Raises:
            ServiceError: The name is taken.
        """
        with self.lock:
            if (region, job.name) in self._jobs:
                raise ServiceError(
                    "AlreadyExistsException", f"Job with name {job.name} already exists"
                )
            self._jobs[region, job.name] = job

    def get(self, region: str, name: str) -> Job:
        """One job.

        Raises:
            ServiceError: There is none of the name.
        """
        with self.lock:
            if (region, name) not in self._jobs:
                raise no_job(name)
            return self._jobs[region, name]

    def find(self, region: str, name: str) -> Job | None:
        """One job, if there is one."""
        with self.lock:
            return self._jobs.get((region, name))

    def remove(self, region: str, name: str) -> None:
        """Forgets a job; one that is not there is no error, as on Glue."""
        with self.lock:
            self._jobs.pop((region, name), None)

    def of(self, region: str) -> list[Job]:
        """The jobs of a region, by name."""
        with self.lock:
            found = [job for (place, _), job in self._jobs.items() if place == region]
        return sorted(found, key=lambda job: job.name)

    def update(self, run: JobRun, **members: Any) -> None:
        """Sets members of a run."""
        with self.lock:
            run.members.update(members, LastModifiedOn=self.now())

    def read(self, kept: Job | JobRun) -> Shape:
        """A copy of what Get answers."""
        with self.lock:
            return copy.deepcopy(kept.members)


def check_job(members: Shape) -> None:
    """Refuses what Glue refuses of a job.

    Raises:
        ServiceError: InvalidInputException.
    """
    command = (members.get("Command") or {}).get("Name", "glueetl")
    if command not in COMMANDS:
        raise invalid(f"Command: {command!r} is not one of {', '.join(COMMANDS)}")
    if not (members.get("Command") or {}).get("ScriptLocation"):
        raise invalid("Command: a job needs the ScriptLocation of its script")
    version = members.get("GlueVersion", PLAIN_VERSION)
    if not re.fullmatch(r"\d+\.\d+", version):
        raise invalid(f"GlueVersion: {version!r} is no version, such as 6.0")
    sized = members.get("WorkerType") or members.get("NumberOfWorkers")
    if sized and members.get("MaxCapacity") is not None:
        raise invalid(
            "Please do not set Max Capacity when using Worker Type and Number of Workers."
        )
    check_arguments(members.get("DefaultArguments") or {})


def check_arguments(arguments: dict[str, str]) -> None:
    """Refuses what Glue keeps to itself.

    Raises:
        ServiceError: InvalidInputException.
    """
    reserved = {"--JOB_NAME", "--JOB_RUN_ID", "--JOB_ID"} & set(arguments)
    if reserved:
        raise invalid(f"Arguments: {', '.join(sorted(reserved))} are set by Glue itself")


def completed_job(members: Shape) -> Shape:
    """A job's members with those that Glue sets where a request does not."""
    command = {"Name": "glueetl", "PythonVersion": "3", **members["Command"]}
    version = members.get("GlueVersion") or (
        "" if command["Name"] == "pythonshell" else PLAIN_VERSION
    )
    full: Shape = {
        "JobMode": "SCRIPT",
        "ExecutionProperty": {"MaxConcurrentRuns": 1},
        "MaxRetries": 0,
        "Timeout": gaps.default_timeout(command["Name"], version),
        "ExecutionClass": "STANDARD",
        **members,
        "Command": command,
    }
    if version:
        full["GlueVersion"] = version
    if command["Name"] == "gluestreaming" and "Timeout" not in members:
        del full["Timeout"]  # a stream has no end
    return {**full, **capacity(full)}


def capacity(members: Shape) -> Shape:
    """The capacity that follows from workers."""
    if members.get("WorkerType") not in UNITS or not members.get("NumberOfWorkers"):
        return {}
    units = UNITS[members["WorkerType"]] * members["NumberOfWorkers"]
    return {"MaxCapacity": float(units), "AllocatedCapacity": int(units)}
