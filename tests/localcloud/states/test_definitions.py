"""Definitions that are none are refused when a state machine is made, in AWS's terms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.states.machines import ROLE, machine, task

PASS = {"Type": "Pass", "End": True}


def refused(cloud: LocalCloud, definition: Any) -> str:
    text = definition if isinstance(definition, str) else json.dumps(definition)
    with pytest.raises(ClientError) as caught:
        cloud.client("stepfunctions").create_state_machine(
            name="refused", definition=text, roleArn=ROLE
        )
    assert caught.value.response["Error"]["Code"] == "InvalidDefinition"
    return str(caught.value.response["Error"]["Message"])


BRANCH = {"StartAt": "C", "States": {"B": PASS}}
WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"A": {"Type": "Pass", "Next": "B"}},
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
    ),
    ({"A": {"Type": "Pass"}}, "Exactly one of 'Next' and 'End' is required at /States/A"),
    ({"A": {"Type": "Pause", "End": True}}, "at /States/A/Type"),
    ({"A": PASS, "B": PASS}, "State 'B' is not reachable at /States/B"),
    ({"A": {"Type": "Task", "End": True}}, "A Task has the ARN of a Resource"),
    ({"A": {"Type": "Wait", "End": True}}, "A Wait has exactly one of"),
    ({"A": {**PASS, "Parameters": {"x": {"y.$": "no path"}}}}, "The value for the field 'y.$'"),
    (
        {"A": task("aws-sdk:s3:getObject", Parameters={"Bukket": "b"})},
        'The field "Bukket" is not supported by Step Functions at /States/A/Parameters',
    ),
    (
        {"A": task("sagemaker:createTrainingJob.sync", Parameters={"Name": "b"})},
        'The field "Name" is not supported',
    ),
    ({"A": task("sagemaker:describeTrainingJob")}, "sagemaker has an integration for"),
    ({"A": task("sagemaker:createModel.sync")}, "CreateModel cannot be waited for with .sync"),
    ({"A": task("aws-sdk:sagemaker:createTrainingJob.sync")}, "not waited for with .sync"),
    ({"A": task("aws-sdk:s3:eatObject")}, "s3 has no operation eatObject"),
    ({"A": task("aws-sdk:nothing:doIt")}, "nothing is not a service of the AWS SDK"),
    ({"A": {**PASS, "QueryLanguage": "JSONata"}}, "does not run JSONata: write JSONPath"),
    (
        {"A": task("sqs:sendMessage", Retry=[{"ErrorEquals": ["States.ALL", "x"]}])},
        "States.ALL must appear alone",
    ),
    (
        {"A": {"Type": "Parallel", "End": True, "Branches": [BRANCH]}},
        "Missing 'StartAt' target: C at /States/A/Branches[0]/StartAt",
    ),
]


@pytest.mark.parametrize(("states", "said"), WRONG)
def test_what_is_wrong_is_said_with_its_place(
    cloud: LocalCloud, states: dict[str, Any], said: str
) -> None:
    assert said in refused(cloud, {"StartAt": "A", "States": states})


def test_what_is_no_json_is_refused(cloud: LocalCloud) -> None:
    assert "INVALID_JSON_DESCRIPTION" in refused(cloud, "{")


def test_a_machine_in_jsonata_is_refused_by_name(cloud: LocalCloud) -> None:
    definition = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": PASS}}
    assert "JSONata" in refused(cloud, definition)


def test_an_update_is_checked_too(cloud: LocalCloud) -> None:
    made = machine(cloud, {"A": PASS})
    client = cloud.client("stepfunctions")
    with pytest.raises(ClientError, match="MISSING_TRANSITION_TARGET"):
        client.update_state_machine(
            stateMachineArn=made.arn,
            definition=json.dumps({"StartAt": "B", "States": {"A": PASS}}),
        )
    assert made.start().output() == {}


def test_a_name_is_taken_once_unless_the_machine_is_the_same(cloud: LocalCloud) -> None:
    client = cloud.client("stepfunctions")
    request = {
        "name": "taken",
        "definition": json.dumps({"StartAt": "A", "States": {"A": PASS}}),
        "roleArn": ROLE,
    }
    first = client.create_state_machine(**request)["stateMachineArn"]
    assert client.create_state_machine(**request)["stateMachineArn"] == first
    other = json.dumps({"StartAt": "B", "States": {"B": PASS}})
    with pytest.raises(client.exceptions.StateMachineAlreadyExists):
        client.create_state_machine(**{**request, "definition": other})


def test_all_problems_can_be_asked_for(cloud: LocalCloud) -> None:
    answer = cloud.client("stepfunctions").validate_state_machine_definition(
        definition=json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}})
    )
    assert answer["result"] == "FAIL"
    assert [each["location"] for each in answer["diagnostics"]] == ["/States/A/Next"]
