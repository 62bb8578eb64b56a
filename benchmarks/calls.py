"""A call on the local cloud: from block to block, and the function that looks the caller up."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from benchmarks.deployed import deployed
from benchmarks.figures import Figure, seconds, spread
from demo.call_center.clinic import PEOPLE, STACK, open_clinic
from demo.stack_outputs import outputs
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network

BLOCKS = 200
CALLS = 15
LOOKUPS = 100
WARM_UP = 5


def figures() -> Iterator[Figure]:
    """Blocks of a flow without functions, its log on; the deployed lookup, over HTTP."""
    with deployed(STACK) as cloud:
        steps = _steps(cloud)
        lookups = _lookups(cloud)
    yield Figure(
        "call, block to block without a function",
        statistics.median(steps),
        "ms",
        bound=5,
        detail=f"{spread(steps, 'ms')}, each of {BLOCKS} blocks",
    )
    yield Figure(
        "call, lookup of the caller, warm",
        statistics.median(lookups),
        "ms",
        bound=50,
        detail=spread(lookups, "ms"),
    )


def _steps(cloud: RunningCloud) -> list[float]:
    found = outputs(_client(cloud, "cloudformation"), STACK)
    _client(cloud, "connect").create_contact_flow(
        InstanceId=found["InstanceArn"].rpartition("/")[2],
        Name="Measured",
        Type="CONTACT_FLOW",
        Content=json.dumps(_long_flow()),
    )

    def place() -> None:
        named = {"number": None, "flow": "Measured"}
        ended = cloud.ask("call", {"step": "start", "with": [PEOPLE[0].phone], "named": named})
        if len(ended["heard"]) != BLOCKS:
            raise RuntimeError(
                f"The measured call ended after {len(ended['heard'])} blocks: {ended}"
            )

    place()
    return [seconds(place) * 1000 / BLOCKS for _ in range(CALLS)]


def _long_flow() -> dict[str, Any]:
    log = {
        "Identifier": "log",
        "Type": "UpdateFlowLoggingBehavior",
        "Parameters": {"FlowLoggingBehavior": "Enabled"},
        "Transitions": {"NextAction": "say0"},
    }
    says = [
        {
            "Identifier": f"say{number}",
            "Type": "MessageParticipant",
            "Parameters": {"Text": f"Sentence {number}."},
            "Transitions": {
                "NextAction": f"say{number + 1}" if number < BLOCKS - 1 else "end",
                "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "end"}],
            },
        }
        for number in range(BLOCKS)
    ]
    end = {
        "Identifier": "end",
        "Type": "DisconnectParticipant",
        "Parameters": {},
        "Transitions": {},
    }
    return {
        "Version": "2019-10-30",
        "StartAction": "log",
        "Metadata": {},
        "Actions": [log, *says, end],
    }


def _lookups(cloud: RunningCloud) -> list[float]:
    cloudformation = _client(cloud, "cloudformation")
    found = outputs(cloudformation, STACK)
    open_clinic(_client(cloud, "dynamodb"), found["AppointmentsTable"], now=datetime.now(UTC))
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    (name,) = (
        one["PhysicalResourceId"]
        for one in resources
        if one["LogicalResourceId"].startswith("CallersFunction")
    )
    event = {
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": {},
                "Channel": "VOICE",
                "ContactId": "00000000-0000-4000-8000-000000000000",
                "CustomerEndpoint": {"Address": PEOPLE[0].phone, "Type": "TELEPHONE_NUMBER"},
                "InitiationMethod": "INBOUND",
                "LanguageCode": "en-US",
                "Queue": None,
            },
            "Parameters": {"action": "lookUp"},
        },
    }
    functions = _client(cloud, "lambda")

    def look_up() -> None:
        answer = functions.invoke(FunctionName=name, Payload=json.dumps(event))
        if "FunctionError" in answer:
            raise RuntimeError(f"The lookup failed: {answer['Payload'].read()!r}")

    for _ in range(WARM_UP):
        look_up()
    return [seconds(look_up) * 1000 for _ in range(LOOKUPS)]


def _client(cloud: RunningCloud, service: str) -> Any:
    return over_network(cloud.endpoint, service, DEFAULT_REGION)
