"""A pipeline of a model as a state machine: prepare, train, gate, register, deploy."""

from __future__ import annotations

from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.functions.deploy import deploy
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.test_processing import PREPARE, processing
from tests.localcloud.sagemaker.toys import ROLE, XGBOOST, channel, put, script, training, unique
from tests.localcloud.states.machines import Machine, machine, task

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
