"""The role that an account has once is made where it is not, and never twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from function_folder import FunctionFolder

FUNCTION = FunctionFolder("search_role")
SERVICE = "opensearchservice.amazonaws.com"


@pytest.fixture
def iam(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    client = boto3.client("iam")
    monkeypatch.setattr(boto3, "client", lambda _service: client)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What CloudFormation was told."""
    heard: list[dict[str, Any]] = []

    class Opened:
        def __init__(self, request: Any, timeout: float) -> None:
            heard.append({**json.loads(request.data), "timeout": timeout})

        def __enter__(self) -> Opened:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr("urllib.request.urlopen", Opened)
    return heard


def handle(request: str) -> None:
    FUNCTION.handler.handle(
        {
            "RequestType": request,
            "ResourceType": "Custom::ServiceLinkedRole",
            "ResourceProperties": {"ServiceName": SERVICE},
            "ResponseURL": "https://cloudformation.example/answer",
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "Logical",
        },
        SimpleNamespace(log_stream_name="stream"),
    )


def test_the_role_is_made(iam: Stubber, answers: list[Any]) -> None:
    iam.add_response("create_service_linked_role", {}, {"AWSServiceName": SERVICE})

    handle("Create")

    assert (answers[0]["Status"], answers[0]["PhysicalResourceId"]) == ("SUCCESS", SERVICE)


def test_a_second_stack_finds_it_there(iam: Stubber, answers: list[Any]) -> None:
    iam.add_client_error(
        "create_service_linked_role",
        "InvalidInput",
        "Service role name AWSServiceRoleForAmazonOpenSearchService has been taken in this account",
    )

    handle("Create")

    assert answers[0]["Status"] == "SUCCESS"


def test_any_other_complaint_is_a_failure(iam: Stubber, answers: list[Any]) -> None:
    iam.add_client_error("create_service_linked_role", "InvalidInput", "no such service")

    handle("Create")

    assert answers[0]["Status"] == "FAILED"
    assert "no such service" in answers[0]["Reason"]


@pytest.mark.usefixtures("iam")
def test_a_stack_that_goes_leaves_it_to_the_others(answers: list[Any]) -> None:
    handle("Delete")

    assert answers[0]["Status"] == "SUCCESS"
