"""X-Ray sees each sampled turn and what it asked of DynamoDB, and nothing of the guest."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest
from function_folder import LAMBDA, LAYERS

TURN = """
import json, sys
from types import SimpleNamespace
from moto import mock_aws  # before the client is made, which it would not catch otherwise
import handler
context = SimpleNamespace(
    function_name="f", memory_limit_in_mb=1, invoked_function_arn="a", aws_request_id="r"
)
with mock_aws():
    handler.desk.bookings._store._client.create_table(
        TableName="hotel", BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"},
                   {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"},
                              {"AttributeName": "sk", "AttributeType": "S"}],
    )
    handler.handle(json.loads(sys.argv[1]), context)
print("xray" if "aws_xray_sdk" in sys.modules else "no xray", file=sys.stderr)
"""


def slot(value: str) -> dict[str, object]:
    return {"value": {"originalValue": value, "interpretedValue": value}}


EVENT = {
    "invocationSource": "DialogCodeHook",
    "sessionId": "+12065550132",
    "bot": {"localeId": "en_US"},
    "sessionState": {
        "intent": {
            "name": "FindBooking",
            "slots": {"BookingReference": slot("ABCD2345"), "PhoneNumber": slot("+12065550132")},
        }
    },
}


def take_a_turn(**environment: str) -> tuple[str, list[str]]:
    """Runs one turn in a process of its own; what it says of X-Ray, and what X-Ray receives."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        done = subprocess.run(
            [sys.executable, "-c", TURN, json.dumps(EVENT)],
            cwd=LAMBDA / "hotel_booking",
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(map(str, LAYERS)),
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{daemon.getsockname()[1]}",
                "TABLE_NAME": "hotel",
                "POWERTOOLS_SERVICE_NAME": "hotel",
                "POWERTOOLS_METRICS_NAMESPACE": "Hotel",
                **environment,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        # The process has ended, so all that it sent has arrived.
        daemon.setblocking(False)
        received = []
        while True:
            try:
                received.append(daemon.recv(65_535).decode())
            except BlockingIOError:
                return done.stderr.splitlines()[-1], received


@pytest.fixture
def trace() -> str:
    return "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8"


def test_a_sampled_turn_is_traced_down_to_dynamodb_without_the_guests_number(trace: str) -> None:
    loaded, received = take_a_turn(
        LAMBDA_TASK_ROOT=str(LAMBDA), _X_AMZN_TRACE_ID=f"{trace};Sampled=1"
    )

    assert loaded == "xray"
    assert any('"name": "## handle"' in segment for segment in received)
    assert any('"GetItem"' in segment for segment in received)
    assert not any("5550132" in segment for segment in received)


def test_a_turn_that_is_not_sampled_sends_nothing(trace: str) -> None:
    _, received = take_a_turn(LAMBDA_TASK_ROOT=str(LAMBDA), _X_AMZN_TRACE_ID=f"{trace};Sampled=0")

    assert received == []


def test_outside_lambda_x_ray_is_not_even_loaded() -> None:
    assert take_a_turn(_X_AMZN_TRACE_ID="") == ("no xray", [])
