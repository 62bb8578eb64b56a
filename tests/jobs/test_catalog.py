"""Partitions are known to the Glue catalog as soon as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from curation.catalog import Catalog
from curation.errors import JobError
from moto import mock_aws

DATABASE = "curated"
TABLE = "business_events"


def table(columns: dict[str, str]) -> dict[str, Any]:
    """A table's definition, as CreateTable takes it."""
    return {
        "Name": TABLE,
        "PartitionKeys": [{"Name": "date", "Type": "string"}],
        "StorageDescriptor": {
            "Location": "s3://curated/business_events/",
            "Columns": [{"Name": name, "Type": kind} for name, kind in columns.items()],
        },
    }


@pytest.fixture
def glue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Glue with one table."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    make: Any = boto3.client
    with mock_aws():
        client = make("glue", region_name="us-east-1")
        client.create_database(DatabaseInput={"Name": DATABASE})
        client.create_table(DatabaseName=DATABASE, TableInput=table({"event_id": "string"}))
        yield client


def known(glue: Any) -> dict[str, dict[str, Any]]:
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName=DATABASE, TableName=TABLE)
    return {
        "/".join(one["Values"]): one["StorageDescriptor"]
        for page in pages
        for one in page["Partitions"]
    }


def folders(*days: str) -> dict[tuple[str, ...], str]:
    return {(day,): f"s3://curated/business_events/date={day}/" for day in days}


def test_a_partition_is_registered_once_however_often_it_is_written(glue: Any) -> None:
    catalog = Catalog(DATABASE, client=glue)
    assert catalog.register(TABLE, folders("2026-11-26")) == [
        "s3://curated/business_events/date=2026-11-26/"
    ]
    assert catalog.register(TABLE, folders("2026-11-26", "2026-11-27")) == [
        "s3://curated/business_events/date=2026-11-27/"
    ]
    assert {day: one["Location"] for day, one in known(glue).items()} == {
        day: f"s3://curated/business_events/date={day}/" for day in ("2026-11-26", "2026-11-27")
    }


def test_a_partition_written_again_knows_the_tables_new_column(glue: Any) -> None:
    catalog = Catalog(DATABASE, client=glue)
    catalog.register(TABLE, folders("2026-11-26"))
    new = table({"event_id": "string", "city": "string"})
    glue.update_table(DatabaseName=DATABASE, TableInput=new)
    catalog.register(TABLE, folders("2026-11-26"))
    columns = known(glue)["2026-11-26"]["Columns"]
    assert [column["Name"] for column in columns] == ["event_id", "city"]


def test_more_partitions_than_one_call_takes_are_registered_and_forgotten(glue: Any) -> None:
    catalog = Catalog(DATABASE, client=glue)
    days = [f"day-{number:03}" for number in range(130)]
    assert len(catalog.register(TABLE, folders(*days))) == 130
    catalog.forget(TABLE, [(day,) for day in [*days[:60], "never"]])
    assert sorted(known(glue)) == days[60:]


def test_a_table_that_is_not_declared_is_named(glue: Any) -> None:
    catalog = Catalog(DATABASE, client=glue)
    assert not catalog.has("flights")
    with pytest.raises(JobError, match="no table flights in the Glue database curated, so its"):
        catalog.register("flights", folders("2026-11-27"))


def test_what_glue_refuses_is_told(glue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    detail = {"ErrorCode": "InternalServiceException", "ErrorMessage": "try again"}
    error = {"PartitionValues": ["2026-11-27"], "ErrorDetail": detail}
    monkeypatch.setattr(glue, "batch_create_partition", lambda **_: {"Errors": [error]})
    with pytest.raises(JobError) as refused:
        Catalog(DATABASE, client=glue).register(TABLE, folders("2026-11-27"))
    assert str(refused.value) == (
        "Glue refuses partition 2026-11-27 of curated.business_events: "
        "InternalServiceException, try again"
    )
