"""Glue's jobs as its API keeps them, and as CloudFormation makes them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.glue.jobs.arguments import spark_settings
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.spark.toys import ROLE, ended, job, log, put, ran, start, unique


def spark_job(**settings: Any) -> dict[str, Any]:
    """A request of CreateJob."""
    command = {"Name": "glueetl", "ScriptLocation": "s3://lake/x.py"}
    return {"Name": unique("job"), "Role": ROLE, "Command": command, **settings}


def test_a_job_has_the_defaults_of_its_version(cloud: LocalCloud) -> None:
    glue = cloud.client("glue")
    wanted = spark_job(GlueVersion="6.0", WorkerType="G.2X", NumberOfWorkers=5)
    glue.create_job(**wanted)
    made = glue.get_job(JobName=wanted["Name"])["Job"]
    assert (made["Timeout"], made["MaxRetries"], made["MaxCapacity"]) == (480, 0, 10.0)
    assert made["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert made["Command"]["PythonVersion"] == "3"

    older = spark_job(GlueVersion="4.0")
    glue.create_job(**older)
    assert glue.get_job(JobName=older["Name"])["Job"]["Timeout"] == 2880


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"Command": {"Name": "spark", "ScriptLocation": "s3://a/b"}}, "'spark' is not one of"),
        ({"Command": {"Name": "glueetl"}}, "needs the ScriptLocation"),
        ({"GlueVersion": "six.0"}, "'six.0' is no version, such as 6.0"),
        ({"WorkerType": "G.1X", "NumberOfWorkers": 2, "MaxCapacity": 2.0}, "do not set Max Capa"),
        ({"DefaultArguments": {"--JOB_NAME": "me"}}, "--JOB_NAME are set by Glue itself"),
    ],
)
def test_what_glue_refuses_of_a_job_is_refused(
    cloud: LocalCloud, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=message) as refused:
        cloud.client("glue").create_job(**spark_job(**settings))
    assert refused.value.response["Error"]["Code"] == "InvalidInputException"


def test_a_name_is_taken_once_in_each_region(cloud: LocalCloud) -> None:
    wanted = spark_job()
    cloud.client("glue").create_job(**wanted)
    with pytest.raises(ClientError) as refused:
        cloud.client("glue").create_job(**wanted)
    assert refused.value.response["Error"]["Code"] == "AlreadyExistsException"
    cloud.client("glue", "ap-northeast-2").create_job(**wanted)


def test_jobs_are_listed_in_pages_and_found_by_name(cloud: LocalCloud) -> None:
    glue = cloud.client("glue", "eu-north-1")
    names = sorted(glue.create_job(**spark_job())["Name"] for _ in range(3))
    first = glue.list_jobs(MaxResults=2)
    second = glue.list_jobs(NextToken=first["NextToken"])
    assert [*first["JobNames"], *second["JobNames"]] == names
    found = glue.batch_get_jobs(JobNames=[names[0], "none"])
    assert ([each["Name"] for each in found["Jobs"]], found["JobsNotFound"]) == (
        [names[0]],
        ["none"],
    )
    glue.delete_job(JobName=names[0])
    assert [each["Name"] for each in glue.get_jobs()["Jobs"]] == names[1:]
    with pytest.raises(ClientError, match="none of this list"):
        glue.list_jobs(NextToken="x")


def test_tags_are_those_of_the_request(cloud: LocalCloud) -> None:
    wanted = spark_job(Tags={"team": "lake"})
    cloud.client("glue").create_job(**wanted)
    arn = f"arn:aws:glue:us-east-1:123456789012:job/{wanted['Name']}"
    assert cloud.client("glue").get_tags(ResourceArn=arn)["Tags"] == {"team": "lake"}


def test_settings_of_spark_are_read_as_people_write_them() -> None:
    chained = "spark.a=1 --conf spark.b='x=y'  --conf   spark.c=2"
    assert spark_settings(chained) == {"spark.a": "1", "spark.b": "x=y", "spark.c": "2"}
    assert spark_settings("") == {}


def template(script: str, *, day: str, tags: dict[str, str]) -> Resources:
    """A job as aws-cdk-lib writes it."""
    return {
        "Job": {
            "Type": "AWS::Glue::Job",
            "Properties": {
                "Command": {
                    "Name": "pythonshell",
                    "PythonVersion": "3",
                    "ScriptLocation": script,
                },
                "DefaultArguments": {"--day": day},
                "Role": ROLE,
                "Timeout": 10,
                "Tags": tags,
            },
        }
    }


def test_a_stack_makes_a_job_changes_it_and_takes_it_away(cloud: LocalCloud) -> None:
    stack = Deployer(cloud, unique("stack"))
    script = put(cloud, "scripts/argv.py", "import sys; print(sys.argv[1:3])")
    stack.create(template(script, day="monday", tags={"team": "lake", "old": "1"}))
    name = stack.physical_id("Job")
    run = ended(cloud, name, start(cloud, name))
    assert log(cloud, run["Id"]) == ["['--day', 'monday']"]

    stack.update(template(script, day="friday", tags={"team": "sea"}))
    assert stack.physical_id("Job") == name
    run = ended(cloud, name, start(cloud, name))
    assert log(cloud, run["Id"]) == ["['--day', 'friday']"]
    arn = f"arn:aws:glue:us-east-1:123456789012:job/{name}"
    assert cloud.client("glue").get_tags(ResourceArn=arn)["Tags"]["team"] == "sea"
    assert "old" not in cloud.client("glue").get_tags(ResourceArn=arn)["Tags"]

    stack.delete()
    with pytest.raises(ClientError, match="not found"):
        cloud.client("glue").get_job(JobName=name)


def test_a_deleted_jobs_name_is_free_again(cloud: LocalCloud) -> None:
    name = job(cloud, "print(1)")
    cloud.client("glue").delete_job(JobName=name)
    cloud.client("glue").delete_job(JobName=name)
    assert ran(cloud, "print(2)")["JobRunState"] == "SUCCEEDED"
