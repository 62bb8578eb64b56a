"""What comes of Glue's runs: states, reasons, retries, time-outs, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.glue.jobs import gaps
from localcloud.spark.installation import VARIABLE
from tests.localcloud.spark.toys import (
    ROLE,
    ended,
    job,
    log,
    look,
    put,
    ran,
    running,
    start,
    unique,
    until,
)

ENDLESS = "import time; print('at it', flush=True); time.sleep(300)"


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        ("print('done')", "SUCCEEDED", None),
        ("import sys; sys.exit(0)", "SUCCEEDED", None),
        ("import sys; sys.exit()", "SUCCEEDED", None),
        ("import sys; sys.exit(1)", "FAILED", "SystemExit: 1"),
        ("import sys; sys.exit('2 rows of 9')", "FAILED", "SystemExit: 2 rows of 9"),
        ("raise ValueError('no day')", "FAILED", "ValueError: no day"),
        ("raise KeyboardInterrupt", "FAILED", "KeyboardInterrupt"),
        ("import os; os._exit(7)", "FAILED", "Command failed with exit code 7"),
        ("import os; os.kill(os.getpid(), 9)", "FAILED", "Command failed with exit code 137"),
        ("bytearray(8 * 2**30)", "FAILED", "MemoryError"),
        ("this is no Python", "FAILED", "SyntaxError: invalid syntax"),
    ],
)
def test_how_a_script_ends_is_how_its_run_ends(
    cloud: LocalCloud, script: str, state: str, reason: str | None
) -> None:
    run = ran(cloud, script)
    told = run.get("ErrorMessage")
    assert run["JobRunState"] == state, told
    assert told is reason is None or (reason is not None and str(told).startswith(reason))


def test_the_traceback_is_the_scripts_own(cloud: LocalCloud) -> None:
    run = ran(cloud, "def day():\n    return 1 / 0\n\nday()\n")
    said = log(cloud, run["Id"], "error")
    assert said[0] == "Traceback (most recent call last):"
    assert said[-1] == "ZeroDivisionError: division by zero"
    assert not [line for line in said if "run_script" in line or "runpy" in line]


def test_a_script_that_needs_glues_own_library_is_told_so(cloud: LocalCloud) -> None:
    run = ran(cloud, "from awsglue.context import GlueContext")
    assert run["JobRunState"] == "FAILED"
    assert "No module named 'awsglue'" in run["ErrorMessage"]
    assert "Use SparkSession, DataFrames and argparse" in run["ErrorMessage"]


def test_a_missing_module_is_pythons_own_error(cloud: LocalCloud) -> None:
    run = ran(cloud, "import no_such_module")
    assert run["ErrorMessage"] == "ModuleNotFoundError: No module named 'no_such_module'"


@pytest.mark.parametrize("uri", ["s3://lake/none.py", "s3://no-such-bucket/x.py", "script.py"])
def test_a_script_that_is_not_there_fails_the_run(cloud: LocalCloud, uri: str) -> None:
    name = unique("job")
    command = {"Name": "glueetl", "ScriptLocation": uri}
    cloud.client("glue").create_job(Name=name, Role=ROLE, Command=command, GlueVersion="6.0")
    run = ended(cloud, name, start(cloud, name))
    assert run["JobRunState"] == "FAILED"
    assert run["ErrorMessage"].startswith("LAUNCH ERROR | ")
    assert run["ErrorMessage"].endswith(uri)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"--extra-py-files": "s3://lake/none.zip"}, "LAUNCH ERROR | .*s3://lake/none.zip"),
        ({"--additional-python-modules": "boto3,numpy==0.1"}, "numpy==0.1 cannot be installed"),
        ({"--datalake-formats": "iceberg"}, "no libraries for --datalake-formats iceberg"),
        ({"--job-language": "scala"}, "in Python, not in Scala"),
    ],
)
def test_what_cannot_be_had_here_is_refused_by_name(
    cloud: LocalCloud, arguments: dict[str, str], reason: str
) -> None:
    run = ran(cloud, "print('never')", DefaultArguments=arguments)
    assert run["JobRunState"] == "FAILED"
    with pytest.raises(ValueError, match=reason):
        raise ValueError(run["ErrorMessage"])


def test_modules_that_are_installed_are_there(cloud: LocalCloud) -> None:
    wanted = {"--additional-python-modules": "boto3>=1.40, PySpark"}
    run = ran(cloud, "import boto3, pyspark; print('both')", DefaultArguments=wanted)
    assert log(cloud, run["Id"]) == ["both"]


def test_arguments_are_the_jobs_then_the_runs_then_those_that_stay(cloud: LocalCloud) -> None:
    script = "import sys; print(dict(zip(sys.argv[1::2], sys.argv[2::2])))"
    run = ran(
        cloud,
        script,
        DefaultArguments={"--day": "monday", "--city": "Oslo", "--role": "reader"},
        NonOverridableArguments={"--role": "auditor"},
        request={"Arguments": {"--day": "friday", "--role": "admin", "--empty": ""}},
    )
    (said,) = log(cloud, run["Id"])
    for pair in ("'--day': 'friday'", "'--city': 'Oslo'", "'--role': 'auditor'", "'--empty': ''"):
        assert pair in said


def test_a_job_may_have_its_logs_elsewhere(cloud: LocalCloud) -> None:
    run = ran(cloud, "print('x')", DefaultArguments={"--custom-logGroup-prefix": "/lake/jobs"})
    assert run["LogGroupName"] == "/lake/jobs"
    events = cloud.client("logs").get_log_events(
        logGroupName="/lake/jobs/output", logStreamName=run["Id"]
    )["events"]
    assert [each["message"] for each in events] == ["x"]


def test_a_run_reaches_this_cloud_in_its_region_and_nothing_else(cloud: LocalCloud) -> None:
    script = """
        import os, urllib.request
        import boto3

        print(boto3.client("sts").get_caller_identity()["Account"], os.environ["AWS_REGION"])
        print(sorted(name for name in os.environ if name.startswith("LOCALCLOUD")))
        try:
            urllib.request.urlopen("https://example.com", timeout=5)
        except OSError as error:
            print(type(error).__name__)
    """
    run = ran(cloud, script)
    assert log(cloud, run["Id"]) == [
        "123456789012 us-east-1",
        "['LOCALCLOUD_NO_AWSGLUE']",
        "URLError",
    ]


def test_a_job_of_another_region_is_not_there(cloud: LocalCloud) -> None:
    name = job(cloud, "print('here')")
    there = cloud.client("glue", "eu-west-1")
    with pytest.raises(ClientError, match=f"Job with name: {name} not found") as refused:
        there.start_job_run(JobName=name)
    assert refused.value.response["Error"]["Code"] == "EntityNotFoundException"


def test_a_second_run_is_refused_while_the_first_goes_on(cloud: LocalCloud) -> None:
    name = job(cloud, ENDLESS)
    first = start(cloud, name)
    with pytest.raises(ClientError) as refused:
        start(cloud, name)
    assert refused.value.response["Error"]["Code"] == "ConcurrentRunsExceededException"

    running(cloud, first)
    client = cloud.client("glue")
    answer = client.batch_stop_job_run(JobName=name, JobRunIds=[first, "jr_none"])
    assert [each["JobRunId"] for each in answer["SuccessfulSubmissions"]] == [first]
    assert answer["Errors"][0]["ErrorDetail"]["ErrorCode"] == "EntityNotFoundException"
    assert ended(cloud, name, first)["JobRunState"] == "STOPPED"
    again = client.batch_stop_job_run(JobName=name, JobRunIds=[first])
    assert "is STOPPED" in again["Errors"][0]["ErrorDetail"]["ErrorMessage"]


def test_a_run_that_waits_for_its_turn_can_be_stopped(cloud: LocalCloud) -> None:
    name = job(cloud, ENDLESS, ExecutionProperty={"MaxConcurrentRuns": 3})
    runs = [start(cloud, name) for _ in range(2)]
    for run in runs:
        running(cloud, run)
    waiting = start(cloud, name)
    client = cloud.client("glue")
    client.batch_stop_job_run(JobName=name, JobRunIds=[waiting])
    assert ended(cloud, name, waiting)["JobRunState"] == "STOPPED"
    assert log(cloud, waiting) == []
    client.batch_stop_job_run(JobName=name, JobRunIds=runs)
    assert [ended(cloud, name, run)["JobRunState"] for run in runs] == ["STOPPED", "STOPPED"]


def test_a_run_that_takes_too_long_is_ended(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "MINUTE_SECONDS", 0.5)
    run = ran(cloud, ENDLESS, Timeout=2)
    assert (run["JobRunState"], run["Timeout"]) == ("TIMEOUT", 2)


def test_a_run_that_fails_is_tried_again_under_an_id_of_its_own(cloud: LocalCloud) -> None:
    script = """
        import boto3
        s3 = boto3.client("s3")
        s3.put_object(Bucket="lake", Key="tries/" + str(len(
            s3.list_objects_v2(Bucket="lake", Prefix="tries/").get("Contents", []))), Body=b"")
        tries = len(s3.list_objects_v2(Bucket="lake", Prefix="tries/")["Contents"])
        assert tries == 3, f"try {tries}"
    """
    name = job(cloud, script, MaxRetries=2)
    first = start(cloud, name, Arguments={"--day": "monday"})
    client = cloud.client("glue")

    def runs() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get_job_runs(JobName=name)["JobRuns"]
        return found

    until(lambda: len(runs()) == 3 and runs()[0]["JobRunState"] == "SUCCEEDED")
    last, second, earliest = runs()
    assert earliest["ErrorMessage"] == "AssertionError: try 1"
    assert [each["Id"] for each in (earliest, second, last)] == [
        first,
        f"{first}_attempt_1",
        f"{first}_attempt_2",
    ]
    assert [each["Attempt"] for each in (earliest, second, last)] == [0, 1, 2]
    assert last["Arguments"] == {"--day": "monday"}
    assert last["PreviousRunId"] == second["Id"]


def test_without_spark_a_run_says_how_to_get_it(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/bin/python")
    run = ran(cloud, "print('never')")
    assert run["JobRunState"] == "FAILED"
    assert "`make spark` installs it" in run["ErrorMessage"]


def test_a_run_keeps_to_the_definition_that_it_began_with(cloud: LocalCloud) -> None:
    """Deleting a job, or changing it, leaves a run that goes on alone."""
    name = job(cloud, ENDLESS)
    run = start(cloud, name)
    running(cloud, run)
    other = put(cloud, "scripts/other.py", "print('other')")
    update = {"Role": ROLE, "Command": {"Name": "pythonshell", "ScriptLocation": other}}
    cloud.client("glue").update_job(JobName=name, JobUpdate=update)
    assert look(cloud, name, run)["JobRunState"] == "RUNNING"
    cloud.client("glue").batch_stop_job_run(JobName=name, JobRunIds=[run])
    ended(cloud, name, run)
    assert log(cloud, ended(cloud, name, start(cloud, name))["Id"]) == ["other"]
