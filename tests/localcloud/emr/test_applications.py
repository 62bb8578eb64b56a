"""Applications of EMR Serverless: states, starts and stops by themselves, stacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.emr.runs import application, ended, state, submit
from tests.localcloud.spark.toys import unique


def refused(call: Any, **request: Any) -> str:
    """The message of a call that is refused as invalid."""
    with pytest.raises(ClientError) as error:
        call(**request)
    assert error.value.response["Error"]["Code"] == "ValidationException"
    return str(error.value.response["Error"]["Message"])


def test_a_started_application_is_neither_changed_nor_deleted(cloud: LocalCloud) -> None:
    client = cloud.client("emr-serverless")
    identity = application(cloud)
    client.update_application(applicationId=identity, releaseLabel="emr-7.13.0")
    client.start_application(applicationId=identity)
    for call in (client.update_application, client.delete_application):
        said = refused(call, applicationId=identity)
        assert "must be in one of the following statuses [CREATED, STOPPED]" in said
        assert said.endswith("Current status: STARTED")
    client.stop_application(applicationId=identity)
    changed = client.update_application(
        applicationId=identity, autoStopConfiguration={"enabled": True, "idleTimeoutMinutes": 2}
    )["application"]
    assert changed["releaseLabel"] == "emr-7.13.0"
    assert changed["autoStopConfiguration"]["idleTimeoutMinutes"] == 2
    client.delete_application(applicationId=identity)
    assert state(cloud, identity) == "TERMINATED"
    assert "is terminated" in refused(client.start_application, applicationId=identity)


def test_an_application_starts_with_its_first_run_and_stops_when_idle(cloud: LocalCloud) -> None:
    idle = {"enabled": True, "idleTimeoutMinutes": 10}
    identity = application(cloud, autoStopConfiguration=idle)
    run = submit(cloud, identity, "s3://lake/none.py")
    assert state(cloud, identity) == "STARTED"
    ended(cloud, identity, run)
    cloud.clock.move(timedelta(minutes=9))
    assert state(cloud, identity) == "STARTED"
    cloud.clock.move(timedelta(minutes=1))
    assert state(cloud, identity) == "STOPPED"


def test_an_application_that_must_not_start_by_itself_refuses_runs(cloud: LocalCloud) -> None:
    client = cloud.client("emr-serverless")
    identity = application(cloud, autoStartConfiguration={"enabled": False})
    driver = {"sparkSubmit": {"entryPoint": "s3://lake/none.py"}}
    role = "arn:aws:iam::123456789012:role/jobs"
    request = {"applicationId": identity, "executionRoleArn": role, "jobDriver": driver}
    assert "Start it first" in refused(client.start_job_run, **request)
    client.start_application(applicationId=identity)
    assert ended(cloud, identity, client.start_job_run(**request)["jobRunId"])["state"] == "FAILED"


@pytest.mark.parametrize("parameters", ["--master yarn", "--conf spark.master=local[2]"])
def test_a_run_does_not_say_where_it_runs(cloud: LocalCloud, parameters: str) -> None:
    with pytest.raises(ClientError, match=r"Option 'spark\.master' is not supported"):
        submit(cloud, application(cloud), "s3://lake/none.py", parameters=parameters)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"releaseLabel": "spark-4"}, "'spark-4' is no release, such as emr-spark-8.1.0"),
        ({"type": "HIVE"}, "applications of the type SPARK, not HIVE"),
    ],
)
def test_what_cannot_be_made_is_refused(
    cloud: LocalCloud, settings: dict[str, str], message: str
) -> None:
    request = {"type": "SPARK", "releaseLabel": "emr-7.13.0", **settings}
    client = cloud.client("emr-serverless")
    assert message in refused(client.create_application, **request)


def test_the_same_token_is_the_same_run(cloud: LocalCloud) -> None:
    identity = application(cloud)
    runs = [submit(cloud, identity, "s3://lake/none.py", clientToken="once") for _ in range(2)]
    assert runs[0] == runs[1]
    ended(cloud, identity, runs[0])
    client = cloud.client("emr-serverless")
    listed = client.list_job_runs(applicationId=identity, states=["FAILED"])["jobRuns"]
    assert [each["id"] for each in listed] == [runs[0]]
    assert not client.list_job_runs(applicationId=identity, states=["SUCCESS"])["jobRuns"]


def test_an_application_of_another_region_is_not_there(cloud: LocalCloud) -> None:
    identity = application(cloud)
    there = cloud.client("emr-serverless", "eu-west-1")
    with pytest.raises(there.exceptions.ResourceNotFoundException, match="does not exist"):
        there.get_application(applicationId=identity)
    assert there.list_applications()["applications"] == []


def batch(minutes: int, **properties: Any) -> Resources:
    """An application as aws-cdk-lib writes it."""
    return {
        "Batch": {
            "Type": "AWS::EMRServerless::Application",
            "Properties": {
                "Name": "batch",
                "ReleaseLabel": "emr-spark-8.1.0",
                "Type": "Spark",
                "Architecture": "ARM64",
                "AutoStartConfiguration": {"Enabled": True},
                "AutoStopConfiguration": {"Enabled": True, "IdleTimeoutMinutes": minutes},
                "MaximumCapacity": {"Cpu": "16 vCPU", "Memory": "64 GB"},
                "InitialCapacity": [
                    {
                        "Key": "Driver",
                        "Value": {
                            "WorkerCount": 1,
                            "WorkerConfiguration": {"Cpu": "2 vCPU", "Memory": "4 GB"},
                        },
                    }
                ],
                "RuntimeConfiguration": [
                    {
                        "Classification": "spark-defaults",
                        "Properties": {"spark.sql.session.timeZone": "UTC"},
                    }
                ],
                "MonitoringConfiguration": {
                    "CloudWatchLoggingConfiguration": {
                        "Enabled": True,
                        "LogGroupName": "/lake/batch",
                        "LogTypeMap": [{"Key": "SPARK_DRIVER", "Value": ["STDOUT"]}],
                    }
                },
                "Tags": [{"Key": "team", "Value": "lake"}],
                **properties,
            },
        }
    }


def test_a_stack_makes_an_application_changes_it_and_takes_it_away(cloud: LocalCloud) -> None:
    client = cloud.client("emr-serverless")
    stack = Deployer(cloud, unique("stack"))
    stack.create(batch(5))
    identity = stack.physical_id("Batch")
    made = client.get_application(applicationId=identity)["application"]
    assert made["autoStopConfiguration"] == {"enabled": True, "idleTimeoutMinutes": 5}
    assert made["initialCapacity"]["Driver"]["workerCount"] == 1
    watch = made["monitoringConfiguration"]["cloudWatchLoggingConfiguration"]
    assert watch["logTypes"] == {"SPARK_DRIVER": ["STDOUT"]}

    stack.update(batch(9, Tags=[{"Key": "team", "Value": "sea"}]))
    assert stack.physical_id("Batch") == identity
    changed = client.get_application(applicationId=identity)["application"]
    assert changed["autoStopConfiguration"]["idleTimeoutMinutes"] == 9
    assert client.list_tags_for_resource(resourceArn=made["arn"])["tags"] == {"team": "sea"}

    client.start_application(applicationId=identity)
    stack.update(batch(3))
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Current status: STARTED" in failure for failure in stack.failures)
    client.stop_application(applicationId=identity)
    stack.delete()
    assert state(cloud, identity) == "TERMINATED"
