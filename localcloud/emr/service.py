"""The ``emr-serverless`` service of the local cloud."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from localcloud.emr import gaps
from localcloud.emr.applications import Application, Applications, JobRun, Shape, invalid, new_id
from localcloud.emr.notices import tell
from localcloud.emr.work import EmrRun
from localcloud.service import ACCOUNT, Call, Service
from localcloud.spark.place import Room

if TYPE_CHECKING:
    from localcloud.interface import Cloud

PAGE = 50
_MASTER = re.compile(r"(^|[\s=])(--master|spark\.master)[\s=]")
"""What EMR Serverless decides by itself."""
_SUMMARY = (
    "name",
    "arn",
    "releaseLabel",
    "type",
    "state",
    "stateDetails",
    "createdAt",
    "updatedAt",
)


class EmrServerlessService(Service):
    """EMR Serverless: Spark jobs run, on local Spark."""

    api = "emr-serverless"
    running_types = frozenset({"AWS::EMRServerless::Application"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.applications = Applications(cloud.clock.now)
        self._room = Room(cloud)
        self._at_work: dict[str, EmrRun] = {}
        self._at_work_lock = threading.Lock()

    def close(self) -> None:
        """Ends every job and removes its folder."""
        with self._at_work_lock:
            at_work = list(self._at_work.values())
        for each in at_work:
            each.close()
        self._room.close()

    def create_application(self, call: Call, request: Shape) -> Shape:
        """Keeps an application; it starts with its first job, or when it is asked to."""
        made = self.applications.create(call.region, request).members
        return {name: made[name] for name in ("applicationId", "name", "arn") if name in made}

    def get_application(self, call: Call, request: Shape) -> Shape:
        """An application as it is now."""
        application = self.applications.get(call.region, request["applicationId"])
        members = self.applications.read(application)
        members.pop("startedAt", None)
        return {"application": members}

    def list_applications(self, call: Call, request: Shape) -> Shape:
        """The applications of the region."""
        found = [
            {"id": each.id, **{n: each.members[n] for n in _SUMMARY if n in each.members}}
            for each in self.applications.of(call.region)
            if not request.get("states") or each.members["state"] in request["states"]
        ]
        return _page(request, "applications", found)

    def start_application(self, call: Call, request: Shape) -> Shape:
        """Starts an application."""
        application = self.applications.get(call.region, request["applicationId"])
        self._start(application)
        return {}

    def stop_application(self, call: Call, request: Shape) -> Shape:
        """Stops an application that has no jobs."""
        application = self.applications.get(call.region, request["applicationId"])
        if application.busy:
            raise invalid(
                f"Application {application.id} has job runs that go on: all must be completed or "
                "cancelled before it is stopped"
            )
        if application.members["state"] == "STARTED":
            self.applications.update(application, state="STOPPED")
        return {}

    def update_application(self, call: Call, request: Shape) -> Shape:
        """Changes an application that is not started."""
        application = self.applications.get(call.region, request["applicationId"])
        self.applications.at_rest(application)
        label = request.get("releaseLabel") or application.members["releaseLabel"]
        if not gaps.RELEASE.fullmatch(label):
            raise invalid(f"releaseLabel: {label!r} is no release, such as emr-spark-8.1.0")
        left_out = ("applicationId", "clientToken")
        members = {name: value for name, value in request.items() if name not in left_out}
        self.applications.update(application, **members)
        return self.get_application(call, request)

    def delete_application(self, call: Call, request: Shape) -> Shape:
        """Ends an application that is not started."""
        application = self.applications.get(call.region, request["applicationId"])
        self.applications.at_rest(application)
        self.applications.update(application, state="TERMINATED")
        return {}

    def start_job_run(self, call: Call, request: Shape) -> Shape:
        """Begins a job run; it goes on after the answer."""
        application = self.applications.get(call.region, request["applicationId"])
        _check_run(request)
        with self.applications.lock:
            known = application.tokens.get(request["clientToken"])
            if known is not None:
                return _named(application.runs[known].members)
            self._start(application, by_itself=True)
            run = self._new_run(application, request)
            application.runs[run.members["jobRunId"]] = run
            application.tokens[request["clientToken"]] = run.members["jobRunId"]
        work = EmrRun(
            self._room,
            self.applications,
            application,
            run,
            region=call.region,
            ended=lambda over: tell(self.cloud, call.region, self.applications.read(over)),
        )
        with self._at_work_lock:
            self._at_work[run.members["jobRunId"]] = work
        self.applications.update(run, state="SCHEDULED")
        work.start()
        return _named(run.members)

    def get_job_run(self, call: Call, request: Shape) -> Shape:
        """A job run as it is now."""
        run = self.applications.run(call.region, request["applicationId"], request["jobRunId"])
        return {"jobRun": self.applications.read(run)}

    def list_job_runs(self, call: Call, request: Shape) -> Shape:
        """The job runs of an application, the newest first."""
        application = self.applications.get(call.region, request["applicationId"])
        found = []
        for run in reversed(list(application.runs.values())):
            members = self.applications.read(run)
            created = members["createdAt"]
            if (
                (not request.get("states") or members["state"] in request["states"])
                and (not request.get("createdAtAfter") or created > request["createdAtAfter"])
                and (not request.get("createdAtBefore") or created < request["createdAtBefore"])
            ):
                members["id"] = members.pop("jobRunId")
                members["type"] = "Spark"
                found.append(members)
        return _page(request, "jobRuns", found)

    def cancel_job_run(self, call: Call, request: Shape) -> Shape:
        """Has a job run cancelled."""
        run = self.applications.run(call.region, request["applicationId"], request["jobRunId"])
        with self._at_work_lock:
            work = self._at_work[request["jobRunId"]]
        if run.over:
            raise invalid(
                f"JobRun {request['jobRunId']} is {run.members['state']}: it cannot be cancelled"
            )
        work.stop(lambda: self.applications.update(run, state="CANCELLING"))
        return {name: request[name] for name in ("applicationId", "jobRunId")}

    def tag_resource(self, call: Call, request: Shape) -> Shape:
        """Gives an application or a job run tags."""
        del call
        kept = self.applications.by_arn(request["resourceArn"])
        self.applications.update(kept, tags={**kept.members["tags"], **request["tags"]})
        return {}

    def untag_resource(self, call: Call, request: Shape) -> Shape:
        """Takes tags away."""
        del call
        kept = self.applications.by_arn(request["resourceArn"])
        gone = request["tagKeys"]
        left = {key: value for key, value in kept.members["tags"].items() if key not in gone}
        self.applications.update(kept, tags=left)
        return {}

    def list_tags_for_resource(self, call: Call, request: Shape) -> Shape:
        """The tags of an application or a job run."""
        del call
        return {"tags": dict(self.applications.by_arn(request["resourceArn"]).members["tags"])}

    def _start(self, application: Application, *, by_itself: bool = False) -> None:
        state = application.members["state"]
        if state == "TERMINATED":
            raise invalid(f"Application {application.id} is terminated")
        if state == "STARTED":
            return
        if by_itself and not application.members["autoStartConfiguration"].get("enabled", True):
            raise invalid(gaps.NO_AUTO_START.format(id=application.id))
        now = self.applications.now()
        self.applications.update(application, state="STARTED", startedAt=now)

    def _new_run(self, application: Application, request: Shape) -> JobRun:
        identity, now = new_id(), self.applications.now()
        members: Shape = {
            "executionTimeoutMinutes": gaps.DEFAULT_TIMEOUT_MINUTES,
            "mode": "BATCH",
            **{name: value for name, value in request.items() if name != "clientToken"},
            "jobRunId": identity,
            "arn": f"{application.members['arn']}/jobruns/{identity}",
            "createdBy": f"arn:aws:iam::{ACCOUNT}:root",
            "createdAt": now,
            "updatedAt": now,
            "executionRole": request["executionRoleArn"],
            "state": "SUBMITTED",
            "stateDetails": "",
            "releaseLabel": application.members["releaseLabel"],
            "attempt": 1,
            "tags": request.get("tags") or {},
        }
        del members["executionRoleArn"]
        return JobRun(members)


def _check_run(request: Shape) -> None:
    if not request.get("jobDriver"):
        raise invalid("jobDriver: a job run needs sparkSubmit with its entryPoint")
    driver = request["jobDriver"].get("sparkSubmit") or {}
    if _MASTER.search(driver.get("sparkSubmitParameters", "")):
        raise invalid("Option 'spark.master' is not supported")
    minutes = request.get("executionTimeoutMinutes")
    if minutes is not None and 0 < minutes < 5:
        raise invalid("RunTimeout must be at least 5 minutes.")
    request.setdefault("clientToken", str(uuid.uuid4()))


def _named(members: Shape) -> Shape:
    return {name: members[name] for name in ("applicationId", "jobRunId", "arn")}


def _page(request: Shape, member: str, items: Sequence[Any]) -> Shape:
    token = request.get("nextToken") or "0"
    if not token.isdigit() or int(token) > len(items):
        raise invalid(f"nextToken: {token!r} is none of this list")
    begin = int(token)
    end = begin + int(request.get("maxResults") or PAGE)
    answer: Shape = {member: list(items[begin:end])}
    if end < len(items):
        answer["nextToken"] = str(end)
    return answer
