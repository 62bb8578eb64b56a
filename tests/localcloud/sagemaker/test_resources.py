"""CloudFormation's types of SageMaker, of scaling and of state machines, deployed and changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.mounted import SERVICES
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import ECHO, ROLE, XGBOOST, archive, ask, put, unique


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with everything."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        yield cloud


@pytest.fixture
def stack(cloud: LocalCloud) -> Deployer:
    """A stack that is not there yet."""
    return Deployer(cloud, unique("stack"))


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def at(logical_id: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, attribute]}


def serving(cloud: LocalCloud, version: int, source: str = ECHO) -> Resources:
    """A model, its configuration and its endpoint."""
    content = archive(code__inference=source.format(version=version))
    uri = put(cloud, f"deployed/{version}/model.tar.gz", content)
    container = {
        "Image": XGBOOST,
        "ModelDataUrl": uri,
        "Environment": {"SAGEMAKER_PROGRAM": "inference.py"},
    }
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": at("Model", "ModelName"),
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1,
        "InstanceType": "ml.m5.large",
    }
    return {
        "Model": of("SageMaker::Model", ExecutionRoleArn=ROLE, PrimaryContainer=container),
        "Config": of(
            "SageMaker::EndpointConfig",
            ProductionVariants=[variant],
            DataCaptureConfig={
                "EnableCapture": True,
                "InitialSamplingPercentage": 10,
                "DestinationS3Uri": f"s3://{BUCKET}/capture",
                "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
                "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]},
            },
            Tags=[{"Key": "team", "Value": "prices"}],
        ),
        "Endpoint": of(
            "SageMaker::Endpoint", EndpointConfigName=at("Config", "EndpointConfigName")
        ),
    }


def test_an_endpoint_is_deployed_updated_and_deleted(cloud: LocalCloud, stack: Deployer) -> None:
    outputs = {"Name": {"Value": at("Endpoint", "EndpointName")}}
    stack.create(serving(cloud, 1), Outputs=outputs)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    name, runtime = stack.outputs["Name"], cloud.client("sagemaker-runtime")
    assert ask(runtime, name, 0)["version"] == 1

    stack.update(serving(cloud, 2), Outputs=outputs)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert stack.outputs["Name"] == name
    assert ask(runtime, name, 0)["version"] == 2
    assert len(cloud.client("sagemaker").list_models()["Models"]) == 1

    broken = serving(cloud, 3, "raise ImportError('no such module')")
    stack.update(broken, Outputs=outputs)
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert any("did not pass the ping health check" in reason for reason in stack.failures)
    assert ask(runtime, name, 0)["version"] == 2

    stack.delete()
    assert cloud.client("sagemaker").list_endpoints()["Endpoints"] == []
    assert cloud.client("sagemaker").list_endpoint_configs()["EndpointConfigs"] == []


def test_an_endpoint_whose_model_does_not_load_fails_the_deploy_with_its_reason(
    cloud: LocalCloud, stack: Deployer
) -> None:
    stack.create(serving(cloud, 1, "raise ImportError('no such module')"))
    assert stack.status == "ROLLBACK_COMPLETE"
    assert any("did not pass the ping health check" in reason for reason in stack.failures)
    assert cloud.client("sagemaker").list_endpoints()["Endpoints"] == []


def recorded(cloud: LocalCloud) -> Resources:
    """What a deployment of machine learning has beside its endpoint."""
    put(cloud, "monitoring/constraints.json", "{}")
    cluster = {
        "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}
    }
    output = {
        "MonitoringOutputs": [
            {
                "S3Output": {
                    "LocalPath": "/opt/ml/processing/output",
                    "S3Uri": f"s3://{BUCKET}/monitoring",
                    "S3UploadMode": "EndOfJob",
                }
            }
        ]
    }
    step = {"Name": "Prepare", "Type": "Processing", "Arguments": {"RoleArn": ROLE}}
    body = {"Version": "2020-12-01", "Steps": [step]}
    return {
        "Group": of(
            "SageMaker::ModelPackageGroup",
            ModelPackageGroupName=unique("pricing"),
            ModelPackageGroupDescription="prices of rooms",
            Tags=[{"Key": "team", "Value": "prices"}],
        ),
        "Lifecycle": of(
            "SageMaker::NotebookInstanceLifecycleConfig",
            OnStart=[{"Content": {"Fn::Base64": "echo started"}}],
        ),
        "Notebook": of(
            "SageMaker::NotebookInstance",
            InstanceType="ml.t3.medium",
            RoleArn=ROLE,
            RootAccess="Disabled",
            DirectInternetAccess="Enabled",
            VolumeSizeInGB=10,
            LifecycleConfigName=at("Lifecycle", "NotebookInstanceLifecycleConfigName"),
            PlatformIdentifier="notebook-al2-v3",
        ),
        "Pipeline": of(
            "SageMaker::Pipeline",
            PipelineName=unique("pipeline"),
            PipelineDisplayName="Pricing",
            PipelineDefinition={"PipelineDefinitionBody": json.dumps(body)},
            RoleArn=ROLE,
        ),
        "Quality": of(
            "SageMaker::DataQualityJobDefinition",
            RoleArn=ROLE,
            DataQualityAppSpecification={"ImageUri": XGBOOST},
            DataQualityBaselineConfig={
                "ConstraintsResource": {"S3Uri": f"s3://{BUCKET}/monitoring/constraints.json"}
            },
            DataQualityJobInput={
                "EndpointInput": {
                    "EndpointName": "prices",
                    "LocalPath": "/opt/ml/processing/input",
                }
            },
            DataQualityJobOutputConfig=output,
            JobResources=cluster,
        ),
        "Schedule": of(
            "SageMaker::MonitoringSchedule",
            MonitoringScheduleName=unique("quality"),
            MonitoringScheduleConfig={
                "MonitoringJobDefinitionName": at("Quality", "JobDefinitionName"),
                "MonitoringType": "DataQuality",
                "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            },
        ),
        "Target": of(
            "ApplicationAutoScaling::ScalableTarget",
            MinCapacity=1,
            MaxCapacity=4,
            ResourceId="endpoint/prices/variant/AllTraffic",
            ScalableDimension="sagemaker:variant:DesiredInstanceCount",
            ServiceNamespace="sagemaker",
            RoleARN=ROLE,
        ),
        "Policy": of(
            "ApplicationAutoScaling::ScalingPolicy",
            PolicyName="invocations",
            PolicyType="TargetTrackingScaling",
            ScalingTargetId={"Ref": "Target"},
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 100,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
                },
                "ScaleInCooldown": 300,
            },
        ),
    }


def test_what_is_only_recorded_deploys_and_goes(cloud: LocalCloud, stack: Deployer) -> None:
    resources = recorded(cloud)
    stack.create(resources)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    client = cloud.client("sagemaker")
    (schedule,) = client.list_monitoring_schedules()["MonitoringScheduleSummaries"]
    assert schedule["MonitoringScheduleArn"] == stack.physical_id("Schedule")
    name = resources["Pipeline"]["Properties"]["PipelineName"]
    definition = json.loads(client.describe_pipeline(PipelineName=name)["PipelineDefinition"])
    assert definition["Steps"][0]["Name"] == "Prepare"
    scaling = cloud.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert target["MaxCapacity"] == 4
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    assert policy["ResourceId"] == "endpoint/prices/variant/AllTraffic"

    resources["Target"]["Properties"]["MaxCapacity"] = 6
    resources["Pipeline"]["Properties"]["PipelineDisplayName"] = "Pricing of rooms"
    daily = {"ScheduleExpression": "cron(0 0 ? * * *)"}
    watched = resources["Schedule"]["Properties"]
    watched["MonitoringScheduleConfig"]["ScheduleConfig"] = daily
    stack.update(resources)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert target["MaxCapacity"] == 6
    described = client.describe_monitoring_schedule(
        MonitoringScheduleName=watched["MonitoringScheduleName"]
    )
    assert described["MonitoringScheduleConfig"]["ScheduleConfig"] == daily

    stack.delete()
    assert client.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []
    assert scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
    assert client.list_notebook_instances()["NotebookInstances"] == []
