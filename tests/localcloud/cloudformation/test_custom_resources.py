"""Custom resources speak the real protocol with a function that really runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.lambda_service import LambdaService
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.cloudformation.test_resources import ASSUME

CODE = """
import cfnresponse

def handle(event, context):
    asked = event["ResourceProperties"]
    if asked.get("Raise"):
        raise ValueError("no rooms")
    before = event.get("OldResourceProperties", {}).get("City", "nothing")
    told = {"Said": event["RequestType"] + " " + asked["City"] + " after " + before}
    status = cfnresponse.FAILED if asked.get("Fail") == "true" else cfnresponse.SUCCESS
    name = "room-in-" + asked.get("Place", "any")
    cfnresponse.send(event, context, status, told, name, reason="sold out")
"""
MAKER: dict[str, Any] = {
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": ASSUME}},
    "Maker": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Code": {"ZipFile": CODE},
            "Handler": "index.handle",
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Runtime": "python3.13",
            "Timeout": 20,
        },
    },
}
SAID = {"Said": {"Value": {"Fn::GetAtt": ["Room", "Said"]}}}


def room(**properties: Any) -> dict[str, Any]:
    token = {"Fn::GetAtt": ["Maker", "Arn"]}
    made = {"Type": "Custom::Room", "Properties": {"ServiceToken": token, **properties}}
    return {**MAKER, "Room": made}


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(services=[CloudFormation, LambdaService]) as made:
        yield made


@pytest.fixture
def hotel(cloud: LocalCloud) -> Iterator[Deployer]:
    made = Deployer(cloud)
    yield made
    made.delete()


def test_a_custom_resource_is_made_changed_and_deleted_by_its_function(hotel: Deployer) -> None:
    hotel.create(room(City="Seoul"), Outputs=SAID)
    assert hotel.failures == []
    assert hotel.outputs == {"Said": "Create Seoul after nothing"}
    assert hotel.physical_id("Room") == "room-in-any"

    hotel.update(room(City="Busan"), Outputs=SAID)
    assert hotel.outputs == {"Said": "Update Busan after Seoul"}

    hotel.update(room(City="Busan", Place="busan"), Outputs=SAID)
    assert hotel.physical_id("Room") == "room-in-busan"
    assert hotel.events[-3:] == [
        ("Room", "DELETE_IN_PROGRESS"),
        ("Room", "DELETE_COMPLETE"),
        ("Hotel", "UPDATE_COMPLETE"),
    ]


def test_failed_fails_the_stack_with_the_functions_reason(hotel: Deployer) -> None:
    hotel.create({**MAKER})

    hotel.update(room(City="Seoul", Fail=True))

    assert hotel.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "Received response status [FAILED]" in hotel.failures[0]
    assert "sold out" in hotel.failures[0]


def test_an_error_of_the_function_fails_the_stack_at_once(hotel: Deployer) -> None:
    hotel.create({**MAKER})

    hotel.update(room(City="Seoul", Raise="yes"))

    assert hotel.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "no rooms" in hotel.failures[0]
