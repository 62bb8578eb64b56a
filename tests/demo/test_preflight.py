"""What the look at an account before a deploy finds."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from demo.preflight import BOOTSTRAP_PARAMETER, findings


def clients(*, bootstrapped: bool, sandbox: bool, limit: str | None) -> Any:
    """Stubs for the calls that are made, with botocore's own check of their shapes."""
    made: dict[str, Any] = {}

    def client(name: str) -> Any:
        if name in made:
            return made[name]
        session: Any = boto3.Session(
            region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        made[name] = session.client(name)
        stub = Stubber(made[name])
        if name == "ssm" and bootstrapped:
            stub.add_response("get_parameter", {"Parameter": {"Name": BOOTSTRAP_PARAMETER}})
        elif name == "ssm":
            stub.add_client_error("get_parameter", "ParameterNotFound")
        elif name == "sns":
            stub.add_response("get_sms_sandbox_account_status", {"IsInSandbox": sandbox})
            attributes = {"MonthlySpendLimit": limit} if limit else {}
            stub.add_response("get_sms_attributes", {"attributes": attributes})
        else:
            stub.add_response("list_bots", {"botSummaries": []})
        stub.activate()
        return made[name]

    return client


def test_an_account_that_is_ready_has_no_findings() -> None:
    assert list(findings(clients(bootstrapped=True, sandbox=False, limit="20"))) == []


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ({"bootstrapped": False, "sandbox": False, "limit": "20"}, "not bootstrapped"),
        ({"bootstrapped": True, "sandbox": True, "limit": "20"}, "SMS sandbox"),
        ({"bootstrapped": True, "sandbox": False, "limit": None}, "one US dollar"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(account: dict[str, Any], sentence: str) -> None:
    (found,) = findings(clients(**account))
    assert sentence in found
