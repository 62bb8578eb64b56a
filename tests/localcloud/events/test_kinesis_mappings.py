"""Kinesis streams that invoke functions."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events import EventBusService, QueueService, settle
from localcloud.functions.parts import functions_of
from localcloud.kinesis import KinesisService
from localcloud.lambda_service import LambdaService
from tests.localcloud.events.deploy import events_of, map_source, queue, recorder

FAILING = """
import base64
import json

def handle(event, context):
    texts = [base64.b64decode(each["kinesis"]["data"]).decode() for each in event["Records"]]
    print("EVENT " + json.dumps(texts))
    if "poison" in texts:
        raise ValueError("poison")
"""


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with streams, that retries without waiting."""
    services = [LambdaService, QueueService, EventBusService, KinesisService]
    with LocalCloud(services) as cloud:
        cloud.start()
        functions_of(cloud).background.longest_wait = timedelta()
        yield cloud


@dataclass(frozen=True)
class Stream:
    """A stream."""

    cloud: LocalCloud
    name: str
    arn: str

    def put(self, *texts: str, key: str = "one") -> None:
        """Puts records of a key."""
        entries = [{"Data": text.encode(), "PartitionKey": key} for text in texts]
        self.cloud.client("kinesis").put_records(StreamName=self.name, Records=entries)


def stream(cloud: LocalCloud, shards: int = 1) -> Stream:
    """A stream of so many shards."""
    name = f"stream-{uuid.uuid4().hex[:12]}"
    client = cloud.client("kinesis")
    client.create_stream(StreamName=name, ShardCount=shards)
    described = client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
    return Stream(cloud, name, described["StreamARN"])


def texts_of(function: Any) -> list[str]:
    """The texts that a function was given, in their order."""
    return [text for texts in events_of(function) for text in texts]


def test_a_record_arrives_in_lambdas_shape(cloud: LocalCloud) -> None:
    source, function = stream(cloud), recorder(cloud)
    map_source(function, source.arn, StartingPosition="LATEST")
    source.put('{"city": "jeju"}', key="a")
    ((record,),) = [event["Records"] for event in events_of(function)]

    assert record["eventSource"] == "aws:kinesis"
    assert record["eventName"] == "aws:kinesis:record"
    assert record["eventSourceARN"] == source.arn
    assert record["eventID"] == f"shardId-000000000000:{record['kinesis']['sequenceNumber']}"
    assert record["kinesis"]["partitionKey"] == "a"
    assert base64.b64decode(record["kinesis"]["data"]) == b'{"city": "jeju"}'
    assert isinstance(record["kinesis"]["approximateArrivalTimestamp"], float)


@pytest.mark.parametrize(
    ("position", "expected"), [("LATEST", ["b"]), ("TRIM_HORIZON", ["a", "b"])]
)
def test_a_mapping_begins_where_it_is_told_to(
    cloud: LocalCloud, position: str, expected: list[str]
) -> None:
    source, function = stream(cloud), recorder(cloud, FAILING)
    source.put("a")
    map_source(function, source.arn, StartingPosition=position)
    source.put("b")

    assert texts_of(function) == expected


def test_a_mapping_begins_at_a_time(cloud: LocalCloud) -> None:
    source, function = stream(cloud), recorder(cloud, FAILING)
    source.put("a")
    cloud.clock.move(timedelta(hours=1))
    moment = cloud.clock.now()
    source.put("b")
    map_source(
        function,
        source.arn,
        StartingPosition="AT_TIMESTAMP",
        StartingPositionTimestamp=moment - timedelta(seconds=2),
    )

    assert texts_of(function) == ["b"]


def test_a_batch_that_fails_holds_up_its_own_shard_only(cloud: LocalCloud) -> None:
    source, function, letters = stream(cloud, shards=2), recorder(cloud, FAILING), queue(cloud)
    map_source(
        function,
        source.arn,
        StartingPosition="LATEST",
        BatchSize=1,
        MaximumRetryAttempts=2,
        DestinationConfig={"OnFailure": {"Destination": letters.arn}},
    )
    # Hash keys of either half.
    for text, explicit in (("poison", "0"), ("after", "0"), ("other", str(2**128 - 1))):
        cloud.client("kinesis").put_record(
            StreamName=source.name, Data=text.encode(), PartitionKey="k", ExplicitHashKey=explicit
        )
    seen = texts_of(function)
    (letter,) = letters.bodies()
    info = json.loads(letter)["KinesisBatchInfo"]

    assert [text for text in seen if text != "other"] == ["poison", "poison", "poison", "after"]
    assert seen.count("other") == 1
    assert info["shardId"] == "shardId-000000000000"
    assert info["streamArn"] == source.arn
    assert info["approximateArrivalOfFirstRecord"].endswith("Z")


def test_a_shard_is_read_after_the_one_that_it_was_split_from(cloud: LocalCloud) -> None:
    source, function = stream(cloud), recorder(cloud, FAILING)
    map_source(function, source.arn, StartingPosition="TRIM_HORIZON", BatchSize=1)
    source.put(*[str(number) for number in range(5)])
    cloud.client("kinesis").update_shard_count(
        StreamName=source.name, TargetShardCount=2, ScalingType="UNIFORM_SCALING"
    )
    source.put("5", "6", "7")
    assert settle(cloud, timeout=30)

    assert texts_of(function) == [str(number) for number in range(8)]


def test_a_filter_sees_the_data_as_json(cloud: LocalCloud) -> None:
    source, function = stream(cloud), recorder(cloud, FAILING)
    pattern = json.dumps({"data": {"kind": ["moved"]}})
    map_source(
        function,
        source.arn,
        StartingPosition="LATEST",
        FilterCriteria={"Filters": [{"Pattern": pattern}]},
    )
    source.put('{"kind": "made"}', '{"kind": "moved"}', "no json")

    assert texts_of(function) == ['{"kind": "moved"}']


def test_a_disabled_mapping_goes_on_where_it_was(cloud: LocalCloud) -> None:
    source, function = stream(cloud), recorder(cloud, FAILING)
    identifier = map_source(function, source.arn, StartingPosition="LATEST")
    source.put("a")
    assert settle(cloud, timeout=30)
    client = cloud.client("lambda")
    client.update_event_source_mapping(UUID=identifier, Enabled=False)
    source.put("b")
    assert settle(cloud, timeout=30)
    before = texts_of(function)
    client.update_event_source_mapping(UUID=identifier, Enabled=True)

    assert before == ["a"]
    assert texts_of(function) == ["a", "b"]


def test_a_stream_that_is_not_there_is_refused(cloud: LocalCloud) -> None:
    function = recorder(cloud)
    arn = "arn:aws:kinesis:us-east-1:123456789012:stream/none"
    with pytest.raises(ClientError, match="there is no stream"):
        map_source(function, arn, StartingPosition="LATEST")
    with pytest.raises(ClientError, match="is not one of TRIM_HORIZON, LATEST, AT_TIMESTAMP"):
        map_source(function, stream(cloud).arn)


def test_an_event_of_a_rule_reaches_a_stream(cloud: LocalCloud) -> None:
    source, function = stream(cloud), recorder(cloud)
    map_source(function, source.arn, StartingPosition="LATEST")
    events = cloud.client("events")
    events.put_rule(Name="to-stream", EventPattern=json.dumps({"source": ["hotel"]}))
    target = {
        "Id": "stream",
        "Arn": source.arn,
        "KinesisParameters": {"PartitionKeyPath": "$.detail.guest"},
    }
    events.put_targets(Rule="to-stream", Targets=[target])
    events.put_events(
        Entries=[{"Source": "hotel", "DetailType": "Booked", "Detail": '{"guest": "kim"}'}]
    )
    ((record,),) = [event["Records"] for event in events_of(function)]

    assert record["kinesis"]["partitionKey"] == "kim"
    assert json.loads(base64.b64decode(record["kinesis"]["data"]))["detail-type"] == "Booked"
