"""The jobs that a task runs and waits for: what ``.sync`` means for each of them.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
"""

from __future__ import annotations

from localcloud.states.job import Job
from localcloud.states.spark_jobs import CLUSTER_JOBS, SPARK_JOBS


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
        ATHENA_QUERY,
        *SPARK_JOBS,
    )
} | CLUSTER_JOBS
"""The jobs by service and operation, as a resource names them, in small letters."""

OTHER_REQUESTS: dict[str, tuple[str, ...]] = {
    "athena": ("GetQueryExecution", "GetQueryResults", "StopQueryExecution"),
    "elasticmapreduce": ("CancelStep",),
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
