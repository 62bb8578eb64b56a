"""State machines that run Glue's jobs, and EMR's, to their end."""

from __future__ import annotations

import json
from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.spark.toys import ended, job, look, running, start, until
from tests.localcloud.states.machines import machine, task

ENDLESS = "import time; print('at it', flush=True); time.sleep(300)"


def run_of(name: str, **state: Any) -> dict[str, Any]:
    """A state that runs a job to its end."""
    parameters = {"JobName": name, "Arguments": {"--day.$": "$.day"}}
    return task("glue:startJobRun.sync", Parameters=parameters, **state)


def only_run(cloud: LocalCloud, name: str) -> str:
    """The id of a job's run, once there is one."""
    client = cloud.client("glue")
    (run,) = until(lambda: client.get_job_runs(JobName=name)["JobRuns"])
    return str(run["Id"])


def test_a_state_answers_with_the_run(cloud: LocalCloud) -> None:
    name = job(cloud, "import sys; assert sys.argv[1:3] == ['--day', 'monday']")
    output = machine(cloud, {"Curate": run_of(name)}).start({"day": "monday"}).output()
    assert (output["JobName"], output["JobRunState"]) == (name, "SUCCEEDED")
    assert output["Arguments"] == {"--day": "monday"}
    assert output["StartedOn"].endswith("Z")


def test_a_run_that_fails_fails_the_state_with_its_reason(cloud: LocalCloud) -> None:
    name = job(cloud, "raise ValueError('no day')")
    ended_execution = machine(cloud, {"Curate": run_of(name)}).start({"day": "x"}).end()
    assert ended_execution["error"] == "States.TaskFailed"
    cause = json.loads(ended_execution["cause"])
    assert (cause["JobRunState"], cause["ErrorMessage"]) == ("FAILED", "ValueError: no day")


def test_one_run_too_many_has_glues_own_error(cloud: LocalCloud) -> None:
    name = job(cloud, ENDLESS)
    run = start(cloud, name)
    catch = {"ErrorEquals": ["Glue.ConcurrentRunsExceededException"], "Next": "Later"}
    states = {
        "Curate": run_of(name, Catch=[catch], Next="Later"),
        "Later": {"Type": "Pass", "OutputPath": "$.Error", "End": True},
    }
    output = machine(cloud, states).start({"day": "x"}).output()
    assert output == "Glue.ConcurrentRunsExceededException"
    cloud.client("glue").batch_stop_job_run(JobName=name, JobRunIds=[run])
    assert ended(cloud, name, run)["JobRunState"] == "STOPPED"


def test_an_execution_that_is_stopped_stops_its_run(cloud: LocalCloud) -> None:
    name = job(cloud, ENDLESS)
    execution = machine(cloud, {"Curate": run_of(name)}).start({"day": "x"})
    run = only_run(cloud, name)
    running(cloud, run)
    cloud.client("stepfunctions").stop_execution(executionArn=execution.arn)
    assert ended(cloud, name, run)["JobRunState"] == "STOPPED"
    assert execution.end()["status"] == "ABORTED"


def test_a_state_that_takes_too_long_stops_its_run(cloud: LocalCloud) -> None:
    name = job(cloud, ENDLESS)
    execution = machine(cloud, {"Curate": run_of(name, TimeoutSeconds=1)}).start({"day": "x"})
    assert execution.end()["error"] == "States.Timeout"
    assert ended(cloud, name, only_run(cloud, name))["JobRunState"] == "STOPPED"


def test_a_run_without_sync_goes_on_after_the_state(cloud: LocalCloud) -> None:
    name = job(cloud, ENDLESS)
    state = task("glue:startJobRun", Parameters={"JobName": name})
    run = machine(cloud, {"Begin": state}).start().output()["JobRunId"]
    running(cloud, run)
    assert look(cloud, name, run)["JobRunState"] == "RUNNING"
    cloud.client("glue").batch_stop_job_run(JobName=name, JobRunIds=[run])
    assert ended(cloud, name, run)["JobRunState"] == "STOPPED"


def test_an_application_is_made_started_stopped_and_deleted(cloud: LocalCloud) -> None:
    named = {"ApplicationId.$": "$.ApplicationId"}
    made = {"Name": "batch", "Type": "SPARK", "ReleaseLabel": "emr-spark-8.1.0"}
    states = {
        "Create": task("emr-serverless:createApplication.sync", Parameters=made, Next="Start"),
        "Start": task("emr-serverless:startApplication.sync", Parameters=named, Next="Stop"),
        "Stop": task("emr-serverless:stopApplication.sync", Parameters=named, Next="Delete"),
        "Delete": task("emr-serverless:deleteApplication.sync", Parameters=named),
    }
    output = machine(cloud, states).start().output()
    assert (output["Name"], output["State"]) == ("batch", "TERMINATED")
