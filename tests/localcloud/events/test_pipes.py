"""Pipes: from a source, filtered and formed, to a target."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import (
    Queue,
    Table,
    events_of,
    map_source,
    queue,
    recorder,
    table,
)
from tests.localcloud.functions.deploy import role

TO_FIFO = {
    "SqsQueueParameters": {
        "MessageGroupId": "$.dynamodb.Keys.pk.S",
        "MessageDeduplicationId": "$.eventID",
    }
}


def _pipe(
    cloud: LocalCloud,
    source: Table | Queue,
    target: str,
    parameters: dict[str, Any] | None = None,
    *,
    pattern: dict[str, Any] | None = None,
    stream: dict[str, Any] | None = None,
    **request: Any,
) -> str:
    name = f"pipe-{uuid.uuid4().hex[:12]}"
    source_parameters: dict[str, Any] = {}
    if isinstance(source, Table):
        source_parameters["DynamoDBStreamParameters"] = {
            "StartingPosition": "TRIM_HORIZON",
            **(stream or {}),
        }
    if pattern is not None:
        filters = [{"Pattern": json.dumps(pattern)}]
        source_parameters["FilterCriteria"] = {"Filters": filters}
    cloud.client("pipes").create_pipe(
        Name=name,
        RoleArn=role(cloud),
        Source=source.stream if isinstance(source, Table) else source.arn,
        SourceParameters=source_parameters,
        Target=target,
        TargetParameters=parameters or {},
        **request,
    )
    return name


def _keys(messages: list[dict[str, Any]]) -> list[str]:
    return [json.loads(each["Body"])["dynamodb"]["Keys"]["pk"]["S"] for each in messages]


def test_changes_reach_a_fifo_queue_grouped_by_their_key(cloud: LocalCloud) -> None:
    source, target = table(cloud), queue(cloud, fifo=True)
    _pipe(cloud, source, target.arn, TO_FIFO)
    source.put("a")
    source.put("b")
    source.put("a", city="jeju")
    messages = target.messages()

    assert _keys(messages) == ["a", "b", "a"]
    assert [each["Attributes"]["MessageGroupId"] for each in messages] == ["a", "b", "a"]
    record = json.loads(messages[2]["Body"])
    assert record["eventName"] == "MODIFY"
    assert messages[2]["Attributes"]["MessageDeduplicationId"] == record["eventID"]


def test_a_filter_keeps_changes_back(cloud: LocalCloud) -> None:
    source, target = table(cloud), queue(cloud)
    _pipe(cloud, source, target.arn, pattern={"dynamodb": {"Keys": {"pk": {"S": ["b"]}}}})
    for key in "abc":
        source.put(key)

    assert _keys(target.messages()) == ["b"]


def test_from_table_to_queue_to_function(cloud: LocalCloud) -> None:
    source, between, function = table(cloud), queue(cloud, fifo=True), recorder(cloud)
    _pipe(cloud, source, between.arn, TO_FIFO)
    map_source(function, between.arn)
    source.put("a")
    (event,) = events_of(function)

    assert json.loads(event["Records"][0]["body"])["dynamodb"]["Keys"] == {"pk": {"S": "a"}}


def test_a_template_forms_the_targets_input(cloud: LocalCloud) -> None:
    source, target = table(cloud), queue(cloud)
    template = '{"key": <$.dynamodb.Keys.pk.S>, "text": "<$.eventName> by <aws.pipes.pipe-name>"}'
    name = _pipe(cloud, source, target.arn, {"InputTemplate": template})
    source.put("a")

    assert [json.loads(body) for body in target.bodies()] == [
        {"key": "a", "text": f"INSERT by {name}"}
    ]


def test_a_function_gets_the_batch(cloud: LocalCloud) -> None:
    source, function = table(cloud), recorder(cloud)
    for key in "ab":
        source.put(key)
    _pipe(cloud, source, function.arn)
    (batch,) = events_of(function)

    assert [record["dynamodb"]["Keys"]["pk"]["S"] for record in batch] == ["a", "b"]


def test_a_queue_may_be_the_source(cloud: LocalCloud) -> None:
    source, target = queue(cloud), queue(cloud)
    _pipe(cloud, source, target.arn, {"InputTemplate": '{"city": <$.body.city>}'})
    source.send('{"city": "jeju"}')

    assert [json.loads(body) for body in target.bodies()] == [{"city": "jeju"}]
    assert source.bodies() == []


def test_a_function_may_enrich(cloud: LocalCloud) -> None:
    source, target = table(cloud), queue(cloud)
    function = recorder(
        cloud, "def handle(event, context): return [{'n': len(event)} for _ in event]"
    )
    _pipe(cloud, source, target.arn, Enrichment=function.arn)
    source.put("a")

    assert [json.loads(body) for body in target.bodies()] == [{"n": 1}]


def test_what_cannot_be_delivered_is_retried_then_given_up_and_holds_up_nothing_after(
    cloud: LocalCloud,
) -> None:
    source, target, dead_letters = table(cloud), queue(cloud, fifo=True), queue(cloud)
    # A queue takes messages of at most 1,024 bytes here, so the long one cannot pass.
    cloud.client("sqs").set_queue_attributes(
        QueueUrl=target.url, Attributes={"MaximumMessageSize": "1024"}
    )
    stream = {
        "MaximumRetryAttempts": 1,
        "OnPartialBatchItemFailure": "AUTOMATIC_BISECT",
        "DeadLetterConfig": {"Arn": dead_letters.arn},
    }
    name = _pipe(cloud, source, target.arn, TO_FIFO, stream=stream, DesiredState="STOPPED")
    for key, note in (("a", ""), ("long", "x" * 2000), ("b", "")):
        source.put(key, note=note or "short")
    cloud.client("pipes").start_pipe(Name=name)

    assert _keys(target.messages()) == ["a", "b"]
    (letter,) = [json.loads(body) for body in dead_letters.bodies()]
    assert letter["context"]["condition"] == "RetryAttemptsExhausted"
    assert letter["context"]["partnerResourceArn"].endswith(f":pipe/{name}")
    assert letter["DDBStreamBatchInfo"]["batchSize"] == 1


def test_a_stopped_pipe_goes_on_where_it_was(cloud: LocalCloud) -> None:
    source, target = table(cloud), queue(cloud, fifo=True)
    pipes = cloud.client("pipes")
    name = _pipe(cloud, source, target.arn, TO_FIFO)
    source.put("a")
    assert _keys(target.messages()) == ["a"]
    pipes.stop_pipe(Name=name)
    source.put("b")
    assert target.messages() == []
    pipes.start_pipe(Name=name)

    assert _keys(target.messages()) == ["b"]


def test_an_updated_pipe_uses_its_new_target_and_repeats_nothing(cloud: LocalCloud) -> None:
    source, first, second = table(cloud), queue(cloud), queue(cloud)
    name = _pipe(cloud, source, first.arn)
    source.put("a")
    assert _keys(first.messages()) == ["a"]
    cloud.client("pipes").update_pipe(Name=name, RoleArn=role(cloud), Target=second.arn)
    source.put("b")

    assert _keys(second.messages()) == ["b"]
    assert first.messages() == []


def test_a_deleted_pipe_delivers_nothing(cloud: LocalCloud) -> None:
    source, target = table(cloud), queue(cloud)
    name = _pipe(cloud, source, target.arn)
    cloud.client("pipes").delete_pipe(Name=name)
    source.put("a")

    assert target.messages() == []


def test_a_source_that_does_not_run_here_is_named(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="stream/clicks is neither an SQS queue nor a DynamoDB"):
        cloud.client("pipes").create_pipe(
            Name="clicks",
            RoleArn=role(cloud),
            Source="arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
            Target=queue(cloud).arn,
        )
