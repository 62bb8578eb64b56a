"""A bucket for data and models: encrypted, logged, and emptied only when it is disposable."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk.assertions import Template
from ml_refarch.foundation import Monitoring, violations
from ml_refarch.sagemaker import DataBucket, ModelEndpoint, ServerlessCapacity


def resources(policy: RemovalPolicy) -> dict[str, Any]:
    stack = Stack(App(), "Stack")
    DataBucket(stack, "Data", removal_policy=policy)
    assert violations(stack) == []
    found: dict[str, Any] = Template.from_stack(stack).to_json()["Resources"]
    return found


def of(found: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: one for name, one in found.items() if one["Type"] == kind}


def test_data_and_models_stay_and_what_was_captured_goes() -> None:
    kept = resources(RemovalPolicy.RETAIN)
    buckets = of(kept, "AWS::S3::Bucket")
    assert {one["DeletionPolicy"] for one in buckets.values()} == {"Retain"}
    (data,) = (one for name, one in buckets.items() if name.startswith("DataBucket"))
    rules = data["Properties"]["LifecycleConfiguration"]["Rules"]
    assert {one["Prefix"]: one["ExpirationInDays"] for one in rules if "Prefix" in one} == {
        "capture/": 90,
        "monitoring/": 90,
    }
    assert of(kept, "Custom::EmptiedBucket") == {}


def test_a_disposable_bucket_is_emptied_before_it_goes() -> None:
    gone = resources(RemovalPolicy.DESTROY)
    emptied = of(gone, "Custom::EmptiedBucket")
    assert len(emptied) == 2
    assert len(of(gone, "AWS::Lambda::Function")) == 1


def test_its_accesses_are_logged_in_a_bucket_of_their_own() -> None:
    kept = resources(RemovalPolicy.RETAIN)
    (data,) = (
        one
        for name, one in kept.items()
        if name.startswith("DataBucket") and (one["Type"] == "AWS::S3::Bucket")
    )
    (log,) = (name for name in of(kept, "AWS::S3::Bucket") if "AccessLog" in name)
    logging = data["Properties"]["LoggingConfiguration"]
    assert logging == {"DestinationBucketName": {"Ref": log}, "LogFilePrefix": "accesses/"}


@pytest.mark.parametrize(("serverless", "graphs"), [(False, 4), (True, 3)])
def test_an_endpoint_has_its_part_of_a_dashboard(*, serverless: bool, graphs: int) -> None:
    stack = Stack(App(), "Stack")
    data = DataBucket(stack, "Data")
    endpoint = ModelEndpoint(
        stack,
        "Prices",
        bucket=data.bucket,
        endpoint_name="prices",
        capacity=ServerlessCapacity() if serverless else None,
    )
    monitoring = Monitoring(stack, "Monitoring", alarms=[*endpoint.alarms])
    assert monitoring.watch_endpoint("Prices", endpoint) is monitoring
    body = str(Template.from_stack(stack).find_resources("AWS::CloudWatch::Dashboard"))
    shown = ["Requests", "Latency, microseconds", "Failed, share of requests", "Machines, percent"]
    assert [title in body for title in shown] == [True, True, True, graphs == 4]
    assert "EndpointName" in body
