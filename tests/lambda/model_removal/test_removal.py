"""What is removed with a stack, and what is left alone; CloudFormation hears of either."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from function_folder import FunctionFolder
from moto import mock_aws
from stack_resources import on_deletion

OURS = "pricing-0123456789ab"
KIND = {
    "endpoint": "EndpointName",
    "group": "ModelPackageGroupName",
    "monitor": "MonitoringScheduleName",
    "bucket": "BucketName",
}
TYPES = {
    "endpoint": "Custom::RemovedEndpoint",
    "group": "Custom::RemovedModelPackages",
    "monitor": "Custom::RemovedMonitor",
    "bucket": "Custom::EmptiedBucket",
}

Ask = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def removal() -> FunctionFolder:
    """The modules of the function."""
    return FunctionFolder("model_removal")


@pytest.fixture
def ask(removal: FunctionFolder, context: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Asks the function as CloudFormation does, and gives what it answers."""
    answers: list[dict[str, str]] = []
    monkeypatch.setattr("stack_resources.answering._tell", lambda _, answer: answers.append(answer))

    def ask(request: str, kind: str, name: str) -> dict[str, str]:
        event = {
            "RequestType": request,
            "ResourceType": TYPES[kind],
            "ResourceProperties": {KIND[kind]: name},
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "Removal",
            "ResponseURL": "https://example.com",
        }
        removal.handler.handle(event, context)
        return answers[-1]

    with mock_aws():
        yield ask


def endpoint(name: str, candidate: str) -> Any:
    sagemaker: Any = boto3.client("sagemaker")
    sagemaker.create_model(
        ModelName=candidate,
        ExecutionRoleArn="arn:aws:iam::123456789012:role/models",
        PrimaryContainer={"Image": "image", "ModelDataUrl": "s3://models/1/model.tar.gz"},
    )
    sagemaker.create_endpoint_config(
        EndpointConfigName=candidate,
        ProductionVariants=[
            {
                "VariantName": "AllTraffic",
                "ModelName": candidate,
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
            }
        ],
    )
    if name not in {one["EndpointName"] for one in sagemaker.list_endpoints()["Endpoints"]}:
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=candidate)
    return sagemaker


def names(sagemaker: Any) -> dict[str, list[str]]:
    return {
        "endpoints": [one["EndpointName"] for one in sagemaker.list_endpoints()["Endpoints"]],
        "configs": [
            one["EndpointConfigName"]
            for one in sagemaker.list_endpoint_configs()["EndpointConfigs"]
        ],
        "models": [one["ModelName"] for one in sagemaker.list_models()["Models"]],
    }


def test_an_endpoint_goes_with_its_models_and_leaves_others(
    ask: Ask, removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal.removals, "SECONDS_BETWEEN", 0)
    sagemaker = endpoint("pricing", OURS)
    endpoint("pricing", "pricing-ffffffffffff")
    endpoint("pricing-two", "pricing-two-0123456789ab")

    answer = ask("Delete", "endpoint", "pricing")

    assert answer["Status"] == "SUCCESS"
    assert names(sagemaker) == {
        "endpoints": ["pricing-two"],
        "configs": ["pricing-two-0123456789ab"],
        "models": ["pricing-two-0123456789ab"],
    }


def test_a_scaled_endpoint_is_scaled_no_longer(
    ask: Ask, removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal.removals, "SECONDS_BETWEEN", 0)
    endpoint("pricing", OURS)
    scaling: Any = boto3.client("application-autoscaling")
    scaling.register_scalable_target(
        ServiceNamespace="sagemaker",
        ResourceId="endpoint/pricing/variant/AllTraffic",
        ScalableDimension="sagemaker:variant:DesiredInstanceCount",
        MinCapacity=1,
        MaxCapacity=2,
    )
    assert ask("Delete", "endpoint", "pricing")["Status"] == "SUCCESS"
    left = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert left == []


class Watched:
    """A monitoring schedule that takes a while to go, of which moto knows nothing."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.asked = 0
        self.definitions = ["pricing-0123456789ab", "pricing-two-0123456789ab", "pricing-x"]

    def describe_monitoring_schedule(self, **_: str) -> dict[str, str]:
        self.looks -= 1
        if self.looks < 0:
            raise ClientError(
                {"Error": {"Code": "ResourceNotFound", "Message": "Could not find it"}},
                "DescribeMonitoringSchedule",
            )
        return {"MonitoringScheduleStatus": "Scheduled"}

    def delete_monitoring_schedule(self, **_: str) -> None:
        self.asked += 1

    def get_paginator(self, _: str) -> Any:
        summaries = [{"MonitoringJobDefinitionName": name} for name in self.definitions]
        return SimpleNamespace(paginate=lambda **_: [{"JobDefinitionSummaries": summaries}])

    def delete_data_quality_job_definition(self, **asked: str) -> None:
        self.definitions.remove(asked["JobDefinitionName"])


def test_a_monitor_is_asked_to_go_once_and_waited_for(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(looks=3)
    waits: list[float] = []
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: watched)
    removal.removals.remove_monitor("pricing", wait=waits.append)
    assert (watched.asked, len(waits)) == (1, 3)
    assert watched.definitions == ["pricing-two-0123456789ab", "pricing-x"]


def test_a_monitor_that_stays_is_said_to(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: Watched(looks=99))
    with pytest.raises(RuntimeError, match="monitoring schedule pricing is still there"):
        removal.removals.remove_monitor("pricing", wait=lambda _: None)


MADE_BY_MOTO = [kind for kind in KIND if kind != "monitor"]


@pytest.mark.parametrize("kind", MADE_BY_MOTO)
def test_what_never_was_is_no_failure(ask: Ask, kind: str) -> None:
    assert ask("Delete", kind, "never")["Status"] == "SUCCESS"


@pytest.mark.parametrize("kind", KIND)
@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_nothing_goes_before_the_stack_does(ask: Ask, kind: str, request_type: str) -> None:
    sagemaker = endpoint("pricing", OURS)
    answer = ask(request_type, kind, "pricing")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "pricing")
    assert names(sagemaker)["endpoints"] == ["pricing"]


class Busy:
    """An endpoint that is in each of some states for a while, and in the last one for ever."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)
        self.deleted = 0

    def describe_endpoint(self, **_: str) -> dict[str, str]:
        if self.deleted:
            raise ClientError(
                {
                    "Error": {
                        "Code": "ValidationException",
                        "Message": 'Could not find endpoint "x".',
                    }
                },
                "DescribeEndpoint",
            )
        return {
            "EndpointStatus": self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        }

    def delete_endpoint(self, **_: str) -> None:
        self.deleted += 1

    def get_paginator(self, _: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: [])


class Registry:
    """Groups of registered models, of which moto can delete none."""

    def __init__(self, **groups: list[str]) -> None:
        self.groups = groups

    def get_paginator(self, operation: str) -> Any:
        assert operation == "list_model_packages"
        return SimpleNamespace(paginate=self.pages)

    def pages(self, **asked: str) -> list[dict[str, list[dict[str, str]]]]:
        return [
            {"ModelPackageSummaryList": [{"ModelPackageArn": arn}]}
            for arn in self.groups[asked["ModelPackageGroupName"]]
        ]

    def delete_model_package(self, **asked: str) -> None:
        for models in self.groups.values():
            if asked["ModelPackageName"] in models:
                models.remove(asked["ModelPackageName"])


class Hosted:
    """An inference component that is in each of some states for a while, then gone if asked."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)
        self.deleted = 0
        self.alarms: list[str] = []
        self.scaled = [
            "inference-component/pricing",
            "inference-component/pricing-two",
            "endpoint/pricing/variant/AllTraffic",
        ]

    def describe_inference_component(self, **_: str) -> dict[str, str]:
        if self.deleted or not self.statuses:
            error: Any = {
                "Code": "ValidationException",
                "Message": "Could not find inference component",
            }
            raise ClientError({"Error": error}, "DescribeInferenceComponent")
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"InferenceComponentStatus": status}

    def delete_inference_component(self, **_: str) -> None:
        self.deleted += 1

    def delete_alarms(self, **asked: list[str]) -> None:
        self.alarms += asked["AlarmNames"]

    def get_paginator(self, _: str) -> Any:
        targets = [{"ResourceId": name} for name in self.scaled]
        return SimpleNamespace(paginate=lambda **_: [{"ScalableTargets": targets}])

    def deregister_scalable_target(self, **asked: str) -> None:
        self.scaled.remove(asked["ResourceId"])


COMPONENT = {"InferenceComponentName": "pricing", "AlarmName": "pricing-no-capacity"}


def test_a_component_goes_with_its_scaling_and_its_alarm_and_leaves_others(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted = Hosted("Updating", "InService")
    waits: list[float] = []
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: hosted)
    removal.removals.remove_component("Delete", COMPONENT, wait=waits.append)
    assert (hosted.deleted, len(waits)) == (1, 2)
    assert hosted.alarms == ["pricing-no-capacity"]
    assert hosted.scaled == [
        "inference-component/pricing-two",
        "endpoint/pricing/variant/AllTraffic",
    ]


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_a_component_stays_while_its_stack_does(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch, request_type: str
) -> None:
    hosted = Hosted("InService")
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: hosted)
    removal.removals.remove_component(request_type, COMPONENT)
    assert (hosted.deleted, hosted.alarms) == (0, [])


def test_a_component_that_never_was_is_no_failure_and_one_that_stays_is(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: Hosted())
    removal.removals.remove_component("Delete", COMPONENT)
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: Hosted("Creating"))
    with pytest.raises(RuntimeError, match="inference component pricing is still there"):
        removal.removals.remove_component("Delete", COMPONENT, wait=lambda _: None)


def test_an_endpoint_in_the_middle_of_an_update_is_waited_for(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Busy("Updating", "RollingBack", "InService")
    waits: list[float] = []
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: busy)
    removal.removals.remove_endpoint("pricing", wait=waits.append)
    assert busy.deleted == 1
    assert len(waits) == 3


def test_an_endpoint_that_stays_is_said_to(
    removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: Busy("Updating"))
    with pytest.raises(RuntimeError, match="endpoint pricing is Updating, and still there"):
        removal.removals.remove_endpoint("pricing", wait=lambda _: None)


def test_the_models_of_a_group_go_and_those_of_others_stay(
    ask: Ask, removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(pricing=["pricing/1", "pricing/2"], other=["other/1"])
    monkeypatch.setattr(removal.removals.boto3, "client", lambda _: registry)
    assert ask("Delete", "group", "pricing")["Status"] == "SUCCESS"
    assert registry.groups == {"pricing": [], "other": ["other/1"]}


def test_every_version_of_every_object_goes(ask: Ask) -> None:
    s3: Any = boto3.client("s3")
    s3.create_bucket(Bucket="data")
    s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        s3.put_object(Bucket="data", Key="raw/1.csv", Body=body)
    s3.delete_object(Bucket="data", Key="raw/1.csv")
    assert ask("Delete", "bucket", "data")["Status"] == "SUCCESS"
    s3.delete_bucket(Bucket="data")


def test_a_failure_is_an_answer_too(
    ask: Ask, removal: FunctionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise PermissionError("not allowed")

    monkeypatch.setitem(removal.handler.ACTIONS, TYPES["group"], on_deletion(refuse, KIND["group"]))
    answer = ask("Delete", "group", "pricing")
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith("PermissionError: not allowed")
    json.dumps(answer)
