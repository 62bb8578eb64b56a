"""Jobs of another service can be waited for once they are listed."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.states.job import Job
from localcloud.states.jobs import JOBS
from tests.localcloud.states.machines import ROLE, machine, task

CRAWLS = Job(
    service="glue",
    start="StartJobRun",
    read="GetJobRun",
    named={"JobName": "JobName", "RunId": "JobRunId"},
    status="JobRun.JobRunState",
    result="JobRun",
    succeeded=frozenset({"SUCCEEDED"}),
    failed=frozenset({"FAILED", "TIMEOUT", "ERROR", "STOPPED"}),
    stop="BatchStopJobRun",
    errors="Glue.GlueException",
)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, cloud: LocalCloud) -> None:
    """Glue's job runs, waited for like any other job."""
    monkeypatch.setitem(JOBS, ("glue", "startjobrun"), CRAWLS)
    command = {"Name": "glueetl", "ScriptLocation": "s3://jobs/curate.py"}
    cloud.client("glue").create_job(Name="curate", Role=ROLE, Command=command)


@pytest.mark.usefixtures("listed")
def test_a_job_of_another_service_is_waited_for(cloud: LocalCloud) -> None:
    state = task("glue:startJobRun.sync", Parameters={"JobName": "curate"})
    execution = machine(cloud, {"Curate": state}).start()
    output = execution.output()
    assert (output["JobName"], output["JobRunState"]) == ("curate", "SUCCEEDED")
    assert execution.events().index("TaskSubmitted") < execution.events().index("TaskSucceeded")


@pytest.mark.usefixtures("listed")
def test_what_a_job_was_told_keeps_its_own_names(cloud: LocalCloud) -> None:
    """A hyperparameter is ``eta``, not ``Eta``: only members of a shape begin with a capital."""
    told = {"eta": "0.1"}
    state = task("glue:startJobRun.sync", Parameters={"JobName": "curate", "Arguments": told})
    assert machine(cloud, {"Curate": state}).start().output()["Arguments"] == told


@pytest.mark.usefixtures("listed")
def test_its_errors_have_its_services_names(cloud: LocalCloud) -> None:
    state = task("glue:startJobRun.sync", Parameters={"JobName": "none"})
    ended = machine(cloud, {"Curate": state}).start().end()
    assert ended["error"] == "Glue.EntityNotFoundException"


@pytest.mark.usefixtures("listed")
def test_its_parameters_are_checked_when_the_machine_is_made(cloud: LocalCloud) -> None:
    state = task("glue:startJobRun.sync", Parameters={"Job": "curate"})
    with pytest.raises(ClientError, match="is not supported by Step Functions"):
        machine(cloud, {"Curate": state})


def test_jobs_are_found_by_what_their_service_calls_them() -> None:
    job = JOBS["sagemaker", "createtrainingjob"]
    identity = job.identity({"TrainingJobName": "one", "RoleArn": ROLE}, {"TrainingJobArn": "arn"})
    assert identity == {"TrainingJobName": "one"}
    assert CRAWLS.identity({"JobName": "curate"}, {"JobRunId": "jr_1"}) == {
        "JobName": "curate",
        "RunId": "jr_1",
    }
    assert CRAWLS.result_of(json.loads('{"JobRun": {"Id": "jr_1"}}')) == {"Id": "jr_1"}
