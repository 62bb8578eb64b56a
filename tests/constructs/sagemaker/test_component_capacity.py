"""An endpoint whose machines scale to none: how a model gets there, and how it comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from ml_refarch.foundation import violations
from ml_refarch.sagemaker import (
    ComponentCapacity,
    DataCapture,
    ModelEndpoint,
    Rollout,
    ScriptAlgorithm,
    TrainingPipeline,
)

from tests.constructs.sagemaker.conftest import Synthesised
from tests.constructs.sagemaker.rehearsal import ID, Answer, Fails, Rehearsal, rehearse
from tests.constructs.sagemaker.test_training_pipeline import judged

CANDIDATE = f"pricing-{ID}"
TRAINED: dict[str, Answer | Sequence[Answer]] = {
    "Train": {"TrainingJobName": "train-1", "ModelArtifacts": {"S3ModelArtifacts": "s3://b/m"}},
    "Register": {"ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/p/7"},
    "SetWakePolicy": {"PolicyARN": "arn:policy"},
    "LookAtMachines": {
        "ProductionVariants": [
            {
                "InstanceType": "ml.m5.large",
                "ManagedInstanceScaling": {"MinInstanceCount": 0, "MaxInstanceCount": 4},
            }
        ]
    },
    "LookAtEndpoint": {"EndpointStatus": "InService", "EndpointConfigName": "pricing-first"},
}


def component(status: str, copies: int, model: str = "pricing-old") -> Mapping[str, Any]:
    return {
        "InferenceComponentStatus": status,
        "RuntimeConfig": {"CurrentCopyCount": copies},
        "Specification": {"ModelName": model},
    }


@pytest.fixture(scope="module")
def made(source: Path) -> Synthesised:
    """A pipeline that deploys to an endpoint of components."""
    stack = Stack(App(), "Sleepy", env=Environment(region="us-east-1"))
    bucket = s3.Bucket(stack, "Data", enforce_ssl=True)
    endpoint = ModelEndpoint(
        stack,
        "Endpoint",
        bucket=bucket,
        endpoint_name="pricing",
        capacity=ComponentCapacity(max_copies=3),
    )
    endpoint.grant_invoke(iam.User(stack, "User"))
    pipeline = TrainingPipeline(
        stack,
        "Pipeline",
        algorithm=ScriptAlgorithm(source),
        bucket=bucket,
        endpoint=endpoint,
        group_name="pricing",
    )
    return Synthesised(stack, pipeline, endpoint, dict(Template.from_stack(stack).to_json()))


def play(made: Synthesised, **changed: Answer | Sequence[Answer]) -> Rehearsal:
    return rehearse(made.definition, {**TRAINED, **changed})


def missing(what: str) -> Fails:
    return Fails("SageMaker.SageMakerException", f'Could not find {what} "pricing".')


def test_the_first_run_makes_the_endpoint_and_its_component(made: Synthesised) -> None:
    run = play(
        made,
        LookAtEndpoint=missing("endpoint"),
        WatchEndpoint={"EndpointStatus": "InService", "EndpointConfigName": CANDIDATE},
        LookAtComponent=missing("inference component"),
        WatchComponent=[component("Creating", 0), component("InService", 1, CANDIDATE)],
    )
    assert run.status == "SUCCEEDED", run.cause
    (config,) = run.asked["CreateEndpointConfig"]
    (variant,) = config["ProductionVariants"]
    assert "ModelName" not in variant
    assert variant["ManagedInstanceScaling"] == {
        "Status": "ENABLED",
        "MinInstanceCount": 0,
        "MaxInstanceCount": 4,
    }
    assert config["EnableNetworkIsolation"] is True
    assert "ExecutionRoleArn" in config
    (created,) = run.asked["CreateComponent"]
    assert created["InferenceComponentName"] == created["EndpointName"] == "pricing"
    assert created["Specification"] == {
        "ModelName": CANDIDATE,
        "ComputeResourceRequirements": {
            "NumberOfCpuCoresRequired": 1,
            "MinMemoryRequiredInMb": 1024,
        },
    }


def test_copies_scale_to_none_and_a_request_brings_the_first_one_back(made: Synthesised) -> None:
    run = play(
        made,
        LookAtComponent=component("InService", 2),
        WatchComponent=component("InService", 2, CANDIDATE),
    )
    assert run.status == "SUCCEEDED", run.cause
    (target,) = run.asked["RegisterScaling"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 3)
    assert target["ScalableDimension"] == "sagemaker:inference-component:DesiredCopyCount"
    assert target["SuspendedState"] == {"DynamicScalingInSuspended": False}
    (follows,) = run.asked["SetScalingPolicy"]
    metric = follows["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]
    assert metric["PredefinedMetricType"] == "SageMakerInferenceComponentInvocationsPerCopy"
    (alarm,) = run.asked["SetWakeAlarm"]
    assert alarm["MetricName"] == "NoCapacityInvocationFailures"
    assert alarm["AlarmActions"] == ["arn:policy"]
    assert alarm["Dimensions"] == [{"Name": "InferenceComponentName", "Value": "pricing"}]


def test_a_later_run_replaces_copy_by_copy_and_is_taken_back_by_alarms(made: Synthesised) -> None:
    run = play(
        made,
        LookAtComponent=[component("Updating", 3), component("InService", 3)],
        WatchComponent=[component("Updating", 3), component("InService", 3, CANDIDATE)],
    )
    assert run.status == "SUCCEEDED", run.cause
    assert not {"CreateEndpoint", "CreateEndpointConfig", "WakeComponent"} & set(run.visited)
    (update,) = run.asked["UpdateComponent"]
    assert update["Specification"]["ModelName"] == CANDIDATE
    config = update["DeploymentConfig"]
    assert config["RollingUpdatePolicy"]["MaximumBatchSize"] == {"Type": "COPY_COUNT", "Value": 1}
    assert len(config["AutoRollbackConfiguration"]["Alarms"]) == 2
    (held,) = run.asked["HoldScaling"]
    assert held["SuspendedState"] == {"DynamicScalingInSuspended": True}


def test_an_endpoint_that_sleeps_is_woken_before_its_model_is_replaced(made: Synthesised) -> None:
    run = play(
        made,
        LookAtComponent=component("InService", 0),
        WatchCopies=[component("Updating", 1), component("InService", 2)],
        WatchComponent=component("InService", 2, CANDIDATE),
    )
    assert run.status == "SUCCEEDED", run.cause
    (woken,) = run.asked["WakeComponent"]
    assert woken["DesiredRuntimeConfig"] == {"CopyCount": 2}
    assert run.visited.index("WatchCopies") < run.visited.index("UpdateComponent")


@pytest.mark.parametrize(
    "changed",
    [
        {"LookAtComponent": component("InService", 2), "WatchComponent": component("InService", 2)},
        {"LookAtComponent": component("InService", 0), "WatchCopies": component("InService", 1)},
    ],
    ids=["an alarm went off", "no machine to spare"],
)
def test_what_does_not_come_into_service_is_rejected_and_scaling_goes_on(
    made: Synthesised, changed: dict[str, Any]
) -> None:
    run = play(made, **changed)
    assert run.status == "FAILED"
    assert "rolled back" in run.cause
    (rejected,) = run.asked["Reject"]
    assert rejected["ModelApprovalStatus"] == "Rejected"
    assert "SetWakeAlarm" in run.visited


def test_a_component_that_failed_is_made_anew(made: Synthesised) -> None:
    run = play(
        made,
        LookAtComponent=[component("Failed", 0), missing("inference component")],
        WatchComponent=component("InService", 1, CANDIDATE),
    )
    assert run.status == "SUCCEEDED", run.cause
    assert run.visited.index("DeleteFailedComponent") < run.visited.index("CreateComponent")


def test_a_component_that_fails_with_the_new_model_rejects_it(made: Synthesised) -> None:
    run = play(
        made,
        LookAtComponent=missing("inference component"),
        WatchComponent=component("Failed", 0, CANDIDATE),
    )
    assert run.status == "FAILED"
    assert "the component of endpoint pricing failed with the new model" in run.cause
    assert "Reject" in run.visited


@pytest.mark.parametrize(
    "there",
    [
        {"InstanceType": "ml.m5.large"},
        {"ServerlessConfig": {"MemorySizeInMB": 2048}},
        {
            "InstanceType": "ml.m5.xlarge",
            "ManagedInstanceScaling": {"MinInstanceCount": 0, "MaxInstanceCount": 4},
        },
    ],
    ids=["no components", "serverless", "other machines"],
)
def test_an_endpoint_with_other_machines_is_left_alone(
    made: Synthesised, there: dict[str, Any]
) -> None:
    run = play(made, LookAtMachines={"ProductionVariants": [there]})
    assert run.status == "FAILED"
    assert "give another endpoint_name, or delete it" in run.cause
    assert not {"UpdateComponent", "Reject", "LookAtComponent"} & set(run.visited)


def test_it_is_amazon_states_language(made: Synthesised, tmp_path: Path) -> None:
    found = judged(made.definition, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_no_rule_of_cdk_nag_or_of_cloudformation_is_broken(made: Synthesised) -> None:
    assert {one.rule for one in violations(made.stack)} <= {"AwsSolutions-S1"}
    found = cfnlint.api.lint(json.dumps(made.template), regions=["us-east-1"])
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


def test_who_may_ask_may_ask_the_component_of_the_endpoint(made: Synthesised) -> None:
    assert made.endpoint is not None
    assert made.endpoint.component_name == "pricing"
    (policy,) = (
        one["Properties"]["PolicyDocument"]["Statement"]
        for one in made.of_type("AWS::IAM::Policy").values()
        if "Users" in one["Properties"]
    )
    assert policy[0]["Action"] == "sagemaker:InvokeEndpoint"
    ends = [one["Fn::Join"][1][-1].split(":")[-1] for one in policy[0]["Resource"]]
    assert ends == ["endpoint/pricing", "inference-component/pricing"]


def test_its_alarms_watch_the_component(made: Synthesised) -> None:
    for alarm in made.of_type("AWS::CloudWatch::Alarm").values():
        if alarm["Properties"]["Namespace"] == "AWS/SageMaker":
            assert alarm["Properties"]["Dimensions"] == [
                {"Name": "InferenceComponentName", "Value": "pricing"}
            ]


def test_the_component_goes_before_the_endpoint_that_hosts_it(made: Synthesised) -> None:
    (component_removal,) = made.of_type("Custom::RemovedComponent").values()
    (endpoint_removal,) = made.of_type("Custom::RemovedEndpoint")
    assert component_removal["Properties"]["AlarmName"] == "pricing-no-capacity"
    assert endpoint_removal in component_removal["DependsOn"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"copies": -1}, "copies: -1 is not 0 or more"),
        ({"max_copies": 1}, "max_copies: 1 is not 2 or more"),
        ({"copies": 4, "max_copies": 3}, "max_copies: 3 is less than copies, 4"),
        ({"memory_mib": 64}, "memory_mib: 64 is not 128 or more"),
        ({"cpu_cores": 0}, "cpu_cores: 0 is not over 0"),
        ({"instance_type": "m5.large"}, "instance_type: 'm5.large' is not an instance type"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ComponentCapacity(**wrong)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"capture": DataCapture()}, "capture: AWS does not have it with inference components"),
        ({"rollout": Rollout(canary_percent=10)}, "rollout.canary_percent: AWS does not have it"),
    ],
)
def test_what_components_lack_is_refused(asked: dict[str, Any], said: str) -> None:
    stack = Stack(App(), "Stack")
    bucket = s3.Bucket(stack, "Data")
    with pytest.raises(ValueError, match=said):
        ModelEndpoint(stack, "Prices", bucket=bucket, capacity=ComponentCapacity(), **asked)


def test_its_machines_may_be_in_a_vpc_and_some_may_stay() -> None:
    stack = Stack(App(), "Stack")
    endpoint = ModelEndpoint(
        stack,
        "Prices",
        bucket=s3.Bucket(stack, "Data"),
        capacity=ComponentCapacity(copies=2, scale_in_after=Duration.minutes(30)),
        vpc=ec2.Vpc(stack, "Vpc"),
    )
    assert isinstance(endpoint.capacity, ComponentCapacity)
    assert endpoint.capacity.variant["ManagedInstanceScaling"]["MinInstanceCount"] == 1
    tracking = endpoint.capacity.scaling["policy"]["TargetTrackingScalingPolicyConfiguration"]
    assert tracking["ScaleInCooldown"] == 1800
