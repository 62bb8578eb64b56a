"""Data sets of QuickSight: what they take in is what Athena answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.athena.service import AthenaService
from localcloud.cloud import LocalCloud
from localcloud.quicksight.service import QuickSightService
from localcloud.service import ACCOUNT
from tests.localcloud.athena.lake import GROUP, PER_DAY, filled
from tests.localcloud.sagemaker.toys import until

REGION = "us-east-1"
QUERY = "SELECT date AS day, count(*) AS trips FROM trips_curated.trips GROUP BY 1"


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with a small lake, Athena and a data source of it."""
    with LocalCloud([AthenaService, QuickSightService]) as cloud:
        filled(cloud)
        cloud.client("quicksight").create_data_source(
            AwsAccountId=ACCOUNT,
            DataSourceId="lake",
            Name="The lake",
            Type="ATHENA",
            DataSourceParameters={"AthenaParameters": {"WorkGroup": GROUP}},
        )
        yield cloud


class DataSet:
    """A data set, and what it has taken in."""

    def __init__(
        self,
        cloud: LocalCloud,
        identity: str,
        sql: str = QUERY,
        columns: tuple[str, ...] = ("day", "trips"),
        **more: Any,
    ) -> None:
        self.client = cloud.client("quicksight")
        self.of = {"AwsAccountId": ACCOUNT, "DataSetId": identity}
        self.content = {
            "Name": identity,
            "ImportMode": "SPICE",
            "PhysicalTableMap": {
                "answer": {
                    "CustomSql": {
                        "DataSourceArn": f"arn:aws:quicksight:{REGION}:{ACCOUNT}:datasource/lake",
                        "Name": "answer",
                        "SqlQuery": sql,
                        "Columns": [{"Name": name, "Type": "STRING"} for name in columns],
                    }
                }
            },
            **more,
        }
        self.made = self.client.create_data_set(**self.of, **self.content)

    def ended(self, identity: str) -> dict[str, Any]:
        """An ingestion, once it is over."""
        told: dict[str, Any] = {}

        def over() -> bool:
            told.update(
                self.client.describe_ingestion(**self.of, IngestionId=identity)["Ingestion"]
            )
            return bool(told["IngestionStatus"] in ("COMPLETED", "FAILED"))

        until(over, "the ingestion")
        return told

    def refreshed(self, identity: str = "again") -> dict[str, Any]:
        """What a refresh took in."""
        begun = self.client.create_ingestion(**self.of, IngestionId=identity)
        assert begun["IngestionStatus"] == "INITIALIZED"
        return self.ended(identity)


def test_a_new_data_set_takes_in_the_answer_of_its_query(cloud: LocalCloud) -> None:
    data_set = DataSet(cloud, "trips")
    first = data_set.ended(data_set.made["IngestionId"])
    assert first["IngestionStatus"] == "COMPLETED"
    assert first["RequestType"] == "INITIAL_INGESTION"
    assert first["RowInfo"] == {"RowsIngested": 3, "RowsDropped": 0, "TotalRowsInDataset": 3}


def test_an_answer_of_many_pages_is_counted_to_its_end(cloud: LocalCloud) -> None:
    sql = "SELECT date AS day FROM trips_curated.trips"
    refreshed = DataSet(cloud, "all", sql, ("day",)).refreshed()
    assert refreshed["RowInfo"]["RowsIngested"] == 3 * PER_DAY
    assert refreshed["RequestType"] == "FULL_REFRESH"


@pytest.mark.parametrize(
    ("name", "sql", "kind", "reason"),
    [
        (
            "gone",
            "SELECT 1 AS day, 2 AS trips FROM trips_curated.gone",
            "SQL_TABLE_NOT_FOUND",
            "gone",
        ),
        ("wrong", "SELEC 1", "SQL_EXCEPTION", "mismatched input"),
        ("less", "SELECT 1 AS day", "SQL_SCHEMA_MISMATCH_ERROR", "no column trips; it has day"),
    ],
)
def test_what_athena_does_not_answer_fails_with_its_reason(
    cloud: LocalCloud, name: str, sql: str, kind: str, reason: str
) -> None:
    refreshed = DataSet(cloud, name, sql).refreshed()
    assert refreshed["IngestionStatus"] == "FAILED"
    assert refreshed["ErrorInfo"]["Type"] == kind
    assert reason in refreshed["ErrorInfo"]["Message"]
    assert "RowInfo" not in refreshed


def test_a_workgroup_that_is_not_there_is_why_a_refresh_fails(cloud: LocalCloud) -> None:
    client = cloud.client("quicksight")
    data_set = DataSet(cloud, "elsewhere")
    source = {
        "AwsAccountId": ACCOUNT,
        "DataSourceId": "lake",
        "Name": "The lake",
        "DataSourceParameters": {"AthenaParameters": {"WorkGroup": "nowhere"}},
    }
    client.update_data_source(**source)
    try:
        refreshed = data_set.refreshed()
    finally:
        source["DataSourceParameters"] = {"AthenaParameters": {"WorkGroup": GROUP}}
        client.update_data_source(**source)
    assert refreshed["ErrorInfo"]["Type"] == "DATA_SOURCE_CONNECTION_FAILED"
    assert "nowhere" in refreshed["ErrorInfo"]["Message"]
    assert data_set.refreshed("after")["IngestionStatus"] == "COMPLETED"


def test_a_changed_data_set_takes_in_its_new_answer(cloud: LocalCloud) -> None:
    data_set = DataSet(cloud, "changed")
    data_set.content["PhysicalTableMap"]["answer"]["CustomSql"]["SqlQuery"] = f"{QUERY} LIMIT 1"
    changed = data_set.client.update_data_set(**data_set.of, **data_set.content)
    assert data_set.ended(changed["IngestionId"])["RowInfo"]["RowsIngested"] == 1
    listed = data_set.client.list_ingestions(**data_set.of)["Ingestions"]
    assert [(one["IngestionId"], one["RequestType"]) for one in listed] == [
        (changed["IngestionId"], "EDIT"),
        (data_set.made["IngestionId"], "INITIAL_INGESTION"),
    ]


def test_a_data_set_that_asks_directly_keeps_nothing(cloud: LocalCloud) -> None:
    data_set = DataSet(cloud, "direct", ImportMode="DIRECT_QUERY")
    assert "IngestionId" not in data_set.made
    assert data_set.refreshed()["ErrorInfo"]["Type"] == "DATA_SET_NOT_SPICE"


def test_what_is_not_there_or_there_already_is_said(cloud: LocalCloud) -> None:
    data_set = DataSet(cloud, "once")
    with pytest.raises(ClientError, match=r"ResourceExistsException.*DataSet once exists"):
        DataSet(cloud, "once")
    data_set.refreshed("twice")
    with pytest.raises(ClientError, match=r"ResourceExistsException.*Ingestion twice exists"):
        data_set.refreshed("twice")
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*Ingestion never"):
        data_set.client.describe_ingestion(**data_set.of, IngestionId="never")
    data_set.client.delete_data_set(**data_set.of)
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*DataSet once"):
        data_set.refreshed("late")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"PhysicalTableMap": {}}, "data sets other than those of one CustomSql"),
        ({"LogicalTableMap": {"a": {"Alias": "a", "Source": {}}}}, "data sets other than those"),
    ],
)
def test_a_data_set_that_cannot_be_read_here_is_refused_by_name(
    cloud: LocalCloud, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(ClientError, match=said):
        DataSet(cloud, "odd", **change)


def test_what_the_local_cloud_cannot_ask_is_refused_by_name(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="data sources of S3; it has ATHENA"):
        cloud.client("quicksight").create_data_source(
            AwsAccountId=ACCOUNT, DataSourceId="files", Name="Files", Type="S3"
        )
    data_set = DataSet(cloud, "incremental")
    with pytest.raises(ClientError, match="incremental; it has FULL_REFRESH"):
        data_set.client.create_ingestion(
            **data_set.of, IngestionId="one", IngestionType="INCREMENTAL_REFRESH"
        )
