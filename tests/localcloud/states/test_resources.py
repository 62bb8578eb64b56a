"""AWS::StepFunctions::StateMachine in each form of its definition, deployed and changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService, MetricService
from localcloud.lambda_service import LambdaService
from localcloud.states.service import StatesService
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.states.machines import ROLE, Machine

BUCKET = "definitions-of-machines"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud that deploys state machines, with a bucket."""
    services = [CloudFormation, LogService, MetricService, LambdaService, StatesService]
    with LocalCloud(services) as cloud:
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        yield cloud


@pytest.fixture
def stack(cloud: LocalCloud, request: pytest.FixtureRequest) -> Deployer:
    """A stack that is not there yet."""
    return Deployer(cloud, request.node.name.replace("_", "-"))


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def at(logical_id: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, attribute]}


def state_machine(result: int, **properties: Any) -> Resources:
    """A state machine that answers with a number, and the log group that it writes to."""
    definition = {
        "StartAt": "Answer",
        "States": {"Answer": {"Type": "Pass", "Result": result, "End": True}},
    }
    return {
        "Logs": of("Logs::LogGroup", RetentionInDays=30),
        "Machine": of(
            "StepFunctions::StateMachine",
            DefinitionString=json.dumps(definition),
            RoleArn=ROLE,
            LoggingConfiguration={
                "Level": "ALL",
                "IncludeExecutionData": True,
                "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": at("Logs", "Arn")}}],
            },
            TracingConfiguration={"Enabled": True},
            Tags=[{"Key": "team", "Value": "prices"}],
            **properties,
        ),
    }


def test_a_state_machine_is_deployed_updated_and_deleted(
    cloud: LocalCloud, stack: Deployer
) -> None:
    stack.create(state_machine(1))
    assert stack.status == "CREATE_COMPLETE", stack.failures
    machine = Machine(cloud, stack.physical_id("Machine"))
    assert machine.start().output() == 1
    stack.update(state_machine(2))
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert stack.physical_id("Machine") == machine.arn
    assert machine.start().output() == 2
    described = cloud.client("stepfunctions").describe_state_machine(stateMachineArn=machine.arn)
    assert described["loggingConfiguration"]["level"] == "ALL"
    assert described["tracingConfiguration"] == {"enabled": True}
    stack.delete()
    assert cloud.client("stepfunctions").list_state_machines()["stateMachines"] == []


def test_substitutions_are_made_in_a_definition(cloud: LocalCloud, stack: Deployer) -> None:
    resources = state_machine(1, DefinitionSubstitutions={"said": {"Ref": "AWS::Region"}})
    properties = resources["Machine"]["Properties"]
    properties["DefinitionString"] = json.dumps(
        {
            "StartAt": "Answer",
            "States": {"Answer": {"Type": "Pass", "Result": "${said}", "End": True}},
        }
    )
    stack.create(resources)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    assert Machine(cloud, stack.physical_id("Machine")).start().output() == "us-east-1"


def test_a_definition_in_s3_or_as_an_object_is_taken(cloud: LocalCloud, stack: Deployer) -> None:
    definition = {
        "StartAt": "Answer",
        "States": {"Answer": {"Type": "Pass", "Result": "from S3", "End": True}},
    }
    cloud.client("s3").put_object(
        Bucket=BUCKET, Key="definitions/answer.json", Body=json.dumps(definition)
    )
    resources = state_machine(
        1, DefinitionS3Location={"Bucket": BUCKET, "Key": "definitions/answer.json"}
    )
    del resources["Machine"]["Properties"]["DefinitionString"]
    stack.create(resources)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    machine = Machine(cloud, stack.physical_id("Machine"))
    assert machine.start().output() == "from S3"

    properties = resources["Machine"]["Properties"]
    del properties["DefinitionS3Location"]
    definition["States"]["Answer"]["Result"] = "an object"  # type: ignore[index]
    stack.update(
        {
            **resources,
            "Machine": of("StepFunctions::StateMachine", **properties, Definition=definition),
        }
    )
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert machine.start().output() == "an object"


def test_a_wrong_definition_fails_the_deploy_with_its_place(stack: Deployer) -> None:
    resources = state_machine(1)
    definition = {"StartAt": "Nowhere", "States": {"Answer": {"Type": "Succeed"}}}
    resources["Machine"]["Properties"]["DefinitionString"] = json.dumps(definition)
    stack.create(resources)
    assert stack.status == "ROLLBACK_COMPLETE"
    assert any("Missing 'StartAt' target: Nowhere" in reason for reason in stack.failures)
