"""Athena's types of CloudFormation, and state machines that wait for queries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.athena.service import AthenaService
from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService, MetricService
from localcloud.events import EventBusService
from localcloud.lambda_service import LambdaService
from localcloud.states.service import StatesService
from tests.localcloud.athena.lake import BUCKET, DATABASE, GROUP, PER_DAY, filled
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.states.machines import machine, task

SERVICES = [
    CloudFormation,
    LogService,
    MetricService,
    LambdaService,
    EventBusService,
    StatesService,
    AthenaService,
]


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with Athena, stacks and state machines."""
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        filled(cloud)
        yield cloud


def resources(cutoff: int, query: str) -> Resources:
    """A workgroup with a saved query."""
    return {
        "Group": {
            "Type": "AWS::Athena::WorkGroup",
            "Properties": {
                "Name": "saved",
                "RecursiveDeleteOption": True,
                "WorkGroupConfiguration": {
                    "EnforceWorkGroupConfiguration": True,
                    "BytesScannedCutoffPerQuery": cutoff,
                    "ResultConfiguration": {
                        "OutputLocation": f"s3://{BUCKET}/answers/",
                        "EncryptionConfiguration": {"EncryptionOption": "SSE_S3"},
                    },
                },
                "Tags": [{"Key": "team", "Value": "data"}],
            },
        },
        "Query": {
            "Type": "AWS::Athena::NamedQuery",
            "Properties": {
                "Name": "how_many",
                "Description": "How many trips are there?",
                "Database": DATABASE,
                "WorkGroup": {"Ref": "Group"},
                "QueryString": query,
            },
        },
    }


def test_a_workgroup_and_its_saved_queries_are_deployed_changed_and_deleted(
    cloud: LocalCloud,
) -> None:
    stack, athena = Deployer(cloud, "Queries"), cloud.client("athena")
    stack.create(resources(50_000_000, "SELECT count(*) FROM trips"))
    assert stack.status == "CREATE_COMPLETE", stack.failures
    (identity,) = athena.list_named_queries(WorkGroup="saved")["NamedQueryIds"]
    saved = athena.get_named_query(NamedQueryId=identity)["NamedQuery"]
    assert saved["Name"] == "how_many"
    athena.start_query_execution(
        QueryString=saved["QueryString"],
        WorkGroup="saved",
        QueryExecutionContext={"Database": saved["Database"]},
    )

    stack.update(resources(60_000_000, "SELECT count(carrier) FROM trips"))
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    group = athena.get_work_group(WorkGroup="saved")["WorkGroup"]["Configuration"]
    assert group["BytesScannedCutoffPerQuery"] == 60_000_000
    assert group["ResultConfiguration"]["OutputLocation"] == f"s3://{BUCKET}/answers/"

    freed = resources(60_000_000, "SELECT count(carrier) FROM trips")
    del freed["Group"]["Properties"]["WorkGroupConfiguration"]["BytesScannedCutoffPerQuery"]
    stack.update(freed)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    group = athena.get_work_group(WorkGroup="saved")["WorkGroup"]["Configuration"]
    assert "BytesScannedCutoffPerQuery" not in group

    stack.delete()
    with pytest.raises(ClientError, match="WorkGroup saved is not found"):
        athena.get_work_group(WorkGroup="saved")


def test_a_scan_limit_below_athenas_least_fails_the_deploy(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="1000 is less than the minimum of 10000000"):
        Deployer(cloud, "Stingy").create(resources(1_000, "SELECT 1"))


def query(text: str, **more: Any) -> dict[str, Any]:
    """The state that waits for a query."""
    parameters = {
        "QueryString": text,
        "WorkGroup": GROUP,
        "QueryExecutionContext": {"Database": DATABASE},
    }
    return task("athena:startQueryExecution.sync", Parameters=parameters, **more)


def test_a_state_machine_waits_for_a_query_and_reads_its_answer(cloud: LocalCloud) -> None:
    read = task(
        "athena:getQueryResults",
        Parameters={"QueryExecutionId.$": "$.QueryExecution.QueryExecutionId"},
    )
    states = {"Ask": query("SELECT count(*) FROM trips", Next="Read"), "Read": read}
    output = machine(cloud, states).start().output()
    assert output["ResultSet"]["Rows"][1]["Data"][0]["VarCharValue"] == str(3 * PER_DAY)


def test_a_query_that_fails_fails_its_state_with_the_reason(cloud: LocalCloud) -> None:
    ended = machine(cloud, {"Ask": query("SELECT nope FROM trips")}).start().end()
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    cause = json.loads(ended["cause"])
    assert (
        "Column 'nope' cannot be resolved" in cause["QueryExecution"]["Status"]["StateChangeReason"]
    )
