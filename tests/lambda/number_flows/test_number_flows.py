"""Calls to a number start with its flow, and CloudFormation always hears how it went."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from function_folder import FunctionFolder
from moto import mock_aws

ARN = "arn:aws:connect:us-east-1:111122223333:"
NUMBER = {
    "PhoneNumberArn": f"{ARN}phone-number/number-id",
    "InstanceArn": f"{ARN}instance/instance-id",
    "ContactFlowArn": f"{ARN}instance/instance-id/contact-flow/flow-id",
}


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What CloudFormation was told, with the address and the method."""
    told: list[dict[str, Any]] = []

    class Opened:
        def __init__(self, request: Any, timeout: float) -> None:
            told.append(
                {
                    **json.loads(request.data),
                    "url": request.full_url,
                    "method": request.method,
                    "timeout": timeout,
                }
            )

        def __enter__(self) -> Opened:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr("urllib.request.urlopen", Opened)
    return told


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("connect")
    monkeypatch.setattr(boto3, "client", lambda _service: client)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("s3")


def event(kind: str, request: str, properties: dict[str, str]) -> dict[str, Any]:
    return {
        "RequestType": request,
        "ResourceType": kind,
        "ResourceProperties": {"ServiceToken": "arn:function", **properties},
        "ResponseURL": "https://cloudformation.example/answer?signature=x",
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "Logical",
    }


FUNCTION = FunctionFolder("number_flows")


def handle(kind: str, request: str, properties: dict[str, str]) -> None:
    FUNCTION.handler.handle(
        event(kind, request, properties), SimpleNamespace(log_stream_name="stream")
    )


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_calls_to_a_number_start_with_its_flow(
    request_type: str, connect: Stubber, answers: list[dict[str, Any]]
) -> None:
    connect.add_response(
        "associate_phone_number_contact_flow",
        {},
        {"PhoneNumberId": "number-id", "InstanceId": "instance-id", "ContactFlowId": "flow-id"},
    )

    handle("Custom::ConnectNumberFlow", request_type, NUMBER)

    assert answers == [
        {
            "Status": "SUCCESS",
            "Reason": "",
            "PhysicalResourceId": NUMBER["PhoneNumberArn"],
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "Logical",
            "url": "https://cloudformation.example/answer?signature=x",
            "method": "PUT",
            "timeout": 30,
        }
    ]


def test_a_number_that_leaves_the_stack_has_no_flow(
    connect: Stubber, answers: list[dict[str, Any]]
) -> None:
    connect.add_response(
        "disassociate_phone_number_contact_flow",
        {},
        {"PhoneNumberId": "number-id", "InstanceId": "instance-id"},
    )

    handle("Custom::ConnectNumberFlow", "Delete", NUMBER)

    assert answers[0]["Status"] == "SUCCESS"


def test_a_number_that_is_gone_is_no_failure(
    connect: Stubber, answers: list[dict[str, Any]]
) -> None:
    connect.add_client_error(
        "disassociate_phone_number_contact_flow",
        service_error_code="ResourceNotFoundException",
        expected_params={"PhoneNumberId": ANY, "InstanceId": ANY},
    )

    handle("Custom::ConnectNumberFlow", "Delete", NUMBER)

    assert answers[0]["Status"] == "SUCCESS"


def test_a_failure_is_told_with_its_reason(connect: Stubber, answers: list[dict[str, Any]]) -> None:
    connect.add_client_error(
        "associate_phone_number_contact_flow", "AccessDeniedException", "No rights"
    )

    handle("Custom::ConnectNumberFlow", "Create", NUMBER)

    assert answers[0]["Status"] == "FAILED"
    assert "No rights" in answers[0]["Reason"]
    assert "log: stream" in answers[0]["Reason"]
    assert answers[0]["PhysicalResourceId"] == NUMBER["PhoneNumberArn"]


def test_a_bucket_is_emptied_of_every_version_when_it_goes(
    s3: Any, answers: list[dict[str, Any]]
) -> None:
    s3.create_bucket(Bucket="recordings")
    s3.put_bucket_versioning(Bucket="recordings", VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put_object(Bucket="recordings", Key="call.wav", Body=b"hello")
    s3.delete_object(Bucket="recordings", Key="call.wav")

    handle("Custom::EmptiedBucket", "Delete", {"BucketName": "recordings"})

    assert answers[0]["Status"] == "SUCCESS"
    s3.delete_bucket(Bucket="recordings")


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_a_bucket_that_stays_keeps_what_it_has(
    request_type: str, s3: Any, answers: list[dict[str, Any]]
) -> None:
    s3.create_bucket(Bucket="recordings")
    s3.put_object(Bucket="recordings", Key="call.wav", Body=b"hello")

    handle("Custom::EmptiedBucket", request_type, {"BucketName": "recordings"})

    assert answers[0]["Status"] == "SUCCESS"
    assert s3.list_objects_v2(Bucket="recordings")["KeyCount"] == 1


def test_objects_that_s3_keeps_are_a_failure_and_not_a_bucket_that_cannot_go(
    s3: Any, answers: list[dict[str, Any]]
) -> None:
    s3.create_bucket(Bucket="recordings", ObjectLockEnabledForBucket=True)
    s3.put_object(
        Bucket="recordings",
        Key="call.wav",
        Body=b"hello",
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate="2099-01-01T00:00:00Z",
    )

    handle("Custom::EmptiedBucket", "Delete", {"BucketName": "recordings"})

    assert answers[0]["Status"] == "FAILED"
    assert answers[0]["Reason"].startswith("StillThereError: recordings is not empty:")


def test_a_resource_that_the_function_does_not_know_is_answered_too(
    answers: list[dict[str, Any]],
) -> None:
    handle("Custom::Unheard", "Create", {})

    assert (answers[0]["Status"], answers[0]["PhysicalResourceId"]) == ("FAILED", "Logical")
    assert "Custom::Unheard" in answers[0]["Reason"]


def test_a_reason_that_is_longer_than_cloudformation_reads_is_cut(
    connect: Stubber, answers: list[dict[str, Any]]
) -> None:
    connect.add_client_error("associate_phone_number_contact_flow", "Odd", "x" * 5000)

    handle("Custom::ConnectNumberFlow", "Create", NUMBER)

    assert answers[0]["Status"] == "FAILED"
    assert len(answers[0]["Reason"]) < 2000
    assert answers[0]["Reason"].endswith("(log: stream)")


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_gone_is_no_failure(answers: list[dict[str, Any]]) -> None:
    handle("Custom::EmptiedBucket", "Delete", {"BucketName": "recordings"})

    assert answers[0]["Status"] == "SUCCESS"
