"""Tasks that call APIs: parameters, answers, AWS's names for errors, retries, time limits."""

from __future__ import annotations

import json

import pytest

from localcloud.cloud import LocalCloud
from localcloud.states.apis import service_class
from tests.localcloud.states.machines import machine, task

NO_EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:none:none"


def test_an_answer_is_json_with_capitals_and_moments_as_text(cloud: LocalCloud) -> None:
    cloud.client("s3").create_bucket(Bucket="answers")
    output = machine(
        cloud,
        {"List": task("aws-sdk:s3:listBuckets", ResultSelector={"all.$": "$.Buckets[*]"})},
    ).start()
    (bucket,) = [each for each in output.output()["all"] if each["Name"] == "answers"]
    assert bucket["CreationDate"].endswith("Z")


def test_parameters_begin_with_a_capital_whatever_the_api_calls_them(cloud: LocalCloud) -> None:
    output = machine(
        cloud,
        {"List": task("aws-sdk:sfn:listStateMachines", Parameters={"MaxResults": 1})},
    ).start()
    assert len(output.output()["StateMachines"]) == 1


def test_an_objects_content_is_text(cloud: LocalCloud) -> None:
    cloud.client("s3").create_bucket(Bucket="contents")
    states = {
        "Put": task(
            "aws-sdk:s3:putObject",
            Parameters={"Bucket": "contents", "Key": "a.json", "Body": {"rmse": 1.5}},
            Next="Get",
            ResultPath=None,
        ),
        "Get": task("aws-sdk:s3:getObject", Parameters={"Bucket": "contents", "Key": "a.json"}),
    }
    assert json.loads(machine(cloud, states).start().output()["Body"]) == {"rmse": 1.5}


@pytest.mark.parametrize(
    ("resource", "parameters", "error"),
    [
        ("s3:getObject", {"Bucket": "nowhere-at-all", "Key": "k"}, "S3.NoSuchBucketException"),
        ("dynamodb:describeTable", {"TableName": "None"}, "DynamoDb.ResourceNotFoundException"),
        (
            "sfn:describeExecution",
            {"ExecutionArn": NO_EXECUTION},
            "Sfn.ExecutionDoesNotExistException",
        ),
        ("ec2:describeInstances", {"InstanceIds": ["i-00000000000000000"]}, "Ec2.Ec2Exception"),
    ],
)
def test_an_error_has_the_name_that_step_functions_gives_it(
    cloud: LocalCloud, resource: str, parameters: dict[str, object], error: str
) -> None:
    call = task(f"aws-sdk:{resource}", Parameters=parameters)
    ended = machine(cloud, {"Call": call}).start().end()
    assert (ended["status"], ended["error"]) == ("FAILED", error)
    assert "Status Code: 4" in ended["cause"]


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("sagemaker", "SageMaker"),
        ("applicationautoscaling", "ApplicationAutoScaling"),
        ("emrserverless", "EmrServerless"),
        ("redshiftdata", "RedshiftData"),
        ("s3", "S3"),
        ("sns", "Sns"),
        ("cloudwatchlogs", "CloudWatchLogs"),
    ],
)
def test_services_are_named_as_in_the_sdk_for_java(service: str, name: str) -> None:
    assert service_class(service) == name


def test_an_error_is_caught_by_its_name(cloud: LocalCloud) -> None:
    states = {
        "Get": task(
            "aws-sdk:s3:getObject",
            Parameters={"Bucket": "nowhere-at-all", "Key": "k"},
            Catch=[
                {"ErrorEquals": ["S3.NoSuchKeyException"], "Next": "Wrong"},
                {"ErrorEquals": ["S3.NoSuchBucketException"], "Next": "Right", "ResultPath": "$.e"},
            ],
        ),
        "Wrong": {"Type": "Fail"},
        "Right": {"Type": "Pass", "End": True},
    }
    output = machine(cloud, states).start({"kept": 1}).output()
    assert output["kept"] == 1
    assert output["e"]["Error"] == "S3.NoSuchBucketException"


def test_a_task_is_tried_as_often_as_its_retry_says(cloud: LocalCloud) -> None:
    retry = {"ErrorEquals": ["S3.NoSuchBucketException"], "IntervalSeconds": 60, "MaxAttempts": 2}
    state = task(
        "aws-sdk:s3:getObject", Parameters={"Bucket": "nowhere-at-all", "Key": "k"}, Retry=[retry]
    )
    execution = machine(cloud, {"Get": state}).start()
    assert execution.end()["status"] == "FAILED"
    assert execution.events().count("TaskFailed") == 3


def test_parameters_of_the_wrong_type_fail_the_task_by_name(cloud: LocalCloud) -> None:
    state = task("aws-sdk:s3:getObject", Parameters={"Bucket": "b", "Key": 5})
    ended = machine(cloud, {"Get": state}).start().end()
    assert ended["error"] == "States.Runtime"
    assert "Invalid type for parameter Key" in ended["cause"]


def test_an_operation_that_this_cloud_has_not_fails_the_task_by_name(cloud: LocalCloud) -> None:
    ended = machine(cloud, {"Call": task("aws-sdk:sagemaker:listHubs")}).start().end()
    assert ended["status"] == "FAILED"


def test_a_message_goes_to_a_topic(cloud: LocalCloud) -> None:
    topic = cloud.client("sns").create_topic(Name="told")["TopicArn"]
    states = {
        "Tell": task("sns:publish", Parameters={"TopicArn": topic, "Message.$": "$.said"}),
    }
    assert machine(cloud, states).start({"said": "done"}).output()["MessageId"]


def test_executions_of_one_machine_run_side_by_side(cloud: LocalCloud) -> None:
    cloud.client("s3").create_bucket(Bucket="side-by-side")
    states = {
        "Put": task(
            "aws-sdk:s3:putObject",
            Parameters={
                "Bucket": "side-by-side",
                "Key.$": "$$.Execution.Name",
                "Body.$": "States.JsonToString($.number)",
            },
        )
    }
    made = machine(cloud, states)
    executions = [made.start({"number": number}) for number in range(6)]
    for execution in executions:
        execution.output()
    listed = cloud.client("s3").list_objects_v2(Bucket="side-by-side")["Contents"]
    assert sorted(each["Key"] for each in listed) == sorted(
        e.arn.split(":")[-1] for e in executions
    )
