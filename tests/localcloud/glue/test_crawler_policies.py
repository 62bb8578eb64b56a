"""A crawl that finds something else than the catalog has does as its policies say."""

from __future__ import annotations

import json

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.glue.lake import lake, lines

MERGE = json.dumps(
    {
        "Version": 1.0,
        "CrawlerOutput": {
            "Tables": {"AddOrUpdateBehavior": "MergeNewColumns"},
            "Partitions": {"AddOrUpdateBehavior": "InheritFromTable"},
        },
    }
)


def policy(update: str, delete: str) -> dict[str, str]:
    """A SchemaChangePolicy."""
    return {"UpdateBehavior": update, "DeleteBehavior": delete}


def test_crawling_again_changes_nothing(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/date=1/a.json", lines({"id": "a"}))
    name = here.crawled("events/")
    before = here.table("events")
    here.crawl(name)

    assert here.table("events")["VersionId"] == before["VersionId"]
    assert len(here.partitions("events")) == 1


def test_a_new_column_and_a_new_partition_are_added(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/date=1/a.json", lines({"id": "a", "old": 1}))
    name = here.crawled("events/")
    here.remove("events/date=1/a.json")
    here.put("events/date=1/b.json", lines({"id": "a", "city": "Jeju"}))
    here.put("events/date=2/a.json", lines({"id": "b", "city": "Jeju"}))
    here.crawl(name)

    assert here.columns("events") == {"id": "string", "city": "string"}
    assert set(here.partitions("events")) == {("1",), ("2",)}


def test_a_crawler_that_merges_keeps_what_it_knows(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/date=1/a.json", lines({"id": "a", "old": 1}))
    name = here.crawled("events/", Configuration=MERGE)
    here.remove("events/date=1/a.json")
    here.put("events/date=2/a.json", lines({"id": "b", "city": "Jeju"}))
    here.crawl(name)
    (_, second) = sorted(here.partitions("events").items())

    assert here.columns("events") == {"id": "string", "old": "int", "city": "string"}
    assert [each["Name"] for each in second[1]["StorageDescriptor"]["Columns"]] == [
        "id",
        "old",
        "city",
    ]


def test_a_crawler_that_only_logs_leaves_tables_and_adds_partitions(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/date=1/a.json", lines({"id": "a"}))
    name = here.crawled("events/", SchemaChangePolicy=policy("LOG", "LOG"))
    here.put("events/date=2/a.json", lines({"id": "b", "city": "Jeju"}))
    here.crawl(name)

    assert here.columns("events") == {"id": "string"}
    assert set(here.partitions("events")) == {("1",), ("2",)}


@pytest.mark.parametrize(
    ("delete", "left", "deprecated"),
    [
        ("LOG", ["events"], False),
        ("DEPRECATE_IN_DATABASE", ["events"], True),
        ("DELETE_FROM_DATABASE", [], False),
    ],
)
def test_tables_whose_files_are_gone_go_as_the_policy_says(
    cloud: LocalCloud, delete: str, left: list[str], deprecated: bool
) -> None:
    here = lake(cloud)
    here.put("events/a.json", lines({"id": "a"}))
    name = here.crawled("events/", SchemaChangePolicy=policy("UPDATE_IN_DATABASE", delete))
    here.remove("events/a.json")
    here.crawl(name)
    marked = [n for n in left if "DEPRECATED_BY_CRAWLER" in here.table(n)["Parameters"]]

    assert here.tables() == left
    assert bool(marked) == deprecated


def test_a_partition_whose_files_are_gone_goes_where_it_may(cloud: LocalCloud) -> None:
    here = lake(cloud)
    for date in ("1", "2"):
        here.put(f"events/date={date}/a.json", lines({"id": "a"}))
    change = policy("UPDATE_IN_DATABASE", "DELETE_FROM_DATABASE")
    name = here.crawled("events/", SchemaChangePolicy=change)
    here.remove("events/date=1/a.json")
    here.crawl(name)

    assert set(here.partitions("events")) == {("2",)}


def test_a_table_of_somebody_else_keeps_its_name(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/a.json", lines({"id": "a"}))
    here.glue.create_database(DatabaseInput={"Name": here.database})
    elsewhere = {"Columns": [{"Name": "n", "Type": "int"}], "Location": "s3://elsewhere/events/"}
    here.glue.create_table(
        DatabaseName=here.database, TableInput={"Name": "events", "StorageDescriptor": elsewhere}
    )
    here.crawled("events/")
    first, second = here.tables()

    assert here.columns("events") == {"n": "int"}
    assert first == "events"
    assert second.startswith("events_")


def test_a_declared_table_gets_its_partitions(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/event=Booked/date=1/a.json", lines({"id": "a"}))
    here.glue.create_database(DatabaseInput={"Name": here.database})
    storage = {
        "Columns": [{"Name": "id", "Type": "string"}, {"Name": "detail", "Type": "string"}],
        "Location": f"s3://{here.bucket}/events",
    }
    keys = [{"Name": "event", "Type": "string"}, {"Name": "date", "Type": "string"}]
    here.glue.create_table(
        DatabaseName=here.database,
        TableInput={"Name": "events", "StorageDescriptor": storage, "PartitionKeys": keys},
    )
    here.crawled("events/", Configuration=MERGE)

    assert here.columns("events") == {"id": "string", "detail": "string"}
    assert set(here.partitions("events")) == {("Booked", "1")}


def test_tables_of_the_catalog_are_targets_too(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/date=1/a.json", lines({"id": "a"}))
    here.crawled("events/")
    here.put("events/date=2/a.json", lines({"id": "b", "city": "Jeju"}))
    tables = [{"DatabaseName": here.database, "Tables": ["events"]}]
    name = here.crawler(
        Targets={"CatalogTargets": tables},
        SchemaChangePolicy=policy("UPDATE_IN_DATABASE", "LOG"),
    )

    assert here.crawl(name)["Status"] == "SUCCEEDED"
    assert here.columns("events") == {"id": "string", "city": "string"}
    assert set(here.partitions("events")) == {("1",), ("2",)}
