"""Clusters of EMR on EC2: recorded, with spark-submit steps that run."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.spark.conftest import BUCKET
from tests.localcloud.spark.toys import archive, keys, put, unique, until
from tests.localcloud.states.machines import machine, task

ENDLESS = "import time; time.sleep(300)"


def cluster(cloud: LocalCloud, *, keep: bool = True, **settings: Any) -> str:
    """A cluster that waits for steps.

    Returns:
        Its id.
    """
    started = cloud.client("emr").run_job_flow(
        Name=unique("cluster"),
        ReleaseLabel="emr-7.13.0",
        LogUri=f"s3://{BUCKET}/emr-logs/",
        Instances={"KeepJobFlowAliveWhenNoSteps": keep, "InstanceCount": 1},
        **settings,
    )
    return str(started["JobFlowId"])


def step(*command: str, on_failure: str = "CONTINUE") -> dict[str, Any]:
    """A step that the command-runner does."""
    return {
        "Name": unique("step"),
        "ActionOnFailure": on_failure,
        "HadoopJarStep": {"Jar": "command-runner.jar", "Args": list(command)},
    }


def add(cloud: LocalCloud, identity: str, *steps: dict[str, Any]) -> list[str]:
    """Gives a cluster steps.

    Returns:
        Their ids.
    """
    added = cloud.client("emr").add_job_flow_steps(JobFlowId=identity, Steps=list(steps))
    return [str(each) for each in added["StepIds"]]


def look(cloud: LocalCloud, identity: str, of: str = "") -> dict[str, Any]:
    """The status of a cluster, or of a step of it."""
    client = cloud.client("emr")
    if of:
        status = client.describe_step(ClusterId=identity, StepId=of)["Step"]["Status"]
    else:
        status = client.describe_cluster(ClusterId=identity)["Cluster"]["Status"]
    return dict(status)


def reach(cloud: LocalCloud, identity: str, *states: str, of: str = "") -> dict[str, Any]:
    """Waits for a state."""
    until(lambda: look(cloud, identity, of)["State"] in states)
    return look(cloud, identity, of)


def test_a_spark_step_runs_with_its_packages_and_its_logs(cloud: LocalCloud) -> None:
    package = put(cloud, "code/words.zip", archive({"words.py": "GREETING = 'hello'"}))
    script = """
        import sys
        from pyspark.sql import SparkSession
        import words

        spark = SparkSession.builder.getOrCreate()
        spark.range(3).write.mode("overwrite").parquet(sys.argv[1])
        print(words.GREETING)
    """
    entry = put(cloud, "scripts/step.py", script)
    identity = cluster(cloud)
    assert look(cloud, identity)["State"] == "WAITING"
    options = ["--deploy-mode", "cluster", "--py-files", package]
    (first,) = add(
        cloud, identity, step("spark-submit", *options, entry, f"s3://{BUCKET}/stepped/")
    )
    assert look(cloud, identity)["State"] == "RUNNING"
    reach(cloud, identity, "COMPLETED", "FAILED", of=first)
    kept = f"emr-logs/{identity}/steps/{first}/stdout.gz"
    body = cloud.client("s3").get_object(Bucket=BUCKET, Key=kept)["Body"].read()
    assert gzip.decompress(body).decode() == "hello\n"
    assert "stepped/_SUCCESS" in keys(cloud, "stepped/")
    assert reach(cloud, identity, "WAITING")["StateChangeReason"]["Message"].endswith("run steps.")
    cloud.client("emr").terminate_job_flows(JobFlowIds=[identity])
    assert look(cloud, identity)["State"] == "TERMINATED"
    with pytest.raises(ClientError, match="may not be modified"):
        add(cloud, identity, step("spark-submit", entry))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("hbase", "shell", "-n", "s3://lake/load.rb"), "hbase shell -n s3://lake/load.rb is rec"),
        (("spark-submit", "--class", "Main"), "there is no program"),
        (("spark-submit", "s3://lake/none.py"), "s3://lake/none.py"),
        (("spark-submit", "--packages", "a:b:1", "s3://lake/x.py"), "no Maven repository"),
    ],
)
def test_a_step_that_cannot_be_done_here_fails_by_name(
    cloud: LocalCloud, command: tuple[str, ...], message: str
) -> None:
    identity = cluster(cloud)
    (only,) = add(cloud, identity, step(*command))
    details = reach(cloud, identity, "FAILED", of=only)["FailureDetails"]
    assert message in details["Message"]
    assert details["LogFile"] == f"s3://{BUCKET}/emr-logs/{identity}/steps/{only}/stderr.gz"


def test_what_follows_a_step_that_fails_is_its_choice(cloud: LocalCloud) -> None:
    broken = ("spark-submit", "s3://lake/none.py")
    going_on = cluster(cloud)
    first, second = add(cloud, going_on, step(*broken), step(*broken))
    reach(cloud, going_on, "FAILED", of=second)
    assert reach(cloud, going_on, "WAITING")

    waiting = cluster(cloud)
    first, second = add(cloud, waiting, step(*broken, on_failure="CANCEL_AND_WAIT"), step(*broken))
    reach(cloud, waiting, "CANCELLED", of=second)
    assert reach(cloud, waiting, "WAITING")

    ending = cluster(cloud)
    first, second = add(cloud, ending, step(*broken, on_failure="TERMINATE_CLUSTER"), step(*broken))
    told = reach(cloud, ending, "TERMINATED_WITH_ERRORS")
    assert told["StateChangeReason"]["Code"] == "STEP_FAILURE"
    assert look(cloud, ending, first)["State"] == "FAILED"
    reach(cloud, ending, "CANCELLED", of=second)


def test_a_cluster_that_need_not_stay_ends_with_its_steps(cloud: LocalCloud) -> None:
    identity = cluster(cloud, keep=False, Steps=[step("hive", "-f", "s3://lake/x.sql")])
    told = reach(cloud, identity, "TERMINATED")
    assert told["StateChangeReason"]["Code"] == "ALL_STEPS_COMPLETED"


def test_steps_are_cancelled_one_by_one_and_with_their_cluster(cloud: LocalCloud) -> None:
    entry = put(cloud, "scripts/endless.py", ENDLESS)
    client = cloud.client("emr")
    identity = cluster(cloud)
    client.set_termination_protection(JobFlowIds=[identity], TerminationProtected=True)
    first, second, third = add(cloud, identity, *[step("spark-submit", entry)] * 3)
    assert [look(cloud, identity, each)["State"] for each in (first, second)] == [
        "RUNNING",
        "PENDING",
    ]
    told = client.cancel_steps(ClusterId=identity, StepIds=[second])["CancelStepsInfoList"]
    assert told == [{"StepId": second, "Status": "SUBMITTED"}]
    assert look(cloud, identity, second)["State"] == "CANCELLED"
    with pytest.raises(ClientError, match="termination protected"):
        client.terminate_job_flows(JobFlowIds=[identity])
    client.set_termination_protection(JobFlowIds=[identity], TerminationProtected=False)
    client.terminate_job_flows(JobFlowIds=[identity])
    for each in (first, third):
        reach(cloud, identity, "CANCELLED", of=each)
    listed = client.list_steps(ClusterId=identity, StepStates=["CANCELLED"])["Steps"]
    assert [each["Id"] for each in listed] == [third, second, first]


def test_a_workflow_starts_a_cluster_has_it_work_and_ends_it(cloud: LocalCloud) -> None:
    request = {
        "Name": "nightly",
        "ReleaseLabel": "emr-7.13.0",
        "Applications": [{"Name": "HBase"}],
        "Instances": {
            "KeepJobFlowAliveWhenNoSteps": True,
            "InstanceFleets": [
                {
                    "InstanceFleetType": "MASTER",
                    "TargetOnDemandCapacity": 1,
                    "InstanceTypeConfigs": [{"InstanceType": "m7g.xlarge"}],
                }
            ],
        },
    }
    loading = {
        "ClusterId.$": "$.cluster.ClusterId",
        "Step": {
            "Name": "Load",
            "ActionOnFailure": "CONTINUE",
            "HadoopJarStep": {
                "Jar": "command-runner.jar",
                "Args.$": "States.Array('hbase', 'shell', $.day)",
            },
        },
    }
    caught = {"ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.failure", "Next": "End"}
    states = {
        "Start": task(
            "elasticmapreduce:createCluster.sync",
            Parameters=request,
            ResultPath="$.cluster",
            Next="Load",
        ),
        "Load": task(
            "elasticmapreduce:addStep.sync", Parameters=loading, Catch=[caught], Next="End"
        ),
        "End": task(
            "elasticmapreduce:terminateCluster.sync",
            Parameters={"ClusterId.$": "$.cluster.ClusterId"},
            ResultPath="$.ended",
        ),
    }
    output = machine(cloud, states).start({"day": "monday"}).output()
    assert output["cluster"]["Cluster"]["Applications"] == [{"Name": "HBase"}]
    assert output["ended"]["Cluster"]["Status"]["State"] == "TERMINATED"
    failed = json.loads(output["failure"]["Cause"])["Step"]
    assert failed["Config"]["Args"] == ["hbase", "shell", "monday"]
    assert "is recorded only" in failed["Status"]["FailureDetails"]["Message"]


def test_a_cluster_that_is_not_there_has_emrs_own_error(cloud: LocalCloud) -> None:
    state = task("elasticmapreduce:terminateCluster", Parameters={"ClusterId": "j-NONE"})
    ended = machine(cloud, {"End": state}).start().end()
    assert ended["error"] == "EMR.InvalidRequestException"
    assert "Cluster id 'j-NONE' is not valid" in ended["cause"]
