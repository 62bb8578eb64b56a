"""Flows are published through the API as Connect publishes them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.connect.deployed import Instance
from tests.localcloud.connect.flows import FUNCTION, ask, block, call, flow, say, set_queue


def test_the_problems_of_a_flow_are_listed(clinic: Instance) -> None:
    with pytest.raises(ClientError) as caught:
        clinic.publish(flow(say("Hello", "", then="Nowhere")), name="Wrong")
    response: dict[str, Any] = dict(caught.value.response)
    assert response["Error"]["Code"] == "InvalidContactFlowException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert [problem["message"] for problem in response["problems"]] == [
        "Invalid Action property value. Path: Actions[0].Parameters.Text (block 'Hello')",
        "Invalid Action property value. Path: Actions[0].Transitions.NextAction (block 'Hello')",
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (flow(call("X", then="End")), "LambdaFunctionARN"),
        (flow(set_queue("X", "nobody", then="End")), "QueueId"),
        (
            flow(
                ask("X", "?", {}, LexV2Bot={"AliasArn": FUNCTION}),
            ),
            "LexV2Bot.AliasArn",
        ),
    ],
)
def test_what_the_instance_does_not_have_cannot_be_referred_to(
    clinic: Instance, content: str, name: str
) -> None:
    with pytest.raises(ClientError, match=rf"Parameters\.{name}: the instance has no"):
        clinic.publish(content, name="Dangling")


def test_a_name_is_taken_once(clinic: Instance) -> None:
    clinic.publish(flow(say("Hello", "Hello.")), name="Twice")
    with pytest.raises(ClientError, match="DuplicateResourceException"):
        clinic.publish(flow(say("Hello", "Hello.")), name="Twice")


def test_content_can_be_replaced_and_the_versions_stay(clinic: Instance) -> None:
    where = {
        "InstanceId": clinic.id,
        "ContactFlowId": clinic.publish(flow(say("A", "a")), name="Versions"),
    }
    connect = clinic.connect
    assert connect.create_contact_flow_version(**where)["Version"] == 1
    connect.update_contact_flow_content(**where, Content=flow(say("B", "b")))
    assert connect.create_contact_flow_version(**where)["Version"] == 2
    shown = connect.describe_contact_flow(**where)["ContactFlow"]
    assert '"B"' in shown["Content"]
    with pytest.raises(ClientError, match="InvalidContactFlowException"):
        connect.update_contact_flow_content(**where, Content="{}")
    assert connect.describe_contact_flow(**where)["ContactFlow"]["Content"] == shown["Content"]


def test_hours_of_a_queue_cannot_be_removed(clinic: Instance) -> None:
    with pytest.raises(ClientError, match="those of the queue 'Reception'"):
        clinic.connect.delete_hours_of_operation(
            InstanceId=clinic.id, HoursOfOperationId=clinic.hours
        )


def test_a_flow_may_have_actions_that_are_not_played_here(clinic: Instance) -> None:
    assert clinic.publish(flow(block("Later", "CreateCallbackContact", {})), name="Elsewhere")


def test_an_instance_that_there_is_none_of_is_not_found(clinic: Instance) -> None:
    with pytest.raises(ClientError, match="There is no instance nobody"):
        clinic.connect.list_queues(InstanceId="nobody")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"TimeZone": "Mars/Olympus"}, "'Mars/Olympus' is not a time zone"),
        ({"Name": "Always"}, "The name 'Always' is taken"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    clinic: Instance, change: dict[str, str], sentence: str
) -> None:
    request = {"Name": "Never", "TimeZone": "UTC", **change}
    with pytest.raises(ClientError, match=sentence):
        clinic.connect.create_hours_of_operation(InstanceId=clinic.id, Config=[], **request)
