"""Reading logs: patterns, pages, saved queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService
from localcloud.lex.models.service import LexModels
from localcloud.lex.service import LexRuntimeService
from tests.localcloud.cloudwatch.conftest import GROUP, STREAM
from tests.localcloud.cloudwatch.reading import log
from tests.localcloud.lex.bots import bot, cancel
from tests.localcloud.lex.conftest import LOG_GROUP, Deployer, text_logs


def messages(logs: Any, **wanted: Any) -> list[str]:
    events = logs.filter_log_events(logGroupName=GROUP, **wanted)["events"]
    return [event["message"] for event in events]


def test_events_are_filtered_by_every_kind_of_pattern(cloud: LocalCloud, logs: Any) -> None:
    log(cloud, '{"level": "ERROR", "took": 7}', "ERROR in text", '{"level": "INFO"}', "404 GET")

    assert messages(logs, filterPattern='{ $.level = "ERROR" && $.took > 5 }') == [
        '{"level": "ERROR", "took": 7}'
    ]
    assert messages(logs, filterPattern="ERROR -took") == ["ERROR in text"]
    assert messages(logs, filterPattern="[status = 4*, verb]") == ["404 GET"]
    assert len(messages(logs)) == 4
    with pytest.raises(logs.exceptions.InvalidParameterException, match="quotes"):
        messages(logs, filterPattern="a:b")


def test_events_of_all_streams_come_by_time(cloud: LocalCloud, logs: Any) -> None:
    logs.create_log_stream(logGroupName=GROUP, logStreamName="other")
    now = cloud.clock.now()
    log(cloud, "second", at=now)
    stamp = int((now - timedelta(minutes=1)).timestamp() * 1000)
    logs.put_log_events(
        logGroupName=GROUP,
        logStreamName="other",
        logEvents=[{"timestamp": stamp, "message": "first"}],
    )

    assert messages(logs) == ["first", "second"]
    assert messages(logs, logStreamNames=[STREAM]) == ["second"]
    assert messages(logs, logStreamNamePrefix="oth") == ["first"]
    assert messages(logs, startTime=stamp + 1) == ["second"]
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"
    events = logs.filter_log_events(logGroupIdentifier=arn)["events"]
    assert [event["message"] for event in events] == ["first", "second"]


def test_many_events_come_in_pages(cloud: LocalCloud, logs: Any) -> None:
    log(cloud, *(f"event {n}" for n in range(25)), "other")

    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=GROUP, filterPattern="event", PaginationConfig={"PageSize": 10}
    )

    assert [len(page["events"]) for page in pages] == [10, 10, 5]
    with pytest.raises(logs.exceptions.InvalidParameterException, match="nextToken"):
        messages(logs, nextToken="yesterday")


def test_a_conversation_can_be_read_right_after_a_turn() -> None:
    with LocalCloud([LogService, MetricService, LexRuntimeService, LexModels]) as cloud:
        deployer = Deployer(cloud)
        made = deployer.create("AWS::Lex::Bot", bot(cancel()))
        deployer.version(made.physical_id)
        alias = deployer.alias(made.physical_id, "1", ConversationLogSettings=text_logs())
        logs, lex = cloud.client("logs"), cloud.client("lexv2-runtime")
        logs.create_log_group(logGroupName=LOG_GROUP)
        logs.put_metric_filter(
            logGroupName=LOG_GROUP,
            filterName="missed",
            filterPattern="{ $.missedUtterance IS TRUE }",
            metricTransformations=[
                {"metricName": "Missed", "metricNamespace": "Hotel", "metricValue": "1"}
            ],
        )
        for turn in range(1, 4):
            cloud.clock.move(timedelta(days=turn))
            lex.recognize_text(
                botId=made.physical_id,
                botAliasId=alias.attributes["BotAliasId"],
                localeId="en_US",
                sessionId="guest",
                text="cancel my booking" if turn < 3 else "?!",
            )
            assert len(logs.filter_log_events(logGroupName=LOG_GROUP)["events"]) == turn

        streams = logs.describe_log_streams(logGroupName=LOG_GROUP)["logStreams"]
        events = [
            logs.get_log_events(logGroupName=LOG_GROUP, logStreamName=stream["logStreamName"])[
                "events"
            ]
            for stream in streams
        ]
        assert [len(of_a_day) for of_a_day in events] == [1, 1, 1]
        metrics = cloud.client("cloudwatch").list_metrics(Namespace="Hotel")["Metrics"]
        assert [metric["MetricName"] for metric in metrics] == ["Missed"]


def test_a_saved_query_is_kept_changed_and_forgotten(logs: Any) -> None:
    saved = logs.put_query_definition(
        name="hotel/errors", queryString="fields @message", logGroupNames=[GROUP]
    )["queryDefinitionId"]
    logs.put_query_definition(name="other", queryString="fields @timestamp")
    logs.put_query_definition(
        queryDefinitionId=saved, name="hotel/errors", queryString="fields @log"
    )

    found = logs.describe_query_definitions(queryDefinitionNamePrefix="hotel/")
    (definition,) = found["queryDefinitions"]
    assert (definition["queryDefinitionId"], definition["queryString"]) == (saved, "fields @log")
    assert len(logs.describe_query_definitions()["queryDefinitions"]) == 2
    assert logs.delete_query_definition(queryDefinitionId=saved)["success"] is True
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.delete_query_definition(queryDefinitionId=saved)
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.put_query_definition(queryDefinitionId=saved, name="a", queryString="fields @log")


def run(cloud: LocalCloud, query: str) -> list[dict[str, str]]:
    logs, now = cloud.client("logs"), int(cloud.clock.now().timestamp())
    started = logs.start_query(
        logGroupName=GROUP, queryString=query, startTime=now - 3600, endTime=now + 60
    )
    answer = logs.get_query_results(queryId=started["queryId"])
    assert answer["status"] == "Complete"
    return [{one["field"]: one["value"] for one in row} for row in answer["results"]]


def test_a_simple_query_runs(cloud: LocalCloud) -> None:
    now = cloud.clock.now()
    for minutes, message in ((3, "first"), (2, "second"), (1, "third")):
        log(cloud, message, at=now - timedelta(minutes=minutes))

    rows = run(
        cloud, "# the newest\nfields @timestamp, @message\n| sort @timestamp desc\n| limit 2"
    )

    assert [row["@message"] for row in rows] == ["third", "second"]


@pytest.mark.parametrize(
    "query",
    [
        'fields @message | filter level = "ERROR"',
        "fields @message, level",
        "stats count(*) by bin(5m)",
        "fields @message | sort level desc",
        "fields @message | sort @timestamp desc, level",
        "parse @message /x/",
        "SOURCE '/app' | fields @message",
        "",
    ],
)
def test_a_query_that_is_not_run_here_is_refused_by_its_command(
    cloud: LocalCloud, query: str
) -> None:
    with pytest.raises(ClientError, match="is not run in the local cloud") as failure:
        run(cloud, query)

    assert failure.value.response["Error"]["Code"] == "MalformedQueryException"
