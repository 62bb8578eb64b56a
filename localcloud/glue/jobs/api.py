"""The operations on Glue's jobs and their runs."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from localcloud.errors import ServiceError
from localcloud.glue.jobs.arguments import merged
from localcloud.glue.jobs.definitions import (
    Job,
    JobRun,
    Jobs,
    Shape,
    capacity,
    check_arguments,
    check_job,
    completed_job,
    invalid,
    no_job,
)
from localcloud.glue.jobs.notices import tell
from localcloud.glue.jobs.pages import page
from localcloud.glue.jobs.work import GlueRun
from localcloud.service import ACCOUNT, Call, Service
from localcloud.spark.place import Room

if TYPE_CHECKING:
    from localcloud.interface import Cloud

GROUP = "/aws-glue/jobs"
"""Where runs write their logs, unless their job says otherwise: below it, output and error."""

_OF_THE_RUN = (
    "Timeout",
    "MaxCapacity",
    "WorkerType",
    "NumberOfWorkers",
    "SecurityConfiguration",
    "NotificationProperty",
    "ExecutionClass",
    "AllocatedCapacity",
)
"""What a run may have otherwise than its job."""


class JobOperations(Service):
    """Jobs run, on local Spark; moto's only pretend to."""

    api = "glue"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.jobs = Jobs(cloud.clock.now)
        self._room = Room(cloud)
        self._at_work: dict[str, GlueRun] = {}
        self._at_work_lock = threading.Lock()

    def close(self) -> None:
        """Ends every run and removes its folder."""
        with self._at_work_lock:
            at_work = list(self._at_work.values())
        for each in at_work:
            each.close()
        self._room.close()
        super().close()

    def create_job(self, call: Call, request: Shape) -> Shape:
        """Keeps a job."""
        check_job(request)
        tags = request.pop("Tags", None)
        now = self.jobs.now()
        members = {**completed_job(request), "CreatedOn": now, "LastModifiedOn": now}
        self.jobs.add(call.region, Job(f"j_{secrets.token_hex(32)}", members))
        if tags:
            arn = f"arn:aws:glue:{call.region}:{ACCOUNT}:job/{request['Name']}"
            self.cloud.moto("glue", call.region).tag_resource(ResourceArn=arn, TagsToAdd=tags)
        return {"Name": request["Name"]}

    def update_job(self, call: Call, request: Shape) -> Shape:
        """Gives a job another definition; what the request leaves out goes back to its default."""
        name, update = request["JobName"], request["JobUpdate"]
        check_job(update)
        job = self.jobs.get(call.region, name)
        with self.jobs.lock:
            job.members = {
                **completed_job({"Name": name, **update}),
                "CreatedOn": job.members["CreatedOn"],
                "LastModifiedOn": self.jobs.now(),
            }
        return {"JobName": name}

    def get_job(self, call: Call, request: Shape) -> Shape:
        """A job."""
        return {"Job": self.jobs.read(self.jobs.get(call.region, request["JobName"]))}

    def get_jobs(self, call: Call, request: Shape) -> Shape:
        """The jobs of the region."""
        return page(request, "Jobs", [self.jobs.read(job) for job in self.jobs.of(call.region)])

    def list_jobs(self, call: Call, request: Shape) -> Shape:
        """The names of the jobs of the region."""
        if request.get("Tags"):
            raise invalid("Tags: the local cloud lists all jobs of the region, not those of a tag")
        return page(request, "JobNames", [job.name for job in self.jobs.of(call.region)])

    def batch_get_jobs(self, call: Call, request: Shape) -> Shape:
        """The jobs of some names."""
        names = request["JobNames"]
        found = [job for name in names if (job := self.jobs.find(call.region, name))]
        there = {job.name for job in found}
        return {
            "Jobs": [self.jobs.read(job) for job in found],
            "JobsNotFound": [name for name in names if name not in there],
        }

    def delete_job(self, call: Call, request: Shape) -> Shape:
        """Forgets a job; runs that go on end by themselves."""
        self.jobs.remove(call.region, request["JobName"])
        return {"JobName": request["JobName"]}

    def start_job_run(self, call: Call, request: Shape) -> Shape:
        """Begins a run; it goes on after the answer."""
        job = self.jobs.get(call.region, request["JobName"])
        check_arguments(request.get("Arguments") or {})
        if request.get("JobRunId"):
            job.run(request["JobRunId"])
        with self.jobs.lock:
            if sum(run.going_on for run in job.runs) >= job.concurrent_runs:
                raise ServiceError(
                    "ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job.name}"
                )
            run = self._new_run(job, request, identity=f"jr_{secrets.token_hex(32)}", attempt=0)
        self._begin(call.region, job, run)
        return {"JobRunId": run.id}

    def get_job_run(self, call: Call, request: Shape) -> Shape:
        """A run as it is now."""
        job = self.jobs.get(call.region, request["JobName"])
        return {"JobRun": self.jobs.read(job.run(request["RunId"]))}

    def get_job_runs(self, call: Call, request: Shape) -> Shape:
        """The runs of a job, the latest first."""
        job = self.jobs.get(call.region, request["JobName"])
        return page(request, "JobRuns", [self.jobs.read(run) for run in reversed(job.runs)])

    def batch_stop_job_run(self, call: Call, request: Shape) -> Shape:
        """Has runs stopped; those that cannot be are told of."""
        name = request["JobName"]
        stopped, errors = [], []
        for identity in request["JobRunIds"]:
            error = self._stop(call.region, name, identity)
            if error is None:
                stopped.append({"JobName": name, "JobRunId": identity})
            else:
                detail = {"ErrorCode": error.code, "ErrorMessage": error.message}
                errors.append({"JobName": name, "JobRunId": identity, "ErrorDetail": detail})
        return {"SuccessfulSubmissions": stopped, "Errors": errors}

    def _stop(self, region: str, name: str, identity: str) -> ServiceError | None:
        """Has one run stopped; the error, where that cannot be."""
        job = self.jobs.find(region, name)
        if job is None:
            return no_job(name)
        try:
            run = job.run(identity)
        except ServiceError as error:
            return error
        with self._at_work_lock:
            work = self._at_work.get(run.id)
        if work is None or not run.going_on:
            state = run.members["JobRunState"]
            return invalid(f"Job Run {identity} is {state}, and cannot be stopped")
        work.stop(lambda: self.jobs.update(run, JobRunState="STOPPING"))
        return None

    def _new_run(self, job: Job, request: Shape, *, identity: str, attempt: int) -> JobRun:
        now = self.jobs.now()
        own = {name: request[name] for name in _OF_THE_RUN if request.get(name) is not None}
        from_job = {name: job.members[name] for name in _OF_THE_RUN if name in job.members}
        members: Shape = {
            **from_job,
            **own,
            "Id": identity,
            "Attempt": attempt,
            "JobName": job.name,
            "JobMode": job.members["JobMode"],
            "StartedOn": now,
            "LastModifiedOn": now,
            "JobRunState": "STARTING",
            "PredecessorRuns": [],
            "ExecutionTime": 0,
            "LogGroupName": merged(job.members, request.get("Arguments")).get(
                "--custom-logGroup-prefix", GROUP
            ),
        }
        members |= capacity(members)
        if "GlueVersion" in job.members:
            members["GlueVersion"] = job.members["GlueVersion"]
        if request.get("Arguments"):
            members["Arguments"] = request["Arguments"]
        if request.get("JobRunId"):
            members["PreviousRunId"] = request["JobRunId"]
        run = JobRun(members)
        job.runs.append(run)
        return run

    def _begin(self, region: str, job: Job, run: JobRun) -> None:
        def ended(over: JobRun) -> None:
            tell(self.cloud, region, self.jobs.read(over))
            self._try_again(region, job, over)

        work = GlueRun(self._room, self.jobs, job, run, region=region, ended=ended)
        with self._at_work_lock:
            self._at_work[run.id] = work
        work.start()

    def _try_again(self, region: str, job: Job, run: JobRun) -> None:
        """Begins another attempt of a run that has failed, where the job says so."""
        attempt = run.members["Attempt"]
        state = run.members["JobRunState"]
        if state not in ("FAILED", "TIMEOUT") or attempt >= job.members.get("MaxRetries", 0):
            return
        if self.jobs.find(region, job.name) is not job:
            return  # it was deleted since
        first = run.id.removesuffix(f"_attempt_{attempt}")
        with self.jobs.lock:
            again = self._new_run(
                job,
                {**run.members, "JobRunId": run.id},
                identity=f"{first}_attempt_{attempt + 1}",
                attempt=attempt + 1,
            )
        self._begin(region, job, again)
