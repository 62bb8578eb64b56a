"""The jobs that a task runs and waits for: what ``.sync`` means for each of them.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Job:
    """One optimised integration that runs a job to its end.

    Args:
        service: The service's name in botocore.
        start: The operation that begins the job.
        read: The operation that tells how it is.
        named: What names the job to ``read`` and ``stop``: their member, and the parameter, or
            the part of the answer, that holds it.
        status: Where ``read`` tells the status, as a dotted path.
        result: Where ``read`` tells what the task answers; all of it by default.
        succeeded: The statuses that end the task well.
        failed: Those that fail it; any other means that the job goes on.
        stop: The operation that ends a job whose execution was stopped, or took too long; an
            empty string where there is none.
        named_to_stop: What names the job to ``stop``, where ``read`` is told otherwise; a member
            that ends with ``s`` takes a list.
        errors: How Step Functions names an error of the service that its model does not list.
    """

    service: str
    start: str
    read: str
    named: Mapping[str, str]
    status: str
    result: str = ""
    succeeded: frozenset[str]
    failed: frozenset[str]
    stop: str
    named_to_stop: Mapping[str, str] = field(default_factory=dict)
    errors: str

    def identity(self, request: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
        """The members that name one job to the operations on it.

        Args:
            request: The parameters of the task.
            answer: What ``start`` answered, as the task tells it.
        """
        known = {**request, **answer}
        return {member: known[source] for member, source in self.named.items()}

    def identity_to_stop(
        self, request: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The members that name one job to ``stop``, as ``identity`` does to ``read``."""
        if not self.named_to_stop:
            return self.identity(request, answer)
        known = {**request, **answer}
        return {
            member: [known[source]] if member.endswith("s") else known[source]
            for member, source in self.named_to_stop.items()
        }

    def status_of(self, read: Mapping[str, Any]) -> str:
        """The status in an answer of ``read``."""
        return str(_at(read, self.status))

    def result_of(self, read: Mapping[str, Any]) -> Any:
        """What the task answers."""
        return _at(read, self.result) if self.result else read


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[part]
    return value


def _sagemaker(noun: str) -> Job:
    return Job(
        service="sagemaker",
        start=f"Create{noun}",
        read=f"Describe{noun}",
        named={f"{noun}Name": f"{noun}Name"},
        status=f"{noun}Status",
        succeeded=frozenset({"Completed"}),
        failed=frozenset({"Failed", "Stopped"}),
        stop=f"Stop{noun}",
        errors="SageMaker.AmazonSageMakerException",
    )


def _application(start: str, *, succeeded: str, failed: str) -> Job:
    return Job(
        service="emr-serverless",
        start=start,
        read="GetApplication",
        named={"applicationId": "ApplicationId"},
        status="application.state",
        result="Application",
        succeeded=frozenset({succeeded}),
        failed=frozenset({failed}),
        stop="",
        errors="EmrServerless.EmrServerlessException",
    )


GLUE_RUN = Job(
    service="glue",
    start="StartJobRun",
    read="GetJobRun",
    named={"JobName": "JobName", "RunId": "JobRunId"},
    status="JobRun.JobRunState",
    result="JobRun",
    succeeded=frozenset({"SUCCEEDED"}),
    failed=frozenset({"FAILED", "TIMEOUT", "ERROR", "STOPPED", "EXPIRED"}),
    stop="BatchStopJobRun",
    named_to_stop={"JobName": "JobName", "JobRunIds": "JobRunId"},
    errors="Glue.GlueException",
)
EMR_RUN = Job(
    service="emr-serverless",
    start="StartJobRun",
    read="GetJobRun",
    named={"applicationId": "ApplicationId", "jobRunId": "JobRunId"},
    status="jobRun.state",
    result="JobRun",
    succeeded=frozenset({"SUCCESS"}),
    failed=frozenset({"FAILED", "CANCELLED"}),
    stop="CancelJobRun",
    errors="EmrServerless.EmrServerlessException",
)
ATHENA_QUERY = Job(
    service="athena",
    start="StartQueryExecution",
    read="GetQueryExecution",
    named={"QueryExecutionId": "QueryExecutionId"},
    status="QueryExecution.Status.State",
    succeeded=frozenset({"SUCCEEDED"}),
    failed=frozenset({"FAILED", "CANCELLED"}),
    stop="StopQueryExecution",
    errors="Athena.AmazonAthenaException",
)

JOBS: dict[tuple[str, str], Job] = {
    (job.service, job.start.lower()): job
    for job in (
        *map(
            _sagemaker, ("TrainingJob", "ProcessingJob", "HyperParameterTuningJob", "TransformJob")
        ),
        GLUE_RUN,
        EMR_RUN,
        ATHENA_QUERY,
        _application("CreateApplication", succeeded="CREATED", failed="TERMINATED"),
        _application("StartApplication", succeeded="STARTED", failed="TERMINATED"),
        _application("StopApplication", succeeded="STOPPED", failed="TERMINATED"),
        _application("DeleteApplication", succeeded="TERMINATED", failed=""),
    )
}
"""The jobs by service and operation, as a resource names them, in small letters."""

OTHER_REQUESTS: dict[str, tuple[str, ...]] = {
    "athena": ("GetQueryExecution", "GetQueryResults", "StopQueryExecution"),
    "emr-serverless": ("CancelJobRun",),
    "sagemaker": ("CreateEndpoint", "CreateEndpointConfig", "CreateModel", "UpdateEndpoint"),
}
"""The operations that an optimised integration offers beside those that begin a job, by service."""


def services() -> frozenset[str]:
    """The services with an optimised integration that is made here."""
    return frozenset({service for service, _ in JOBS} | set(OTHER_REQUESTS))


def requests_of(service: str) -> frozenset[str]:
    """The operations that a service's optimised integration offers."""
    begun = {job.start for (name, _), job in JOBS.items() if name == service}
    return frozenset(begun | set(OTHER_REQUESTS.get(service, ())))


def unlisted_error(service: str) -> str | None:
    """The name of an error that the service's model does not list."""
    return next((job.errors for (name, _), job in JOBS.items() if name == service), None)
