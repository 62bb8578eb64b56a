"""The API of event source mappings, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import Queue, map_source, queue, recorder, table
from tests.localcloud.functions.deploy import Function


@pytest.fixture(scope="module")
def source(cloud: LocalCloud) -> Queue:
    return queue(cloud)


@pytest.fixture(scope="module")
def function(cloud: LocalCloud) -> Function:
    return recorder(cloud)


def test_a_mapping_is_shown_with_its_defaults(cloud: LocalCloud, function: Function) -> None:
    source = queue(cloud)
    client = cloud.client("lambda")
    mapping = client.get_event_source_mapping(UUID=map_source(function, source.arn))

    assert mapping["EventSourceArn"] == source.arn
    assert mapping["FunctionArn"] == function.arn
    assert (mapping["BatchSize"], mapping["State"]) == (10, "Enabled")
    listed = client.list_event_source_mappings(FunctionName=function.name)["EventSourceMappings"]
    assert mapping["UUID"] in [each["UUID"] for each in listed]
    by_source = client.list_event_source_mappings(EventSourceArn=source.arn)
    assert [each["UUID"] for each in by_source["EventSourceMappings"]] == [mapping["UUID"]]


def test_a_stream_has_the_defaults_of_streams(cloud: LocalCloud, function: Function) -> None:
    identifier = map_source(function, table(cloud).stream, StartingPosition="LATEST")
    mapping = cloud.client("lambda").get_event_source_mapping(UUID=identifier)

    assert (mapping["BatchSize"], mapping["MaximumRetryAttempts"]) == (100, -1)
    assert mapping["StartingPosition"] == "LATEST"


def test_an_update_changes_what_it_names(cloud: LocalCloud, function: Function) -> None:
    client = cloud.client("lambda")
    identifier = map_source(function, queue(cloud).arn, BatchSize=5)
    client.update_event_source_mapping(
        UUID=identifier, FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    mapping = client.get_event_source_mapping(UUID=identifier)

    assert mapping["BatchSize"] == 5
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_deleted_mapping_is_gone(cloud: LocalCloud, function: Function) -> None:
    client = cloud.client("lambda")
    identifier = map_source(function, queue(cloud).arn)
    assert client.delete_event_source_mapping(UUID=identifier)["State"] == "Deleting"

    with pytest.raises(ClientError, match=f"does not exist: event source mapping {identifier}"):
        client.get_event_source_mapping(UUID=identifier)


def test_a_source_that_already_invokes_the_function_is_refused(
    cloud: LocalCloud, function: Function
) -> None:
    arn = queue(cloud).arn
    identifier = map_source(function, arn)

    with pytest.raises(ClientError, match=f"existing mapping with UUID {identifier}"):
        map_source(function, arn)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"BatchSize": 11}, "BatchSize: 11 is over 10"),
        ({"StartingPosition": "LATEST"}, "StartingPosition is for streams"),
        ({"FilterCriteria": {"Filters": [{"Pattern": '{"a": 1}'}]}}, "FilterCriteria: a is 1"),
    ],
)
def test_wrong_settings_are_refused(
    function: Function, source: Queue, settings: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ClientError, match=problem):
        map_source(function, source.arn, **settings)


@pytest.mark.parametrize(
    ("arn", "problem"),
    [
        ("arn:aws:sqs:us-east-1:123456789012:nowhere", "there is no queue .*nowhere"),
        ("arn:aws:kafka:us-east-1:123456789012:cluster/clicks", "clicks is of kafka; in this"),
    ],
)
def test_a_source_that_cannot_deliver_is_named(function: Function, arn: str, problem: str) -> None:
    with pytest.raises(ClientError, match=problem):
        map_source(function, arn)


def test_a_queue_that_shows_a_message_before_the_function_may_end_is_refused(
    cloud: LocalCloud,
) -> None:
    source, function = queue(cloud, VisibilityTimeout="5"), recorder(cloud, Timeout=6)

    with pytest.raises(ClientError, match="5 seconds is less than Function timeout: 6 seconds"):
        map_source(function, source.arn)


def test_a_stream_needs_a_starting_position(cloud: LocalCloud, function: Function) -> None:
    with pytest.raises(ClientError, match="StartingPosition: None is not one of TRIM_HORIZON"):
        map_source(function, table(cloud).stream)
