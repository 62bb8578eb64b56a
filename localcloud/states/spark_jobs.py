"""The jobs of Glue, of EMR Serverless and of EMR's clusters."""

from __future__ import annotations

from localcloud.states.job import Job

EMR_SERVERLESS = "EMRServerless.AWSEMRServerlessException"
CLUSTERS = "EMR.AmazonElasticMapReduceException"


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
        errors=EMR_SERVERLESS,
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
    errors="Glue.AWSGlueException",
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
    errors=EMR_SERVERLESS,
)
SPARK_JOBS = (
    GLUE_RUN,
    EMR_RUN,
    _application("CreateApplication", succeeded="CREATED", failed="TERMINATED"),
    _application("StartApplication", succeeded="STARTED", failed="TERMINATED"),
    _application("StopApplication", succeeded="STOPPED", failed="TERMINATED"),
    _application("DeleteApplication", succeeded="TERMINATED", failed=""),
)


def _cluster(start: str, *, succeeded: str, failed: frozenset[str]) -> Job:
    return Job(
        service="emr",
        start=start,
        read="DescribeCluster",
        named={"ClusterId": "ClusterId"},
        status="Cluster.Status.State",
        succeeded=frozenset({succeeded}),
        failed=failed,
        stop="",  # AWS, too, leaves a cluster alone whose execution was stopped
        errors=CLUSTERS,
        tells_name=True,
    )


ENDED = frozenset({"TERMINATED", "TERMINATED_WITH_ERRORS"})

CLUSTER_JOBS: dict[tuple[str, str], Job] = {
    ("elasticmapreduce", job.start.lower()): job
    for job in (
        _cluster("CreateCluster", succeeded="WAITING", failed=ENDED),
        _cluster("TerminateCluster", succeeded="TERMINATED", failed=ENDED - {"TERMINATED"}),
        Job(
            service="emr",
            start="AddStep",
            read="DescribeStep",
            named={"ClusterId": "ClusterId", "StepId": "StepId"},
            status="Step.Status.State",
            succeeded=frozenset({"COMPLETED"}),
            failed=frozenset({"FAILED", "CANCELLED", "INTERRUPTED"}),
            stop="CancelSteps",
            named_to_stop={"ClusterId": "ClusterId", "StepIds": "StepId"},
            errors=CLUSTERS,
            tells_name=True,
        ),
    )
}
"""Under the name that Step Functions has for the service; its operations are Step Functions' own,
see ``wrapped``."""
