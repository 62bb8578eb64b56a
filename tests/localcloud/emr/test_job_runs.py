"""Job runs of EMR Serverless on local Spark, by spark-submit."""

from __future__ import annotations

import gzip

import pytest

from localcloud.cloud import LocalCloud
from localcloud.emr import gaps
from tests.localcloud.emr.runs import application, ended, look, state, submit
from tests.localcloud.spark.conftest import BUCKET
from tests.localcloud.spark.toys import archive, keys, put, until
from tests.localcloud.states.machines import machine, task

COUNT = """
    import os
    import sys

    from pyspark.sql import SparkSession

    from counting.rows import total

    spark = SparkSession.builder.appName("count").getOrCreate()
    source, target = sys.argv[1:]
    rows = spark.read.json(source)
    total(rows).write.mode("overwrite").parquet(target)
    print(os.environ["COLOUR"], spark.conf.get("spark.sql.shuffle.partitions"))
    print("ansi", spark.conf.get("spark.sql.ansi.enabled"))
    if not rows.where("nights > 30").isEmpty():
        raise ValueError("a night too many")
"""


def lines(cloud: LocalCloud, group: str, stream: str) -> list[str]:
    """A log of CloudWatch."""
    events = cloud.client("logs").get_log_events(
        logGroupName=group, logStreamName=stream, startFromHead=True
    )["events"]
    return [each["message"] for each in events]


def test_a_script_runs_with_its_packages_its_settings_and_its_logs(cloud: LocalCloud) -> None:
    """One run tells it all: a Spark takes seconds to start."""
    put(cloud, "raw/stays/1.json", '{"nights": 2}\n{"nights": 40}\n')
    rows = 'def total(rows): return rows.groupBy().agg({"nights": "sum"}).toDF("nights")'
    package = put(
        cloud, "code/counting.zip", archive({"counting/__init__.py": "", "counting/rows.py": rows})
    )
    defaults = {"spark.sql.ansi.enabled": "false", "spark.executor.cores": "8"}
    identity = application(
        cloud,
        runtimeConfiguration=[{"classification": "spark-defaults", "properties": defaults}],
        monitoringConfiguration={"s3MonitoringConfiguration": {"logUri": "s3://none/"}},
    )
    assert state(cloud, identity) == "CREATED"
    watch = {
        "enabled": True,
        "logGroupName": "/lake/emr",
        "logStreamNamePrefix": "daily",
    }
    run = submit(
        cloud,
        identity,
        COUNT,
        f"s3://{BUCKET}/raw/stays/",
        f"s3://{BUCKET}/curated/stays/",
        parameters=(
            f"--py-files {package} --conf spark.executor.memory=8g --driver-memory 16g "
            "--conf spark.emr-serverless.driverEnv.COLOUR=green "
            "--conf spark.sql.shuffle.partitions=3"
        ),
        name="count",
        configurationOverrides={
            "monitoringConfiguration": {
                "cloudWatchLoggingConfiguration": watch,
                "s3MonitoringConfiguration": {"logUri": f"s3://{BUCKET}/logs/"},
            }
        },
    )
    assert state(cloud, identity) == "STARTED"

    done = ended(cloud, identity, run)
    path = f"applications/{identity}/jobs/{run}/SPARK_DRIVER"
    said = lines(cloud, "/lake/emr", f"daily/{path}/stdout")
    assert said[:2] == ["green 3", "ansi false"], said
    assert (done["state"], done["name"], done["attempt"]) == ("FAILED", "count", 1)
    assert done["stateDetails"] == (
        "Job execution failed, please check complete logs in configured logging destination. "
        "ExitCode: 1. Last few exceptions: ValueError: a night too many"
    )
    assert done["releaseLabel"] == "emr-spark-8.1.0"
    noted = lines(cloud, "/lake/emr", f"daily/{path}/stderr")[0]
    assert "without --driver-memory, spark.executor.memory" in noted
    assert any(key.endswith(".parquet") for key in keys(cloud, "curated/stays/"))
    kept = cloud.client("s3").get_object(Bucket=BUCKET, Key=f"logs/{path}/stdout.gz")
    assert gzip.decompress(kept["Body"].read()).decode().splitlines() == said


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ("--packages org.postgresql:postgresql:42.7", "has no Maven repository"),
        ("--archives s3://lake/venv.tar.gz#environment", "--archives: the local cloud's"),
        ("--conf spark.sql.shuffle.partitions", "a setting is NAME=VALUE"),
        ("--conf", "--conf needs a value"),
        ("--py-files s3://lake/none.zip", "none.zip"),
        ("main.py", "'main.py' is no option"),
        ("--conf 'spark.app.name=x", "No closing quotation"),
    ],
)
def test_parameters_that_cannot_be_used_fail_the_run_by_name(
    cloud: LocalCloud, parameters: str, reason: str
) -> None:
    identity = application(cloud)
    done = ended(cloud, identity, submit(cloud, identity, "print(1)", parameters=parameters))
    assert done["state"] == "FAILED"
    assert reason in done["stateDetails"]


def test_an_entry_point_that_is_not_there_fails_the_run(cloud: LocalCloud) -> None:
    identity = application(cloud)
    done = ended(cloud, identity, submit(cloud, identity, "s3://lake/none.py"))
    assert (done["state"], "s3://lake/none.py" in done["stateDetails"]) == ("FAILED", True)


def test_a_run_is_cancelled_by_a_person_and_by_its_time(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cloud.client("emr-serverless")
    identity = application(cloud)
    endless = "import time; time.sleep(300)"
    run = submit(cloud, identity, endless)
    until(lambda: look(cloud, identity, run)["state"] == "RUNNING")
    with pytest.raises(client.exceptions.ValidationException, match="has job runs that go on"):
        client.stop_application(applicationId=identity)
    client.cancel_job_run(applicationId=identity, jobRunId=run)
    assert ended(cloud, identity, run)["state"] == "CANCELLED"
    with pytest.raises(client.exceptions.ValidationException, match="is CANCELLED"):
        client.cancel_job_run(applicationId=identity, jobRunId=run)

    monkeypatch.setattr(gaps, "MINUTE_SECONDS", 0.2)
    run = submit(cloud, identity, endless, executionTimeoutMinutes=5)
    done = ended(cloud, identity, run)
    assert done["state"] == "CANCELLED"
    assert done["stateDetails"] == "Job run exceeded its timeout of 5 minutes"


def test_a_state_machine_waits_for_a_run(cloud: LocalCloud) -> None:
    identity = application(cloud)
    entry = put(cloud, "scripts/argued.py", "import sys; sys.exit(sys.argv[1])")
    parameters = {
        "ApplicationId": identity,
        "ExecutionRoleArn": "arn:aws:iam::123456789012:role/jobs",
        "JobDriver": {
            "SparkSubmit": {"EntryPoint": entry, "EntryPointArguments.$": "States.Array($.day)"}
        },
    }
    catch = {"ErrorEquals": ["States.TaskFailed"], "Next": "Told", "ResultPath": "$"}
    states = {
        "Run": task(
            "emr-serverless:startJobRun.sync", Parameters=parameters, Catch=[catch], Next="Told"
        ),
        "Told": {
            "Type": "Pass",
            "Parameters": {"run.$": "States.StringToJson($.Cause)"},
            "End": True,
        },
    }
    output = machine(cloud, states).start({"day": "no flights on monday"}).output()["run"]
    assert (output["State"], output["ApplicationId"]) == ("FAILED", identity)
    assert output["StateDetails"].endswith("Last few exceptions: no flights on monday")
    assert output["JobDriver"]["SparkSubmit"]["EntryPointArguments"] == ["no flights on monday"]
