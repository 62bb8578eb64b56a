"""Records are put into shards and read from them, in order and once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.kinesis import KinesisService


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud with streams."""
    with LocalCloud([KinesisService]) as cloud:
        cloud.start()
        yield cloud


@pytest.fixture
def kinesis(cloud: LocalCloud) -> Any:
    """A client of it."""
    return cloud.client("kinesis")


def stream(kinesis: Any, shards: int = 1) -> str:
    """A stream of so many shards."""
    name = f"stream-{uuid.uuid4().hex[:12]}"
    kinesis.create_stream(StreamName=name, ShardCount=shards)
    return name


def iterator(kinesis: Any, name: str, shard: int = 0, **position: Any) -> str:
    """Where to read from."""
    asked = {"ShardIteratorType": "TRIM_HORIZON", **position}
    found: str = kinesis.get_shard_iterator(
        StreamName=name, ShardId=f"shardId-{shard:012d}", **asked
    )["ShardIterator"]
    return found


def texts(kinesis: Any, name: str, shard: int = 0, **position: Any) -> list[str]:
    """What a shard holds from a position on."""
    answer = kinesis.get_records(ShardIterator=iterator(kinesis, name, shard, **position))
    return [record["Data"].decode() for record in answer["Records"]]


def put(kinesis: Any, name: str, *given: str, key: str = "k") -> list[dict[str, Any]]:
    """Puts texts, and returns the answers."""
    entries = [{"Data": text.encode(), "PartitionKey": key} for text in given]
    answers: list[dict[str, Any]] = kinesis.put_records(StreamName=name, Records=entries)["Records"]
    return answers


def test_records_are_read_in_their_order(kinesis: Any) -> None:
    name = stream(kinesis)
    first, second = put(kinesis, name, "a", "b")
    third = kinesis.put_record(StreamName=name, Data=b"c", PartitionKey="k")

    assert texts(kinesis, name) == ["a", "b", "c"]
    assert first["SequenceNumber"] < second["SequenceNumber"] < third["SequenceNumber"]
    assert len(first["SequenceNumber"]) == 56


def test_reading_begins_where_it_is_told_to(cloud: LocalCloud, kinesis: Any) -> None:
    name = stream(kinesis)
    first, second = put(kinesis, name, "a", "b")
    cloud.clock.move(timedelta(minutes=1))
    moment = cloud.clock.now()
    put(kinesis, name, "c")
    at = {"StartingSequenceNumber": second["SequenceNumber"]}
    after = {"StartingSequenceNumber": first["SequenceNumber"]}
    latest = iterator(kinesis, name, ShardIteratorType="LATEST")
    put(kinesis, name, "d")
    (record,) = kinesis.get_records(ShardIterator=latest)["Records"]

    assert texts(kinesis, name, ShardIteratorType="AT_SEQUENCE_NUMBER", **at) == ["b", "c", "d"]
    assert texts(kinesis, name, ShardIteratorType="AFTER_SEQUENCE_NUMBER", **after) == [
        "b",
        "c",
        "d",
    ]
    assert texts(
        kinesis, name, ShardIteratorType="AT_TIMESTAMP", Timestamp=moment - timedelta(seconds=5)
    ) == ["c", "d"]
    assert record["Data"] == b"d"


def test_a_reader_goes_on_with_the_next_iterator(kinesis: Any) -> None:
    name = stream(kinesis)
    put(kinesis, name, *[str(number) for number in range(25)])
    token, seen = iterator(kinesis, name), []
    for _ in range(4):
        answer = kinesis.get_records(ShardIterator=token, Limit=10)
        seen += [record["Data"].decode() for record in answer["Records"]]
        token = answer["NextShardIterator"]

    assert seen == [str(number) for number in range(25)]
    assert answer["MillisBehindLatest"] == 0


def test_eight_producers_at_once_lose_nothing(kinesis: Any) -> None:
    name = stream(kinesis, shards=2)

    def produce(who: int) -> None:
        for number in range(40):
            put(kinesis, name, f"{who}-{number}", key=f"{who}-{number}")

    threads = [threading.Thread(target=produce, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = texts(kinesis, name, 0) + texts(kinesis, name, 1)

    assert sorted(seen) == sorted(f"{who}-{number}" for who in range(8) for number in range(40))
    for who in range(8):
        for shard in (0, 1):
            mine = [text for text in texts(kinesis, name, shard) if text.startswith(f"{who}-")]
            assert mine == sorted(mine, key=lambda text: int(text.split("-")[1]))


def test_a_key_goes_to_one_shard(kinesis: Any) -> None:
    name = stream(kinesis, shards=4)
    shards = {put(kinesis, name, "a", key="guest")[0]["ShardId"] for _ in range(5)}
    last = kinesis.put_record(
        StreamName=name, Data=b"z", PartitionKey="k", ExplicitHashKey=str(2**128 - 1)
    )

    assert len(shards) == 1
    assert last["ShardId"] == "shardId-000000000003"
    with pytest.raises(ClientError, match="must be in the range"):
        kinesis.put_record(
            StreamName=name, Data=b"z", PartitionKey="k", ExplicitHashKey=str(2**128)
        )


def test_a_shard_that_was_split_ends_and_names_its_children(kinesis: Any) -> None:
    name = stream(kinesis)
    put(kinesis, name, "a")
    kinesis.split_shard(
        StreamName=name, ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127)
    )
    put(kinesis, name, *[f"after-{n}" for n in range(8)], key="x")
    parent = kinesis.get_records(ShardIterator=iterator(kinesis, name))
    children = texts(kinesis, name, 1) + texts(kinesis, name, 2)

    assert [record["Data"] for record in parent["Records"]] == [b"a"]
    assert "NextShardIterator" not in parent
    assert [child["ShardId"] for child in parent["ChildShards"]] == [
        "shardId-000000000001",
        "shardId-000000000002",
    ]
    assert children == [f"after-{n}" for n in range(8)]


def test_shards_that_were_merged_are_read_to_the_end(kinesis: Any) -> None:
    name = stream(kinesis, shards=2)
    for n in range(6):
        put(kinesis, name, f"before-{n}", key=str(n))
    kinesis.merge_shards(
        StreamName=name,
        ShardToMerge="shardId-000000000000",
        AdjacentShardToMerge="shardId-000000000001",
    )
    put(kinesis, name, "after")

    assert len(texts(kinesis, name, 0) + texts(kinesis, name, 1)) == 6
    assert texts(kinesis, name, 2) == ["after"]


def test_records_are_kept_for_the_retention_of_the_stream(cloud: LocalCloud, kinesis: Any) -> None:
    short, long = stream(kinesis), stream(kinesis)
    kinesis.increase_stream_retention_period(StreamName=long, RetentionPeriodHours=48)
    put(kinesis, short, "a")
    put(kinesis, long, "a")
    cloud.clock.move(timedelta(hours=25))

    assert texts(kinesis, short) == []
    assert texts(kinesis, long) == ["a"]


def test_an_iterator_lives_five_minutes(cloud: LocalCloud, kinesis: Any) -> None:
    name = stream(kinesis)
    token = iterator(kinesis, name)
    cloud.clock.move(timedelta(minutes=6))
    with pytest.raises(ClientError, match="ExpiredIteratorException"):
        kinesis.get_records(ShardIterator=token)
    with pytest.raises(ClientError, match="Invalid ShardIterator"):
        kinesis.get_records(ShardIterator="bm9uZQ==")


def test_a_record_that_is_too_large_is_refused(kinesis: Any) -> None:
    name = stream(kinesis)
    limit = 1024 * 1024
    kinesis.put_record(StreamName=name, Data=b"x" * (limit - 1), PartitionKey="k")
    with pytest.raises(ClientError, match="less than or equal to 1048576"):
        kinesis.put_record(StreamName=name, Data=b"x" * limit, PartitionKey="k")
    with pytest.raises(ClientError, match=r"records\.2\.member\.data"):
        kinesis.put_records(
            StreamName=name,
            Records=[
                {"Data": b"x", "PartitionKey": "k"},
                {"Data": b"x" * limit, "PartitionKey": "k"},
            ],
        )
    with pytest.raises(ClientError, match="exceeds 10 MB limit"):
        kinesis.put_records(
            StreamName=name, Records=[{"Data": b"x" * 1_000_000, "PartitionKey": "k"}] * 11
        )


def test_a_stream_that_is_deleted_is_empty_when_it_comes_again(kinesis: Any) -> None:
    name = stream(kinesis)
    put(kinesis, name, "a")
    kinesis.delete_stream(StreamName=name)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        put(kinesis, name, "b")
    kinesis.create_stream(StreamName=name, ShardCount=1)

    assert texts(kinesis, name) == []


def test_streams_of_other_regions_are_others(cloud: LocalCloud, kinesis: Any) -> None:
    name = stream(kinesis)
    there = cloud.client("kinesis", "eu-west-1")
    there.create_stream(StreamName=name, ShardCount=1)
    put(kinesis, name, "here")

    assert texts(there, name) == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        put(there, stream(kinesis), "there")


def test_what_is_not_here_is_refused_by_name(kinesis: Any) -> None:
    name = stream(kinesis)
    with pytest.raises(ClientError, match="does not exist"):
        iterator(kinesis, name, 7)
    with pytest.raises(ClientError, match="did not come from this stream"):
        texts(
            kinesis,
            name,
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            StartingSequenceNumber="9" * 56,
        )
