"""Crawlers run one crawl at a time, by the clock or when asked, and tell how it went."""

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
