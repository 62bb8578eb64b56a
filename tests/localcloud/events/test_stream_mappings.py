"""Tables whose streams invoke functions."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events.stream_records import StreamReader
from tests.localcloud.events.deploy import Table, events_of, map_source, queue, recorder, table

FAILING = """
import json

def handle(event, context):
    keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
    print("EVENT " + json.dumps(keys))
    if "poison" in keys:
        raise ValueError("poison")
"""


def test_a_change_arrives_in_lambdas_shape(cloud: LocalCloud) -> None:
    source, function = table(cloud), recorder(cloud)
    map_source(function, source.stream, StartingPosition="LATEST")
    source.put("a", city="jeju")
    ((record,),) = [event["Records"] for event in events_of(function)]

    assert record["eventName"] == "INSERT"
    assert record["eventSource"] == "aws:dynamodb"
    assert record["eventSourceARN"] == source.stream
    assert record["dynamodb"]["Keys"] == {"pk": {"S": "a"}}
    assert record["dynamodb"]["NewImage"] == {"pk": {"S": "a"}, "city": {"S": "jeju"}}
    assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], int)


@pytest.mark.parametrize(
    ("position", "expected"), [("LATEST", ["b"]), ("TRIM_HORIZON", ["a", "b"])]
)
def test_a_mapping_begins_where_it_is_told_to(
    cloud: LocalCloud, position: str, expected: list[str]
) -> None:
    source, function = table(cloud), recorder(cloud, FAILING)
    source.put("a")
    map_source(function, source.stream, StartingPosition=position)
    source.put("b")

    assert [key for keys in events_of(function) for key in keys] == expected


def test_every_kind_of_write_wakes_the_mapping(cloud: LocalCloud) -> None:
    source, function = table(cloud), recorder(cloud)
    map_source(function, source.stream, StartingPosition="LATEST")
    client = cloud.client("dynamodb")
    key = {"pk": {"S": "a"}}
    client.put_item(TableName=source.name, Item=key)
    client.update_item(
        TableName=source.name,
        Key=key,
        UpdateExpression="SET n = :n",
        ExpressionAttributeValues={":n": {"N": "1"}},
    )
    client.transact_write_items(
        TransactItems=[{"Put": {"TableName": source.name, "Item": {"pk": {"S": "b"}}}}]
    )
    client.batch_write_item(
        RequestItems={source.name: [{"PutRequest": {"Item": {"pk": {"S": "c"}}}}]}
    )
    client.delete_item(TableName=source.name, Key=key)
    names = [record["eventName"] for event in events_of(function) for record in event["Records"]]

    assert names == ["INSERT", "MODIFY", "INSERT", "INSERT", "REMOVE"]


def test_a_transaction_that_fails_delivers_nothing_and_stops_nothing(cloud: LocalCloud) -> None:
    source, function = table(cloud), recorder(cloud, FAILING)
    map_source(function, source.stream, StartingPosition="LATEST")
    source.put("before")
    client = cloud.client("dynamodb")
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": source.name, "Item": {"pk": {"S": "never"}}}},
                {
                    "Put": {
                        "TableName": source.name,
                        "Item": {"pk": {"S": "before"}},
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )
    source.put("after")

    assert [key for keys in events_of(function) for key in keys] == ["before", "after"]


def test_a_batch_that_fails_holds_the_next_one_up_until_it_is_given_up(cloud: LocalCloud) -> None:
    failures = queue(cloud)
    source, function = table(cloud), recorder(cloud, FAILING)
    for key in ("poison", "a"):
        source.put(key)
    map_source(
        function,
        source.stream,
        StartingPosition="TRIM_HORIZON",
        BatchSize=1,
        MaximumRetryAttempts=2,
        DestinationConfig={"OnFailure": {"Destination": failures.arn}},
    )

    assert events_of(function) == [["poison"]] * 3 + [["a"]]
    (message,) = failures.bodies()
    record = json.loads(message)
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["DDBStreamBatchInfo"]["batchSize"] == 1
    assert record["DDBStreamBatchInfo"]["streamArn"] == source.stream


def test_a_failing_batch_is_halved_to_find_the_record_that_fails(cloud: LocalCloud) -> None:
    source, function = table(cloud), recorder(cloud, FAILING)
    for key in ("a", "b", "poison", "c"):
        source.put(key)
    map_source(
        function,
        source.stream,
        StartingPosition="TRIM_HORIZON",
        BisectBatchOnFunctionError=True,
        MaximumRetryAttempts=0,
    )

    assert events_of(function) == [
        ["a", "b", "poison", "c"],
        ["a", "b"],
        ["poison", "c"],
        ["poison"],
        ["c"],
    ]


def test_what_was_handled_before_a_reported_failure_does_not_come_again(cloud: LocalCloud) -> None:
    source = table(cloud)
    function = recorder(
        cloud,
        """
        import json

        TRIED = set()

        def handle(event, context):
            for record in event["Records"]:
                key = record["dynamodb"]["Keys"]["pk"]["S"]
                print("EVENT " + json.dumps(key))
                if key == "b" and key not in TRIED:
                    TRIED.add(key)
                    number = record["dynamodb"]["SequenceNumber"]
                    return {"batchItemFailures": [{"itemIdentifier": number}]}
        """,
    )
    for key in ("a", "b", "c"):
        source.put(key)
    map_source(
        function,
        source.stream,
        StartingPosition="TRIM_HORIZON",
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )

    assert events_of(function) == ["a", "b", "b", "c"]


def test_a_filter_lets_through_what_it_wants(cloud: LocalCloud) -> None:
    source, function = table(cloud), recorder(cloud, FAILING)
    pattern = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "B"}]}}}}
    map_source(
        function,
        source.stream,
        StartingPosition="TRIM_HORIZON",
        FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
    )
    for key in ("BOOKING", "NIGHT", "BOOKING"):
        source.put(key)

    assert events_of(function) == [["BOOKING"]]


def test_a_reader_never_sees_what_a_transaction_took_back(cloud: LocalCloud) -> None:
    source = table(cloud)
    reader = StreamReader(cloud, source.stream, latest=False)
    client = cloud.client("dynamodb")
    source.put("taken")
    read: list[str] = []
    done = threading.Event()

    def fail_often() -> None:
        for number in range(60):
            with pytest.raises(ClientError, match="TransactionCanceledException"):
                client.transact_write_items(
                    TransactItems=[
                        put_of(source, f"never-{number}"),
                        put_of(source, "taken", condition="attribute_not_exists(pk)"),
                    ]
                )
        done.set()

    failing = threading.Thread(target=fail_often)
    failing.start()
    while not done.is_set():
        read += [record["dynamodb"]["Keys"]["pk"]["S"] for record in reader.read(100)]
    failing.join()
    assert read == ["taken"]


def put_of(source: Table, key: str, *, condition: str | None = None) -> dict[str, Any]:
    put: dict[str, Any] = {"TableName": source.name, "Item": {"pk": {"S": key}}}
    return {"Put": {**put, "ConditionExpression": condition} if condition else put}
