"""The MachineLearning stack with all that it can have: deployed, changed, and gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aws_cdk import App

from demo.stack_outputs import outputs
from localcloud.cli import running
from localcloud.cli.deploying import deploy
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network
from stacks.machine_learning import Options
from tests.localcloud.sagemaker.toys import ECHO, ROLE, XGBOOST, archive, ask, until
from tests.stacks.learning import EVERYTHING, new_stack

STACK = "MachineLearning"
RUN = "0123456789ab"
"""What a pipeline adds to the endpoint's name, for its models and configurations."""


@dataclass(frozen=True)
class Deployed:
    """The stack in a region."""

    cloud: RunningCloud
    region: str

    def client(self, service: str) -> Any:
        return over_network(self.cloud.endpoint, service, self.region)

    def deploy(self, options: Options) -> dict[str, str]:
        """Deploys the stack as it is with some options, and returns its outputs."""
        root = new_stack("dev", options).node.root
        assert isinstance(root, App)
        deploy(self.cloud, [STACK], app=root.synth().directory, region=self.region)
        return outputs(self.client("cloudformation"), STACK)

    def destroy(self) -> None:
        self.client("cloudformation").delete_stack(StackName=STACK)
        self.client("cloudformation").get_waiter("stack_delete_complete").wait(
            StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 240}
        )

    def left(self) -> dict[str, list[str]]:
        """What there is in the region beside what bootstrapping makes, by kind."""
        return {kind: found for kind, look in LEFT.items() if (found := [*look(self.client)])}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """A cloud that runs by itself."""
    folder = tmp_path_factory.mktemp("everything") / "cloud"
    started = running.start(0, folder)
    try:
        yield started
    finally:
        running.stop(started, folder)


def names(service: str, operation: str, path: str, **request: Any) -> Callable[[Any], list[str]]:
    """What an operation lists."""

    def look(client: Any) -> list[str]:
        pages = client(service).get_paginator(operation).paginate(**request)
        return [name for name in pages.search(path) if name and "cdk-hnb659fds" not in name]

    return look


LEFT: Mapping[str, Callable[[Any], list[str]]] = {
    "alarms": names("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
    "buckets": lambda client: [
        each["Name"]
        for each in client("s3").list_buckets()["Buckets"]
        if "cdk-hnb659fds" not in each["Name"]
    ],
    "definitions": names(
        "sagemaker",
        "list_data_quality_job_definitions",
        "JobDefinitionSummaries[].MonitoringJobDefinitionName",
    ),
    "endpoint configurations": names(
        "sagemaker", "list_endpoint_configs", "EndpointConfigs[].EndpointConfigName"
    ),
    "endpoints": names("sagemaker", "list_endpoints", "Endpoints[].EndpointName"),
    "functions": names("lambda", "list_functions", "Functions[].FunctionName"),
    "groups": names(
        "sagemaker",
        "list_model_package_groups",
        "ModelPackageGroupSummaryList[].ModelPackageGroupName",
    ),
    "machines": names("stepfunctions", "list_state_machines", "stateMachines[].name"),
    "models": names("sagemaker", "list_models", "Models[].ModelName"),
    "monitors": names(
        "sagemaker",
        "list_monitoring_schedules",
        "MonitoringScheduleSummaries[].MonitoringScheduleName",
    ),
    "notebooks": names(
        "sagemaker", "list_notebook_instances", "NotebookInstances[].NotebookInstanceName"
    ),
    "pipelines": lambda client: [
        each["PipelineName"] for each in client("sagemaker").list_pipelines()["PipelineSummaries"]
    ],
    "roles": lambda client: [
        each["RoleName"]
        for each in client("iam").list_roles()["Roles"]
        if each["RoleName"].startswith(STACK)
    ],
    "rules": lambda client: [each["Name"] for each in client("events").list_rules()["Rules"]],
    "schedules": names("scheduler", "list_schedules", "Schedules[].Name"),
    "targets": names(
        "application-autoscaling",
        "describe_scalable_targets",
        "ScalableTargets[].ResourceId",
        ServiceNamespace="sagemaker",
    ),
    "topics": names("sns", "list_topics", "Topics[].TopicArn"),
}


def put_into_service(stack: Deployed, told: Mapping[str, str]) -> None:
    """Does what runs of the pipeline and of the monitor do, with a model that needs no training."""
    sagemaker, bucket, name = stack.client("sagemaker"), told["DataBucket"], told["EndpointName"]
    made, uri = f"{name}-{RUN}", f"s3://{bucket}/runs/{RUN}/model.tar.gz"
    content = archive(code__inference=ECHO.format(version=1))
    stack.client("s3").put_object(Bucket=bucket, Key=f"runs/{RUN}/model.tar.gz", Body=content)
    sagemaker.create_model_package(
        ModelPackageGroupName=told["ModelPackageGroup"],
        InferenceSpecification={
            "Containers": [{"Image": XGBOOST, "ModelDataUrl": uri}],
            "SupportedContentTypes": ["application/json"],
            "SupportedResponseMIMETypes": ["application/json"],
        },
    )
    environment = {
        "SAGEMAKER_PROGRAM": "inference.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
    }
    sagemaker.create_model(
        ModelName=made,
        ExecutionRoleArn=ROLE,
        PrimaryContainer={"Image": XGBOOST, "ModelDataUrl": uri, "Environment": environment},
    )
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": made,
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    sagemaker.create_endpoint_config(
        EndpointConfigName=made,
        ProductionVariants=[variant],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": f"s3://{bucket}/capture/",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        },
    )
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=made)
    stack.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="sagemaker",
        ResourceId=f"endpoint/{name}/variant/AllTraffic",
        ScalableDimension="sagemaker:variant:DesiredInstanceCount",
        MinCapacity=1,
        MaxCapacity=2,
    )
    watch(sagemaker, name, bucket)


def watch(sagemaker: Any, endpoint: str, bucket: str) -> None:
    """Has the endpoint's data looked at."""
    place = {"LocalPath": "/opt/ml/processing/output", "S3Uri": f"s3://{bucket}/monitoring/reports"}
    cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}
    sagemaker.create_data_quality_job_definition(
        JobDefinitionName=f"{endpoint}-{RUN}",
        DataQualityAppSpecification={"ImageUri": XGBOOST},
        DataQualityJobInput={
            "EndpointInput": {"EndpointName": endpoint, "LocalPath": "/opt/ml/processing/input"}
        },
        DataQualityJobOutputConfig={"MonitoringOutputs": [{"S3Output": place}]},
        JobResources={"ClusterConfig": cluster},
        RoleArn=ROLE,
    )
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName=endpoint,
        MonitoringScheduleConfig={
            "ScheduleConfig": {"ScheduleExpression": "cron(0 0 ? * * *)"},
            "MonitoringJobDefinitionName": f"{endpoint}-{RUN}",
            "MonitoringType": "DataQuality",
        },
    )


@pytest.mark.parametrize("region", ["eu-west-3", "ap-northeast-2"])
def test_it_is_deployed_changed_and_leaves_nothing_behind(cloud: RunningCloud, region: str) -> None:
    stack = Deployed(cloud, region)
    told = stack.deploy(EVERYTHING)
    notebook = stack.client("sagemaker").describe_notebook_instance(
        NotebookInstanceName=told["NotebookName"]
    )
    assert notebook["InstanceType"]
    put_into_service(stack, told)
    runtime = stack.client("sagemaker-runtime")
    sagemaker, name = stack.client("sagemaker"), told["EndpointName"]

    def serves() -> bool:
        return bool(sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == "InService")

    until(serves)
    assert ask(runtime, name, 1)["version"] == 1

    changed = replace(EVERYTHING, tuning_jobs=0, endpoint_max_instances=4, watch_minutes=10)
    assert stack.deploy(changed) == told
    assert ask(runtime, name, 1)["version"] == 1

    assert stack.left().keys() == LEFT.keys()
    stack.destroy()
    assert stack.left() == {}
