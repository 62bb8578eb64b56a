"""A whole pipeline as a state machine: prepare, train, gate, register, deploy, deploy again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.functions.deploy import deploy
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.test_processing import PREPARE, processing
from tests.localcloud.sagemaker.toys import (
    ROLE,
    XGBOOST,
    ask,
    channel,
    put,
    script,
    training,
    unique,
    until,
)
from tests.localcloud.states.machines import Execution, Machine, machine, task

TRAIN = """
    import os
    from pathlib import Path

    rows = Path(os.environ["SM_CHANNEL_TRAIN"], "train.csv").read_text().splitlines()
    mean = sum(float(row.split(",")[0]) for row in rows) / len(rows)
    model = Path(os.environ["SM_MODEL_DIR"])
    (model / "mean.txt").write_text(str(mean))
    (model / "code").mkdir()
    (model / "code" / "inference.py").write_text('''
    import json
    import os

    def model_fn(folder):
        return float(open(os.path.join(folder, "mean.txt")).read())

    def input_fn(body, content_type):
        return json.loads(body)

    def predict_fn(data, model):
        return {"price": model}

    def output_fn(prediction, accept):
        return json.dumps(prediction)
    ''')
    print(f"validation:rmse={abs(mean - 10)}")
"""
GATE = """
    def handle(event, context):
        rmse = event["metrics"][0]["Value"]
        better = rmse < event["limit"]
        return {"deploy": better, "reason": f"rmse {rmse} against {event['limit']}"}
"""
FAILED = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "TellOfFailure"}]


def request_with_paths(request: dict[str, Any], **paths: str) -> dict[str, Any]:
    """A request whose members come from the execution, as a definition writes it."""
    return {**request, **{f"{name}.$": path for name, path in paths.items()}}


def without(request: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name not in names}


def in_run(*parts: str) -> str:
    """A path below the execution's own prefix."""
    path = "/".join(parts)
    return f"States.Format('s3://{BUCKET}/runs/{{}}/{path}', $$.Execution.Name)"


def pipeline(cloud: LocalCloud, endpoint: str, group: str) -> Machine:
    """A state machine of the shape that the pipeline of a model has."""
    gate = deploy(cloud, GATE)
    topic = cloud.client("sns").create_topic(Name=unique("pipeline"))["TopicArn"]
    alarm = unique("errors")
    prepare = processing(
        "unused", put(cloud, "pipeline/prepare.py", PREPARE), f"s3://{BUCKET}/raw/"
    )
    output = prepare["ProcessingOutputConfig"]["Outputs"][0]
    output["S3Output"] = request_with_paths(
        without(output["S3Output"], "S3Uri"), S3Uri=in_run("prepared")
    )
    channels = [channel("train", "unused")]
    channels[0]["DataSource"]["S3DataSource"] = {
        "S3DataType": "S3Prefix",
        "S3Uri.$": in_run("prepared", "train"),
    }
    train = training("unused", metrics={"validation:rmse": r"validation:rmse=([0-9\.]+)"})
    container = {
        "Image": XGBOOST,
        "ModelDataUrl.$": "$.train.ModelArtifacts.S3ModelArtifacts",
        "Environment": {
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        },
    }
    variant = {
        "VariantName": "AllTraffic",
        "ModelName.$": "$$.Execution.Name",
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    resource = f"endpoint/{endpoint}/variant/AllTraffic"
    scaling = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": resource,
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    states = {
        "Prepare": task(
            "sagemaker:createProcessingJob.sync",
            Parameters=request_with_paths(
                without(prepare, "ProcessingJobName"),
                ProcessingJobName="States.Format('{}-prepare', $$.Execution.Name)",
            ),
            ResultPath=None,
            Catch=FAILED,
            Next="Train",
        ),
        "Train": task(
            "sagemaker:createTrainingJob.sync",
            Parameters=request_with_paths(
                {
                    **without(train, "TrainingJobName"),
                    "HyperParameters": script(cloud, TRAIN),
                    "InputDataConfig": channels,
                },
                TrainingJobName="$$.Execution.Name",
            ),
            ResultPath="$.train",
            Catch=FAILED,
            Next="FindModelInUse",
        ),
        "FindModelInUse": task(
            "aws-sdk:sagemaker:listModelPackages",
            Parameters={
                "ModelPackageGroupName": group,
                "ModelApprovalStatus": "Approved",
                "SortBy": "CreationTime",
                "SortOrder": "Descending",
                "MaxResults": 1,
            },
            ResultPath="$.inUse",
            Catch=FAILED,
            Next="Gate",
        ),
        "Gate": task(
            "lambda:invoke",
            Parameters={
                "FunctionName": gate.arn,
                "Payload": {"metrics.$": "$.train.FinalMetricDataList", "limit.$": "$.limit"},
            },
            ResultSelector={"deploy.$": "$.Payload.deploy", "reason.$": "$.Payload.reason"},
            ResultPath="$.gate",
            Catch=FAILED,
            Next="IsBetter",
        ),
        "IsBetter": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.gate.deploy", "BooleanEquals": True, "Next": "Register"}],
            "Default": "Kept",
        },
        "Kept": {"Type": "Succeed"},
        "Register": task(
            "aws-sdk:sagemaker:createModelPackage",
            Parameters={
                "ModelPackageGroupName": group,
                "ModelApprovalStatus": "Approved",
                "InferenceSpecification": {
                    "Containers": [container],
                    "SupportedContentTypes": ["application/json"],
                    "SupportedResponseMIMETypes": ["application/json"],
                },
            },
            ResultPath="$.package",
            Catch=FAILED,
            Next="CreateModel",
        ),
        "CreateModel": task(
            "aws-sdk:sagemaker:createModel",
            Parameters={
                "ModelName.$": "$$.Execution.Name",
                "ExecutionRoleArn": ROLE,
                "PrimaryContainer": container,
            },
            ResultPath=None,
            Catch=FAILED,
            Next="CreateEndpointConfig",
        ),
        "CreateEndpointConfig": task(
            "aws-sdk:sagemaker:createEndpointConfig",
            Parameters={
                "EndpointConfigName.$": "$$.Execution.Name",
                "ProductionVariants": [variant],
            },
            ResultPath=None,
            Catch=FAILED,
            Next="FindEndpoint",
        ),
        "FindEndpoint": task(
            "aws-sdk:sagemaker:describeEndpoint",
            Parameters={"EndpointName": endpoint},
            ResultPath=None,
            Catch=[
                {
                    "ErrorEquals": ["SageMaker.SageMakerException"],
                    "ResultPath": None,
                    "Next": "CreateEndpoint",
                }
            ],
            Next="UpdateEndpoint",
        ),
        "CreateEndpoint": task(
            "aws-sdk:sagemaker:createEndpoint",
            Parameters={
                "EndpointName": endpoint,
                "EndpointConfigName.$": "$$.Execution.Name",
            },
            ResultPath=None,
            Catch=FAILED,
            Next="WaitForEndpoint",
        ),
        "UpdateEndpoint": task(
            "aws-sdk:sagemaker:updateEndpoint",
            Parameters={
                "EndpointName": endpoint,
                "EndpointConfigName.$": "$$.Execution.Name",
                "DeploymentConfig": {
                    "BlueGreenUpdatePolicy": {
                        "TrafficRoutingConfiguration": {
                            "Type": "ALL_AT_ONCE",
                            "WaitIntervalInSeconds": 0,
                        }
                    },
                    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": alarm}]},
                },
            },
            ResultPath=None,
            Catch=FAILED,
            Next="WaitForEndpoint",
        ),
        "WaitForEndpoint": {"Type": "Wait", "Seconds": 1, "Next": "DescribeEndpoint"},
        "DescribeEndpoint": task(
            "aws-sdk:sagemaker:describeEndpoint",
            Parameters={"EndpointName": endpoint},
            ResultPath="$.endpoint",
            Catch=FAILED,
            Next="IsDeployed",
        ),
        "IsDeployed": {
            "Type": "Choice",
            "Choices": [
                {
                    "Or": [
                        {"Variable": "$.endpoint.EndpointStatus", "StringEquals": status}
                        for status in ("Creating", "Updating", "RollingBack")
                    ],
                    "Next": "WaitForEndpoint",
                },
                {
                    "And": [
                        {"Variable": "$.endpoint.EndpointStatus", "StringEquals": "InService"},
                        {
                            "Variable": "$.endpoint.EndpointConfigName",
                            "StringEqualsPath": "$$.Execution.Name",
                        },
                    ],
                    "Next": "Scale",
                },
            ],
            "Default": "NotDeployed",
        },
        "Scale": task(
            "aws-sdk:applicationautoscaling:registerScalableTarget",
            Parameters={**scaling, "MinCapacity": 1, "MaxCapacity": 2},
            ResultPath=None,
            Catch=FAILED,
            Next="ScaleByInvocations",
        ),
        "ScaleByInvocations": task(
            "aws-sdk:applicationautoscaling:putScalingPolicy",
            Parameters={
                **scaling,
                "PolicyName": "invocations",
                "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": 100,
                    "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
                    },
                },
            },
            ResultPath=None,
            Catch=FAILED,
            Next="Tell",
        ),
        "Tell": task(
            "sns:publish",
            Parameters={"TopicArn": topic, "Message.$": "$.gate.reason"},
            ResultPath=None,
        ),
        "NotDeployed": {
            "Type": "Pass",
            "Parameters": {"Error": "NotDeployed", "Cause.$": "$.endpoint.FailureReason"},
            "ResultPath": "$.error",
            "Next": "TellOfFailure",
        },
        "TellOfFailure": task(
            "sns:publish",
            Parameters={"TopicArn": topic, "Message.$": "$.error.Cause"},
            ResultPath=None,
            Next="Failed",
        ),
        "Failed": {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"},
    }
    return machine(cloud, states)


@pytest.fixture(scope="module")
def endpoint() -> str:
    """The name of the endpoint that the pipeline makes."""
    return unique("prices")


@pytest.fixture(scope="module")
def prices(cloud: LocalCloud, endpoint: str) -> Machine:
    """The pipeline, without an endpoint yet."""
    group = unique("pricing")
    cloud.client("sagemaker").create_model_package_group(ModelPackageGroupName=group)
    return pipeline(cloud, endpoint, group)


def entered(execution: Execution) -> list[str]:
    """The states that an execution has gone through, each once."""
    names = [
        event["stateEnteredEventDetails"]["name"]
        for event in execution.history()
        if event["type"].endswith("StateEntered")
    ]
    return list(dict.fromkeys(names))


def test_the_first_run_makes_the_endpoint_and_the_second_updates_it(
    cloud: LocalCloud, prices: Machine, endpoint: str
) -> None:
    runtime = cloud.client("sagemaker-runtime")
    put(cloud, "raw/bookings.csv", "10,1\n12,2\n")
    first = prices.start({"limit": 5}, name=unique("first"))
    output = first.output()
    assert output["gate"]["reason"] == "rmse 1.0 against 5"
    assert output["inUse"]["ModelPackageSummaryList"] == []
    assert ask(runtime, endpoint, {})["price"] == 11

    put(cloud, "raw/bookings.csv", "14,1\n14,2\n")
    second = prices.start({"limit": 5}, name=unique("second"))
    output = second.output()
    assert ask(runtime, endpoint, {})["price"] == 14
    (found,) = output["inUse"]["ModelPackageSummaryList"]
    assert found["ModelPackageArn"].endswith("/1")
    assert output["package"]["ModelPackageArn"].endswith("/2")
    assert "CreateEndpoint" in entered(first)
    assert "UpdateEndpoint" in entered(second)
    assert entered(second)[-2:] == ["ScaleByInvocations", "Tell"]

    targets = cloud.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="sagemaker"
    )["ScalableTargets"]
    assert [each["MaxCapacity"] for each in targets] == [2]


def test_a_model_that_the_gate_stops_harms_no_endpoint(
    cloud: LocalCloud, prices: Machine, endpoint: str
) -> None:
    put(cloud, "raw/bookings.csv", "90,1\n90,2\n")
    execution = prices.start({"limit": 5})
    execution.output()
    assert entered(execution)[-1] == "Kept"
    assert ask(cloud.client("sagemaker-runtime"), endpoint, {})["price"] != 90


def test_the_step_that_fails_is_named_with_its_reason(cloud: LocalCloud, prices: Machine) -> None:
    put(cloud, "raw/bookings.csv", "")
    execution = prices.start({"limit": 5})
    ended = execution.end()
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    job = json.loads(ended["cause"])
    assert job["FailureReason"] == "AlgorithmError: there are no rows, exit code: 1"
    assert entered(execution) == ["Prepare", "TellOfFailure", "Failed"]


def test_stopping_an_execution_stops_its_job(cloud: LocalCloud) -> None:
    request = training("unused", run="import time; time.sleep(300)")
    state = task(
        "sagemaker:createTrainingJob.sync",
        Parameters=request_with_paths(
            without(request, "TrainingJobName"), TrainingJobName="$$.Execution.Name"
        ),
    )
    name = unique("stopped")
    execution = machine(cloud, {"Train": state}).start(name=name)
    execution.reach("TaskSubmitted")
    cloud.client("stepfunctions").stop_execution(executionArn=execution.arn)
    client = cloud.client("sagemaker")

    def stopped() -> bool:
        job = client.describe_training_job(TrainingJobName=name)
        return bool(job["TrainingJobStatus"] == "Stopped")

    until(stopped)
    assert execution.end()["status"] == "ABORTED"
    assert "TaskFailed" not in execution.events()
    assert "TaskSucceeded" not in execution.events()


def test_a_job_that_takes_longer_than_its_state_allows_is_stopped(cloud: LocalCloud) -> None:
    name = unique("slow")
    state = task(
        "sagemaker:createTrainingJob.sync",
        Parameters=training(name, run="import time; time.sleep(300)"),
        TimeoutSeconds=1,
    )
    ended = machine(cloud, {"Train": state}).start().end()
    assert (ended["status"], ended["error"]) == ("FAILED", "States.Timeout")
    client = cloud.client("sagemaker")

    def stopped() -> bool:
        job = client.describe_training_job(TrainingJobName=name)
        return bool(job["TrainingJobStatus"] == "Stopped")

    until(stopped)


def test_errors_of_jobs_have_the_names_of_optimised_integrations(cloud: LocalCloud) -> None:
    name = unique("twice")
    request = training(name, run="print()")
    cloud.client("sagemaker").create_training_job(**request)
    state = task("sagemaker:createTrainingJob.sync", Parameters=request)
    assert machine(cloud, {"A": state}).start().end()["error"] == "SageMaker.ResourceInUseException"
    wrong = {**request, "TrainingJobName": unique("wrong"), "EnableManagedSpotTraining": True}
    state = task("sagemaker:createTrainingJob.sync", Parameters=wrong)
    ended = machine(cloud, {"A": state}).start().end()
    assert ended["error"] == "SageMaker.AmazonSageMakerException"
