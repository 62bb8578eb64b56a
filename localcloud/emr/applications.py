"""What is kept of EMR Serverless: applications and their job runs."""

from __future__ import annotations

import copy
import secrets
import string
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from localcloud.emr import gaps
from localcloud.errors import ServiceError
from localcloud.service import ACCOUNT

Shape = dict[str, Any]

AT_REST = ("CREATED", "STOPPED")
OVER = frozenset({"SUCCESS", "FAILED", "CANCELLED"})
DEFAULTS: Shape = {
    "autoStartConfiguration": {"enabled": True},
    "autoStopConfiguration": {"enabled": True, "idleTimeoutMinutes": 15},
    "architecture": "X86_64",
}


def invalid(message: str) -> ServiceError:
    """A request that EMR Serverless does not take."""
    return ServiceError("ValidationException", message)


def new_id() -> str:
    """An id as EMR Serverless makes them: sixteen characters."""
    letters = string.ascii_lowercase + string.digits
    return "00f" + "".join(secrets.choice(letters) for _ in range(13))


@dataclass
class JobRun:
    """One job run: the members that GetJobRun answers."""

    members: Shape

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.members["state"] in OVER


@dataclass
class Application:
    """One application: the members that GetApplication answers, and its job runs."""

    members: Shape
    runs: dict[str, JobRun] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.members["applicationId"])

    @property
    def busy(self) -> bool:
        """Whether a job run of it goes on."""
        return any(not run.over for run in self.runs.values())


class Applications:
    """The applications of all regions; safe to use from any thread.

    Args:
        now: The cloud's time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lock = threading.RLock()
        self._kept: dict[tuple[str, str], Application] = {}

    def create(self, region: str, request: Shape) -> Application:
        """Keeps a new application.

        Raises:
            ServiceError: ValidationException.
        """
        label = request["releaseLabel"]
        if not gaps.RELEASE.fullmatch(label):
            raise invalid(f"releaseLabel: {label!r} is no release, such as emr-spark-8.1.0")
        if request["type"].upper() != "SPARK":
            raise invalid(
                f"type: the local cloud runs applications of the type SPARK, not {request['type']}"
            )
        identity, now = new_id(), self.now()
        arn = f"arn:aws:emr-serverless:{region}:{ACCOUNT}:/applications/{identity}"
        members = {name: value for name, value in request.items() if name != "clientToken"}
        application = Application(
            {
                **DEFAULTS,
                **members,
                "applicationId": identity,
                "arn": arn,
                "type": "Spark",
                "state": "CREATED",
                "stateDetails": "",
                "createdAt": now,
                "updatedAt": now,
                "tags": request.get("tags") or {},
            }
        )
        with self.lock:
            self._kept[region, identity] = application
        return application

    def get(self, region: str, identity: str) -> Application:
        """One application, as it is by now.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        with self.lock:
            application = self._kept.get((region, identity))
            if application is None:
                raise ServiceError(
                    "ResourceNotFoundException", f"Application {identity} does not exist"
                )
            self._stop_if_idle(application)
            return application

    def run(self, region: str, identity: str, run: str) -> JobRun:
        """One job run.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        application = self.get(region, identity)
        if run not in application.runs:
            raise ServiceError("ResourceNotFoundException", f"JobRun {run} does not exist")
        return application.runs[run]

    def of(self, region: str) -> list[Application]:
        """The applications of a region, the newest first."""
        with self.lock:
            found = [each for (place, _), each in self._kept.items() if place == region]
            for each in found:
                self._stop_if_idle(each)
        return found[::-1]

    def by_arn(self, arn: str) -> Application | JobRun:
        """What an ARN names.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        with self.lock:
            for application in self._kept.values():
                if application.members["arn"] == arn:
                    return application
                for run in application.runs.values():
                    if run.members["arn"] == arn:
                        return run
        raise ServiceError("ResourceNotFoundException", f"Resource {arn} does not exist")

    def at_rest(self, application: Application) -> None:
        """Refuses what a started application does not take.

        Raises:
            ServiceError: ValidationException.
        """
        state = application.members["state"]
        if state not in AT_REST:
            raise invalid(
                f"Application {application.id} must be in one of the following statuses "
                f"[{', '.join(AT_REST)}]. Current status: {state}"
            )

    def update(self, kept: Application | JobRun, **members: Any) -> None:
        """Sets members."""
        with self.lock:
            kept.members.update(members, updatedAt=self.now())

    def read(self, kept: Application | JobRun) -> Shape:
        """A copy of what Get answers."""
        with self.lock:
            return copy.deepcopy(kept.members)

    def _stop_if_idle(self, application: Application) -> None:
        """Stops an application that has had nothing to do for its idle time."""
        members = application.members
        stops = members["autoStopConfiguration"]
        if members["state"] != "STARTED" or application.busy or not stops.get("enabled", True):
            return
        last = max(
            [members["startedAt"], *(r.members["updatedAt"] for r in application.runs.values())]
        )
        moment = last + timedelta(minutes=stops.get("idleTimeoutMinutes", 15))
        if self.now() >= moment:
            members.update(state="STOPPED", updatedAt=moment)
