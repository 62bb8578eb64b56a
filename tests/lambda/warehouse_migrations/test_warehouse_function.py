"""Statements by the Redshift Data API, a limit of use, and the answer to CloudFormation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from function_folder import FunctionFolder

FUNCTION = FunctionFolder("warehouse_migrations")
WHERE = {"WorkgroupName": "shop", "Database": "shop", "SecretArn": "arn:secret"}
NOW = "2026-11-27T00:00:00Z"


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@pytest.fixture
def data() -> Iterator[Stubber]:
    with Stubber(boto3.client("redshift-data")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def warehouse(data: Stubber, clock: Clock, seconds: float = 60) -> Any:
    return FUNCTION.statements.Warehouse(
        data.client,
        workgroup="shop",
        database="shop",
        secret="arn:secret",
        seconds=seconds,
        wait=clock.wait,
        clock=clock,
    )


def sent(data: Stubber, *statements: str) -> None:
    data.add_response(
        "batch_execute_statement",
        {"Id": "one"},
        {**WHERE, "Sqls": list(statements), "StatementName": "named"},
    )


def told(data: Stubber, status: str, **more: Any) -> None:
    data.add_response("describe_statement", {"Id": "one", "Status": status, **more}, {"Id": "one"})


def test_statements_are_waited_for_ever_longer(data: Stubber) -> None:
    clock = Clock()
    sent(data, "SELECT 1", "SELECT 2")
    for status in ("SUBMITTED", "PICKED", "STARTED", "FINISHED"):
        told(data, status)

    warehouse(data, clock).run(["SELECT 1", "SELECT 2"], name="named")

    assert clock.waits == [0.25, 0.5, 1]


def test_a_failure_says_which_statement_and_why(data: Stubber) -> None:
    sent(data, "SELECT 1", "SELEC 2")
    told(
        data,
        "FAILED",
        Error="failed",
        SubStatements=[
            {"Id": "one:1", "Status": "FINISHED", "QueryString": "SELECT 1"},
            {"Id": "one:2", "Error": "syntax error", "QueryString": "SELEC 2"},
        ],
    )

    with pytest.raises(
        FUNCTION.statements.StatementFailedError,
        match=r"named: syntax error \(statement: SELEC 2\)",
    ):
        warehouse(data, Clock()).run(["SELECT 1", "SELEC 2"], name="named")


def test_what_takes_longer_than_there_is_time_is_cancelled(data: Stubber) -> None:
    sent(data, "SELECT 1")
    told(data, "STARTED")
    told(data, "STARTED")
    data.add_response("cancel_statement", {"Status": True}, {"Id": "one"})

    with pytest.raises(
        FUNCTION.statements.StatementFailedError, match=r"not done within the 0\.6 s"
    ):
        warehouse(data, Clock(), seconds=0.6).run(["SELECT 1"], name="named")


def test_rows_come_page_by_page(data: Stubber) -> None:
    data.add_response(
        "execute_statement", {"Id": "one"}, {**WHERE, "Sql": ANY, "StatementName": "n"}
    )
    told(data, "FINISHED")
    columns = {"ColumnMetadata": [], "TotalNumRows": 2}
    first = [[{"stringValue": "a"}, {"longValue": 1}]]
    data.add_response(
        "get_statement_result", {"Records": first, "NextToken": "next", **columns}, {"Id": "one"}
    )
    data.add_response(
        "get_statement_result",
        {"Records": [[{"isNull": True}, {"booleanValue": False}]], **columns},
        {"Id": "one", "NextToken": "next"},
    )

    assert warehouse(data, Clock()).rows("SELECT", name="n") == [("a", 1), (None, False)]


LIMIT = {
    "WorkgroupArn": "arn:workgroup",
    "Period": "daily",
    "RpuHours": "8",
    "BreachAction": "deactivate",
    "LimitName": "shop/daily",
}


def limits(*periods: str) -> dict[str, Any]:
    return {"usageLimits": [{"usageLimitId": f"id-{one}", "period": one} for one in periods]}


@pytest.fixture
def redshift(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("redshift-serverless")
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


def handle(kind: str, request: str, properties: dict[str, str]) -> None:
    FUNCTION.handler.handle(
        {
            "RequestType": request,
            "ResourceType": kind,
            "ResourceProperties": properties,
            "ResponseURL": "https://cloudformation.example/answer",
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "Logical",
        },
        SimpleNamespace(log_stream_name="stream", get_remaining_time_in_millis=lambda: 900_000),
    )


def list_limits(redshift: Stubber, *periods: str) -> None:
    redshift.add_response(
        "list_usage_limits",
        limits(*periods),
        {"resourceArn": "arn:workgroup", "usageType": "serverless-compute"},
    )


def test_a_limit_is_made_for_the_workgroup(redshift: Stubber, answers: list[Any]) -> None:
    list_limits(redshift, "monthly")
    redshift.add_response(
        "create_usage_limit",
        {},
        {
            "resourceArn": "arn:workgroup",
            "usageType": "serverless-compute",
            "period": "daily",
            "amount": 8,
            "breachAction": "deactivate",
        },
    )

    handle("Custom::WarehouseUsageLimit", "Create", LIMIT)

    assert (answers[0]["Status"], answers[0]["PhysicalResourceId"]) == ("SUCCESS", "shop/daily")


def test_a_limit_that_is_there_is_changed(redshift: Stubber, answers: list[Any]) -> None:
    list_limits(redshift, "daily")
    redshift.add_response(
        "update_usage_limit",
        {},
        {"usageLimitId": "id-daily", "amount": 8, "breachAction": "deactivate"},
    )

    handle("Custom::WarehouseUsageLimit", "Update", LIMIT)

    assert answers[0]["Status"] == "SUCCESS"


def test_a_limit_that_goes_leaves_those_of_other_periods(
    redshift: Stubber, answers: list[Any]
) -> None:
    list_limits(redshift, "daily", "weekly")
    redshift.add_response("delete_usage_limit", {}, {"usageLimitId": "id-daily"})

    handle("Custom::WarehouseUsageLimit", "Delete", LIMIT)

    assert answers[0]["Status"] == "SUCCESS"


MIGRATIONS = {
    "WorkgroupName": "shop",
    "Database": "shop",
    "SecretArn": "arn:secret",
    "Prepare": json.dumps(["CREATE SCHEMA IF NOT EXISTS x"]),
    "Migrations": json.dumps(
        [{"name": "001_a", "checksum": "a" * 64, "statements": ["CREATE TABLE a (id INT)"]}]
    ),
}


def test_cloudformation_has_migrations_applied(
    data: Stubber, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boto3, "client", lambda _service: data.client)
    data.add_response("batch_execute_statement", {"Id": "one"})
    told(data, "FINISHED")
    data.add_response("execute_statement", {"Id": "one"})
    told(data, "FINISHED")
    data.add_response("get_statement_result", {"Records": [], "ColumnMetadata": []}, {"Id": "one"})
    data.add_response("batch_execute_statement", {"Id": "one"})
    told(data, "FINISHED")

    handle("Custom::WarehouseMigrations", "Create", MIGRATIONS)

    assert (answers[0]["Status"], answers[0]["PhysicalResourceId"]) == ("SUCCESS", "shop")


def test_a_stack_that_goes_leaves_the_schema_alone(answers: list[Any]) -> None:
    handle("Custom::WarehouseMigrations", "Delete", MIGRATIONS)

    assert answers[0]["Status"] == "SUCCESS"


def test_a_changed_migration_fails_the_deployment_with_its_reason(
    data: Stubber, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boto3, "client", lambda _service: data.client)
    data.add_response("batch_execute_statement", {"Id": "one"})
    told(data, "FINISHED")
    data.add_response("execute_statement", {"Id": "one"})
    told(data, "FINISHED")
    remembered = [[{"stringValue": "001_a"}, {"stringValue": "b" * 64}]]
    data.add_response(
        "get_statement_result", {"Records": remembered, "ColumnMetadata": []}, {"Id": "one"}
    )

    handle("Custom::WarehouseMigrations", "Update", MIGRATIONS)

    assert answers[0]["Status"] == "FAILED"
    assert "001_a was changed after it was applied" in answers[0]["Reason"]


def test_where_the_administrators_password_is_is_told(
    redshift: Stubber, answers: list[Any]
) -> None:
    namespace = {"namespaceName": "shop", "adminPasswordSecretArn": "arn:secret"}
    redshift.add_response("get_namespace", {"namespace": namespace}, {"namespaceName": "shop"})

    handle("Custom::WarehouseAdministrator", "Create", {"NamespaceName": "shop"})
    handle("Custom::WarehouseAdministrator", "Delete", {"NamespaceName": "shop"})

    assert answers[0]["Data"] == {"SecretArn": "arn:secret"}
    assert (answers[1]["Status"], answers[1].get("Data")) == ("SUCCESS", None)
