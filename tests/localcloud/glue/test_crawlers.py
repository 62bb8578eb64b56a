"""Crawlers run, change what is there as their policies say, and tell how it went."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from localcloud.glue.crawlers.objects import Target
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.events.deploy import events_of, recorder
from tests.localcloud.glue.lake import FLIGHTS, ROLE, lake, lines

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


def test_a_crawl_that_fails_says_why(cloud: LocalCloud) -> None:
    here = lake(cloud)
    path = {"Path": "s3://there-is-no-such-bucket/events/"}
    last = here.crawl(here.crawler(Targets={"S3Targets": [path]}))

    assert last["Status"] == "FAILED"
    assert "NoSuchBucket" in last["ErrorMessage"]
    assert last["LogGroup"] == "/aws-glue/crawlers"


def test_a_crawl_without_files_succeeds_and_warns(cloud: LocalCloud) -> None:
    here = lake(cloud)
    name = here.crawled("nothing/")
    logs = cloud.client("logs").get_log_events(
        logGroupName="/aws-glue/crawlers", logStreamName=name
    )

    assert here.tables() == []
    assert "WARN: no files below" in logs["events"][0]["message"]


def test_a_crawler_crawls_once_at_a_time_and_can_be_stopped(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = lake(cloud)
    here.put("events/a.json", lines({"id": "a"}))
    name = here.crawler("events/")
    refused: list[str] = []
    folder = Target.folder

    def meanwhile(target: Target) -> Any:
        for operation, request in (
            ("start_crawler", {"Name": name}),
            ("update_crawler", {"Name": name, "Description": "new"}),
            ("delete_crawler", {"Name": name}),
        ):
            with pytest.raises(ClientError) as error:
                getattr(here.glue, operation)(**request)
            refused.append(error.value.response["Error"]["Code"])
        refused.append(here.glue.get_crawler(Name=name)["Crawler"]["State"])
        here.glue.stop_crawler(Name=name)
        refused.append(here.glue.get_crawler(Name=name)["Crawler"]["State"])
        return folder(target)

    monkeypatch.setattr(Target, "folder", meanwhile)
    last = here.crawl(name)

    assert refused == ["CrawlerRunningException"] * 3 + ["RUNNING", "STOPPING"]
    assert last["Status"] == "CANCELLED"
    assert here.tables() == []
    with pytest.raises(ClientError, match="CrawlerNotRunningException"):
        here.glue.stop_crawler(Name=name)


def test_a_schedule_crawls_by_the_clock(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/a.json", lines({"id": "a"}))
    name = here.crawler("events/", Schedule="cron(0 3 * * ? *)")
    cloud.clock.move(timedelta(days=1))
    assert settle(cloud, timeout=30)
    crawls = here.glue.list_crawls(CrawlerName=name)["Crawls"]

    assert [crawl["State"] for crawl in crawls] == ["COMPLETED"]
    assert here.tables() == ["events"]


def test_the_bus_hears_how_a_crawl_went(cloud: LocalCloud) -> None:
    here, function = lake(cloud), recorder(cloud)
    here.put("events/a.json", lines({"id": "a"}))
    pattern = {"source": ["aws.glue"], "detail-type": ["Glue Crawler State Change"]}
    events = cloud.client("events")
    events.put_rule(Name="crawls", EventPattern=json.dumps(pattern))
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{function.name}"
    events.put_targets(Rule="crawls", Targets=[{"Id": "function", "Arn": arn}])
    name = here.crawled("events/")
    heard = [each["detail"] for each in events_of(function)]
    events.remove_targets(Rule="crawls", Ids=["function"])

    assert sorted(each["state"] for each in heard) == ["Started", "Succeeded"]
    assert {each["crawlerName"] for each in heard} == {name}
    assert [each["tablesCreated"] for each in heard if each["state"] == "Succeeded"] == ["1"]


def test_crawlers_of_other_regions_are_not_here(cloud: LocalCloud) -> None:
    there = lake(cloud, region="eu-west-1")
    there.put("flights/a.csv", FLIGHTS)
    name = there.crawled("flights/")
    with pytest.raises(ClientError, match="EntityNotFoundException"):
        cloud.client("glue").get_crawler(Name=name)

    assert there.tables() == ["flights"]
    assert name not in cloud.client("glue").list_crawlers()["CrawlerNames"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"Targets": {}}, "Targets: one of S3Targets, CatalogTargets is required"),
        ({"Targets": {"JdbcTargets": [{}]}}, "JdbcTargets cannot be crawled in this cloud"),
        ({"Configuration": "{"}, "Configuration is no JSON"),
        (
            {"Configuration": '{"Grouping": {"TableLevelConfiguration": 2}}'},
            "Grouping.TableLevelConfiguration does not run in this cloud",
        ),
        ({"Schedule": "every day"}, "Schedule"),
        ({"Classifiers": ["mine"]}, "only the built-in classifiers run"),
        (
            {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}},
            "both behaviors must be LOG",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    cloud: LocalCloud, changed: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ClientError, match=problem) as error:
        lake(cloud).crawler("events/", **changed)

    assert error.value.response["Error"]["Code"] == "InvalidInputException"


def test_cloudformation_makes_changes_and_deletes_a_crawler(cloud: LocalCloud) -> None:
    here = lake(cloud)
    here.put("events/a.json", lines({"id": "a"}))
    stack = Deployer(cloud, name="Lake")

    def resources(**changed: Any) -> dict[str, dict[str, Any]]:
        return {
            "Database": {
                "Type": "AWS::Glue::Database",
                "Properties": {
                    "CatalogId": {"Ref": "AWS::AccountId"},
                    "DatabaseInput": {"Name": here.database},
                },
            },
            "Crawler": {
                "Type": "AWS::Glue::Crawler",
                "Properties": {
                    "Role": ROLE,
                    "DatabaseName": {"Ref": "Database"},
                    "Targets": {"S3Targets": [{"Path": f"s3://{here.bucket}/events/"}]},
                    **changed,
                },
            },
            "Rules": {
                "Type": "AWS::Glue::DataQualityRuleset",
                "Properties": {
                    "Name": "events_rules",
                    "Ruleset": "Rules = [ RowCount > 0 ]",
                    "TargetTable": {"DatabaseName": here.database, "TableName": "events"},
                },
            },
        }

    stack.create(resources(Schedule={"ScheduleExpression": "cron(0 3 * * ? *)"}))
    name = stack.physical_id("Crawler")
    scheduled = here.glue.get_crawler(Name=name)["Crawler"]["Schedule"]
    ruleset = here.glue.get_data_quality_ruleset(Name=stack.physical_id("Rules"))
    here.crawl(name)
    stack.update(resources(TablePrefix="raw_", Description="new"))
    updated = here.glue.get_crawler(Name=name)["Crawler"]
    failures = stack.failures
    stack.delete()

    assert not failures
    assert scheduled["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert ruleset["TargetTable"]["TableName"] == "events"
    assert (updated["TablePrefix"], updated["Version"]) == ("raw_", 2)
    assert name not in here.glue.list_crawlers()["CrawlerNames"]
