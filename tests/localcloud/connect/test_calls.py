"""Calls to a running cloud: what the command line is made of."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.connect.calls import Calls
from tests.localcloud.connect.deployed import Instance, instance_in
from tests.localcloud.connect.flows import (
    ask,
    block,
    call,
    flow,
    menu,
    remember,
    say,
    set_queue,
    to_queue,
)
from tests.localcloud.functions.deploy import Function, deploy

LOOKUP = """
    calls = []

    def handle(event, context):
        calls.append(event)
        data = event["Details"]["ContactData"]
        if data["CustomerEndpoint"]["Address"].endswith("9"):
            raise ValueError("no such caller")
        return {"name": "Ana", "attempt": str(len(calls)), **event["Details"]["Parameters"]}
"""


@pytest.fixture(scope="module")
def lookup(cloud: LocalCloud, clinic: Instance) -> Function:
    function = deploy(cloud, LOOKUP)
    allow(cloud, function, clinic.arn)
    clinic.connect.associate_lambda_function(InstanceId=clinic.id, FunctionArn=function.arn)
    return function


def allow(cloud: LocalCloud, function: Function, instance_arn: str) -> None:
    cloud.client("lambda").add_permission(
        FunctionName=function.name,
        StatementId=f"connect-{instance_arn[-8:]}",
        Action="lambda:InvokeFunction",
        Principal="connect.amazonaws.com",
        SourceAccount="123456789012",
        SourceArn=instance_arn,
    )


@pytest.fixture(scope="module")
def front_desk(clinic: Instance, lookup: Function) -> str:
    return clinic.publish(
        flow(
            block(
                "Log", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled"}, then="Look"
            ),
            call(
                "Look",
                then="Greet",
                error="Queue",
                LambdaFunctionARN=lookup.arn,
                LambdaInvocationAttributes={"dialled": "$.SystemEndpoint.Address"},
            ),
            remember("Greet", {"name": "$.External.name"}, then="Menu"),
            menu("Menu", "Hello $.External.name.", {"1": "Order"}, timeout="Late", other="Queue"),
            ask("Order", "What would you like?", {"OrderPizza": "End"}, other="Queue"),
            say("Late", "Goodbye."),
            set_queue("Queue", clinic.queue, then="Transfer"),
            to_queue("Transfer"),
        ),
        name="Front desk",
    )


@pytest.fixture
def calls(cloud: LocalCloud, front_desk: str) -> Calls:
    assert front_desk
    return Calls(cloud)


def texts(answer: dict[str, Any]) -> list[str]:
    return [heard["text"] for heard in answer["heard"]]


def test_a_call_is_json_from_greeting_to_goodbye(calls: Calls) -> None:
    begun = calls.start("+15551230001", flow="Front desk")
    assert json.loads(json.dumps(begun)) == begun
    assert texts(begun) == ["Hello Ana."]
    assert begun["state"] == "LISTENING"
    assert begun["listening"] == {"to": "keys", "seconds": 5.0}
    assert texts(calls.press(begun["id"], "1")) == ["What would you like?"]
    assert texts(calls.speak(begun["id"], "I want pizza")) == ["How many?"]
    over = calls.speak(begun["id"], "two")
    assert over["state"] == "DISCONNECTED"
    assert over["attributes"] == {"name": "Ana"}
    assert over["blocks"] == ["Log", "Look", "Greet", "Menu", "Order", "End"]


def test_waiting_is_the_blocks_time_out(calls: Calls) -> None:
    begun = calls.start("+15551230001", flow="Front desk")
    assert texts(calls.wait(begun["id"])) == ["Goodbye."]


def test_hanging_up_ends_the_call_where_it_is(calls: Calls) -> None:
    begun = calls.start("+15551230001", flow="Front desk")
    over = calls.hang_up(begun["id"])
    assert over["disconnect_reason"] == "CUSTOMER_DISCONNECT"
    assert calls.describe(begun["id"])["log"][-1]["Identifier"] == "Menu"
    with pytest.raises(ValueError, match="is over"):
        calls.press(begun["id"], "1")


def test_a_function_that_fails_leads_to_the_queue(calls: Calls) -> None:
    begun = calls.start("+15551230009", flow="Front desk")
    assert (begun["state"], begun["queue"]) == ("QUEUED", "Reception")
    looked = calls.describe(begun["id"])["log"][1]
    assert "no such caller" in looked["Results"]
    calls.hang_up(begun["id"])


def test_a_function_that_connect_may_not_invoke_is_an_error(
    cloud: LocalCloud, clinic: Instance, calls: Calls
) -> None:
    function = deploy(cloud, LOOKUP)
    clinic.connect.associate_lambda_function(InstanceId=clinic.id, FunctionArn=function.arn)
    clinic.publish(flow(call("Look", then="End", LambdaFunctionARN=function.arn)), name="Forbidden")
    begun = calls.start(flow="Forbidden")
    assert "AccessDeniedException" in calls.describe(begun["id"])["log"][0]["Results"]


@pytest.mark.parametrize("prefix", ["+1206555", "+12065550", "+1206555010"])
def test_numbers_on_offer_are_whole_and_can_be_claimed(clinic: Instance, prefix: str) -> None:
    offered = clinic.connect.search_available_phone_numbers(
        TargetArn=clinic.arn,
        PhoneNumberCountryCode="US",
        PhoneNumberType="DID",
        PhoneNumberPrefix=prefix,
    )["AvailableNumbersList"]
    assert {len(one["PhoneNumber"]) for one in offered} == {12}
    number = offered[0]["PhoneNumber"]
    claimed = clinic.connect.claim_phone_number(TargetArn=clinic.arn, PhoneNumber=number)
    described = clinic.connect.describe_phone_number(PhoneNumberId=claimed["PhoneNumberId"])
    assert described["ClaimedPhoneNumberSummary"]["PhoneNumber"] == number
    clinic.connect.release_phone_number(PhoneNumberId=claimed["PhoneNumberId"])


def test_a_number_is_answered_by_its_flow(calls: Calls, clinic: Instance, front_desk: str) -> None:
    number = clinic.number(front_desk)
    assert texts(calls.start("+15551230001", number=number)) == ["Hello Ana."]
    assert texts(calls.start("+15551230001")) == ["Hello Ana."]
    dialled = calls.describe(calls.start("+15551230001")["id"])["log"][1]["Parameters"]
    assert dialled["LambdaInvocationAttributes"] == {"dialled": number}
    assert {"name": "Front desk", "numbers": [number]}.items() <= next(
        one for one in calls.flows() if one["name"] == "Front desk"
    ).items()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"customer": "555"}, "customer: '555' is not written as"),
        ({"flow": "Nobody"}, "flow: 'Nobody' no flow answers; the inbound flows are: .*Front desk"),
        ({"number": "+15550000000"}, r"number: \+15550000000 is not claimed here"),
    ],
)
def test_who_cannot_be_called_is_told_why(
    calls: Calls, wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        calls.start(**wrong)


def test_flows_of_one_name_are_told_apart_by_their_arns(cloud: LocalCloud, calls: Calls) -> None:
    for alias in ("east-wing", "west-wing"):
        instance_in(cloud, alias).publish(flow(say("Hello", "Hello.")), name="Twin")
    arns = [one["arn"] for one in calls.flows() if one["name"] == "Twin"]
    with pytest.raises(ValueError, match="several flows answer to that") as caught:
        calls.start(flow="Twin")
    assert all(arn in str(caught.value) for arn in arns)
    assert texts(calls.start(flow=arns[1])) == ["Hello."]


def test_a_call_that_is_none_is_told_so(calls: Calls) -> None:
    with pytest.raises(ValueError, match="id: there is no call nobody"):
        calls.speak("nobody", "hello")


def test_the_flow_log_is_written_where_the_instance_has_it_enabled(
    cloud: LocalCloud, calls: Calls, clinic: Instance
) -> None:
    logs = cloud.client("logs")
    calls.start("+15551230001", flow="Front desk")
    assert not logs.describe_log_groups(logGroupNamePrefix="/aws/connect/clinic")["logGroups"]
    clinic.connect.update_instance_attribute(
        InstanceId=clinic.id, AttributeType="CONTACTFLOW_LOGS", Value="true"
    )
    cloud.clock.move(timedelta(days=1))
    begun = calls.start("+15551230001", flow="Front desk")
    calls.wait(begun["id"])
    events = logs.filter_log_events(logGroupName="/aws/connect/clinic")["events"]
    entries = [json.loads(event["message"]) for event in events]
    assert [entry["ContactFlowModuleType"] for entry in entries] == [
        "SetLoggingBehavior",
        "InvokeExternalResource",
        "SetAttributes",
        "GetUserInput",
        "PlayPrompt",
        "Disconnect",
    ]
    assert entries[1]["ExternalResults"]["name"] == "Ana"
    assert entries[3] == {
        "ContactId": begun["id"],
        "ContactFlowId": entries[3]["ContactFlowId"],
        "ContactFlowName": "Front desk",
        "ContactFlowModuleType": "GetUserInput",
        "Identifier": "Menu",
        "Timestamp": entries[3]["Timestamp"],
        "Parameters": {"Text": "Hello Ana.", "InputTimeLimitSeconds": "5", "StoreInput": "False"},
        "Results": "No key was pressed.",
    }


def test_an_instance_without_inbound_calls_takes_none(cloud: LocalCloud) -> None:
    closed = instance_in(cloud, alias="closed")
    closed.connect.update_instance_attribute(
        InstanceId=closed.id, AttributeType="INBOUND_CALLS", Value="false"
    )
    closed.publish(flow(say("Hello", "Hello.")), name="Nowhere")
    with pytest.raises(ValueError, match="does not take inbound calls"):
        Calls(cloud).start(flow="Nowhere")
