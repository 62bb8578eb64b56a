"""The Analytics stack with all that it can have: deployed, asked in three ways, and gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from stacks.analytics import Options
from tests.e2e.asked_lake import Lake
from tests.e2e.conftest import deployed_here
from tests.e2e.told_bookings import Telling
from tests.localcloud.opensearch.test_domains import call
from tests.localcloud.sagemaker.toys import until
from tests.stacks.analytics import COSTLY, new_stack

STACK = "Analytics"


class Deployed(Lake):
    """The stack, whose lake is asked and whose warehouse and search domain are too."""

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
    with deployed_here(STACK, Path(root.synth().directory), tmp_path_factory) as target:
        yield Deployed(target)


def test_the_warehouse_has_the_schema_of_its_migrations(deployed: Deployed) -> None:
    tables = deployed.warehouse(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'analytics' AND table_type = 'BASE TABLE' ORDER BY table_name"
    )
    assert ["business_events"] in tables
    assert ["flights"] in tables
    assert deployed.warehouse("SELECT count(*) FROM analytics.flights") == [[0]]


def test_the_view_answers_before_there_are_bookings(deployed: Deployed) -> None:
    counted = "SELECT count(*) AS bookings, count(cancelled_at) AS cancelled FROM bookings"
    assert deployed.ask(counted) == [{"bookings": "0", "cancelled": "0"}]


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


def test_the_days_work_loads_the_day_and_what_came_late_for_the_one_before(
    deployed: Deployed,
) -> None:
    day = datetime.now(UTC).date() - timedelta(days=1)
    told = Telling.of(day).first
    before = deployed.raw_rows()
    deployed.tell(told)
    deployed.deliver(before + len(told))
    ran = deployed.work(day)
    assert ran["status"] == "SUCCEEDED", ran["cause"]
    by_day = "SELECT CAST({of} AS varchar) AS day, count(*) AS events FROM {table} "
    by_day += "WHERE {of} <= '{day}' GROUP BY 1 ORDER BY 1"
    curated = deployed.ask(by_day.format(of="date", table="business_events", day=day))
    assert [row["day"] for row in curated] == [str(day - timedelta(days=1)), str(day)]
    loaded = deployed.warehouse(
        by_day.format(of="CAST(occurred_at AS DATE)", table="analytics.business_events", day=day)
    )
    assert loaded == [[row["day"], int(str(row["events"]))] for row in curated]


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
