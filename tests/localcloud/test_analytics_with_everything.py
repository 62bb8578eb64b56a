"""The Analytics stack with all that it can have: deployed, asked in three ways, and gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aws_cdk import App

from demo.stack_outputs import outputs
from localcloud.cli import running
from localcloud.cli.deploying import deploy
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network
from stacks.analytics import Options
from tests.localcloud.opensearch.test_domains import call
from tests.localcloud.sagemaker.toys import until
from tests.stacks.analytics import COSTLY, new_stack

STACK, REGION = "Analytics", "us-east-1"


@dataclass(frozen=True)
class Deployed:
    """The stack."""

    cloud: RunningCloud
    outputs: dict[str, str]

    def client(self, service: str) -> Any:
        return over_network(self.cloud.endpoint, service, REGION)

    def warehouse(self, sql: str) -> list[list[Any]]:
        """What a statement answers."""
        data = self.client("redshift-data")
        statement = data.execute_statement(
            WorkgroupName=self.outputs["WarehouseWorkgroup"],
            Database=self.outputs["WarehouseDatabase"],
            Sql=sql,
        )["Id"]
        until(lambda: data.describe_statement(Id=statement)["Status"] in ("FINISHED", "FAILED"))
        described = data.describe_statement(Id=statement)
        assert described["Status"] == "FINISHED", described["Error"]
        records = data.get_statement_result(Id=statement)["Records"]
        return [[next(iter(cell.values())) for cell in record] for record in records]

    def athena(self, sql: str) -> list[list[str | None]]:
        """What a query answers, without the header."""
        athena = self.client("athena")
        query = athena.start_query_execution(
            QueryString=sql,
            WorkGroup=self.outputs["QueryWorkgroup"],
            QueryExecutionContext={"Database": self.outputs["CuratedDatabase"]},
        )["QueryExecutionId"]

        def status() -> dict[str, Any]:
            ran = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            return dict(ran["Status"])

        until(lambda: status()["State"] in ("SUCCEEDED", "FAILED"))
        assert status()["State"] == "SUCCEEDED", status()
        rows = athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows[1:]]

    def search(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """The events that are found."""
        status, told = call(
            self.outputs["SearchEndpoint"], "POST", "/events-*/_search", {"query": query}
        )
        return [each["_source"] for each in told["hits"]["hits"]] if status == 200 else []


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The stack of the development environment with all on, in a cloud of its own."""
    root = new_stack("dev", Options(), **COSTLY).node.root
    assert isinstance(root, App)
    folder = tmp_path_factory.mktemp("everything") / "cloud"
    cloud = running.start(0, folder)
    try:
        deploy(cloud, [STACK], app=root.synth().directory, region=REGION)
        yield Deployed(
            cloud, outputs(over_network(cloud.endpoint, "cloudformation", REGION), STACK)
        )
    finally:
        running.stop(cloud, folder)


def test_the_warehouse_has_the_schema_of_its_migrations(deployed: Deployed) -> None:
    tables = deployed.warehouse(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'analytics' AND table_type = 'BASE TABLE' ORDER BY table_name"
    )
    assert ["business_events"] in tables
    assert ["flights"] in tables
    assert deployed.warehouse("SELECT count(*) FROM analytics.flights") == [[0]]


def test_the_view_answers_before_there_are_bookings(deployed: Deployed) -> None:
    assert deployed.athena("SELECT count(*), count(cancelled_at) FROM bookings") == [["0", "0"]]


def test_an_event_of_the_bus_is_looked_for(deployed: Deployed) -> None:
    detail = {"eventId": "e-1", "reference": "R1", "city": "seoul"}
    answer = deployed.client("events").put_events(
        Entries=[
            {
                "Source": "hotel.booking",
                "DetailType": "BookingConfirmed",
                "Detail": json.dumps(detail),
            }
        ]
    )
    assert answer["FailedEntryCount"] == 0
    by_city = {"term": {"detail.city": "seoul"}}
    until(lambda: deployed.search(by_city), "the event")
    (found,) = deployed.search(by_city)
    assert found["detail"] == detail
    assert found["detail-type"] == "BookingConfirmed"


def test_it_goes_with_all_that_it_made(deployed: Deployed) -> None:
    client = deployed.client("cloudformation")
    client.delete_stack(StackName=STACK)
    client.get_waiter("stack_delete_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 240}
    )
    buckets = [each["Name"] for each in deployed.client("s3").list_buckets()["Buckets"]]
    assert [name for name in buckets if "hnb659fds" not in name] == []
    databases = deployed.client("glue").get_databases()["DatabaseList"]
    assert [each["Name"] for each in databases if each["Name"] != "default"] == []
    assert deployed.client("opensearch").list_domain_names()["DomainNames"] == []
    assert deployed.client("redshift-serverless").list_workgroups()["workgroups"] == []
    assert deployed.client("kinesis").list_streams()["StreamNames"] == []
