"""Failed records come back: every one, none lost between the folder and the stream."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from function_folder import FunctionFolder
from moto import mock_aws

FAILED = "errors/events/"
REPLAYED = "errors/replayed-events/"
DAY = "2026-11-26"


@pytest.fixture(scope="session")
def code() -> FunctionFolder:
    """The modules of the function."""
    return FunctionFolder("event_replay")


@pytest.fixture(scope="session")
def clients() -> dict[str, Any]:
    """Made once: making one takes longer than most tests."""
    return {name: boto3.client(name) for name in ("kinesis", "s3")}


@dataclass
class World:
    """A bucket with failed records, a stream, and the function between them."""

    code: FunctionFolder
    context: Any
    s3: Any
    kinesis: Any

    def fail(self, *records: bytes, kind: str = "processing-failed", day: str = DAY) -> str:
        """Records that Firehose could not use, as it writes them."""
        lines = [
            json.dumps(
                {
                    "attemptsMade": 1,
                    "arrivalTimestamp": 1764115200000,
                    "errorCode": "DynamicPartitioning.MetadataExtractionFailed",
                    "errorMessage": "partitionKeys values must not be null or empty",
                    "attemptEndingTimestamp": 1764115260000,
                    "rawData": base64.b64encode(one).decode(),
                }
            )
            for one in records
        ]
        count = len(self.keys(FAILED))
        key = f"{FAILED}{kind}/date={day}/stream-1-{count:04}"
        self.s3.put_object(Bucket="raw", Key=key, Body="\n".join(lines).encode())
        return key

    def keys(self, folder: str) -> list[str]:
        found = self.s3.list_objects_v2(Bucket="raw", Prefix=folder).get("Contents", [])
        return [one["Key"] for one in found]

    def on_stream(self) -> list[bytes]:
        shards = self.kinesis.list_shards(StreamName="events")["Shards"]
        found = []
        for shard in shards:
            at = self.kinesis.get_shard_iterator(
                StreamName="events", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            found += self.kinesis.get_records(ShardIterator=at, Limit=10_000)["Records"]
        return [one["Data"] for one in found]

    def ask(self, **wish: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.code.handler.handle(wish, self.context)
        return answer


@pytest.fixture
def world(
    code: FunctionFolder,
    clients: dict[str, Any],
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """An empty one."""
    for name, value in {
        "BUCKET_NAME": "raw",
        "FAILED_FOLDER": FAILED,
        "REPLAYED_FOLDER": REPLAYED,
        "STREAM_NAME": "events",
    }.items():
        monkeypatch.setenv(name, value)
    context.get_remaining_time_in_millis = lambda: 900_000
    with mock_aws():
        code.handler.files.cache_clear()
        code.handler.stream.cache_clear()
        monkeypatch.setattr(code.handler, "client", clients.__getitem__)
        s3, kinesis = clients["s3"], clients["kinesis"]
        s3.create_bucket(Bucket="raw")
        kinesis.create_stream(StreamName="events", ShardCount=2)
        yield World(code, context, s3, kinesis)


def event(number: int) -> bytes:
    return json.dumps({"id": f"event-{number}", "time": "2026-11-26T10:00:00Z"}).encode()


def test_every_record_is_on_the_stream_again_and_its_file_put_away(world: World) -> None:
    world.fail(event(1), event(2))
    world.fail(event(3), kind="format-conversion-failed")

    assert world.ask() == {"files": 2, "records": 3, "more": False}

    assert sorted(world.on_stream()) == [event(1), event(2), event(3)]
    assert world.keys(FAILED) == []
    assert [one.removeprefix(REPLAYED).split("/")[0] for one in world.keys(REPLAYED)] == [
        "format-conversion-failed",
        "processing-failed",
    ]


def test_a_day_and_a_kind_can_be_chosen(world: World) -> None:
    world.fail(event(1))
    other_day = world.fail(event(2), day="2026-11-25")
    other_kind = world.fail(event(3), kind="format-conversion-failed")

    world.ask(folder="processing-failed/", date=DAY)

    assert world.on_stream() == [event(1)]
    assert sorted(world.keys(FAILED)) == sorted([other_day, other_kind])


def test_what_never_was_an_event_comes_back_as_it_was(world: World) -> None:
    records = [b"no JSON at all", b"\xff\x00\xfe", b'["a list"]', b'{"id": 7}', "é".encode()]
    world.fail(*records)
    world.ask()
    assert sorted(world.on_stream()) == sorted(records)


def test_records_without_lines_between_them_are_read_too(world: World) -> None:
    key = world.fail(event(1), event(2))
    body = world.s3.get_object(Bucket="raw", Key=key)["Body"].read()
    world.s3.put_object(Bucket="raw", Key=key, Body=body.replace(b"\n", b""))
    assert world.ask()["records"] == 2


def test_more_than_one_request_takes_them_all(world: World) -> None:
    many = [event(number) for number in range(1201)]
    world.fail(*many)
    assert world.ask()["records"] == 1201
    assert sorted(world.on_stream()) == sorted(many)


def test_a_file_that_is_none_of_firehoses_is_named_and_the_others_replayed(world: World) -> None:
    odd = f"{FAILED}processing-failed/date={DAY}/odd"
    world.s3.put_object(Bucket="raw", Key=odd, Body=gzip.compress(b"{}"))
    partial = f"{FAILED}processing-failed/date={DAY}/partial"
    world.s3.put_object(Bucket="raw", Key=partial, Body=b'{"rawData": "not base64!"}')
    world.fail(event(1))

    with pytest.raises(ValueError, match=r"2 files could not be read.*1 with 1 records") as raised:
        world.ask()

    assert odd in str(raised.value)
    assert world.on_stream() == [event(1)]
    assert world.keys(FAILED) == [odd, partial]


def test_what_the_stream_refuses_is_offered_again_and_the_rest_is_not(world: World) -> None:
    stream = Reluctant(refuse=[{b"2"}, {b"2"}])
    waits: list[float] = []
    records = world.code.stream.RecordStream(stream, name="events", wait=waits.append)
    records.put([b"1", b"2", b"3"])
    assert stream.offered == [[b"1", b"2", b"3"], [b"2"], [b"2"]]
    assert waits == [0.2, 0.4]


def test_a_stream_that_never_takes_a_record_keeps_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = world.fail(event(1))
    stream = Reluctant(refuse=[{event(1)}] * 99)
    records = world.code.stream.RecordStream(stream, name="events", wait=lambda _: None)
    monkeypatch.setattr(world.code.handler, "stream", lambda: records)
    with pytest.raises(
        RuntimeError, match="events did not take 1 records in 8 attempts: Throttled"
    ):
        world.ask()
    assert world.keys(FAILED) == [key]


def test_without_time_it_stops_between_files_and_says_so(world: World) -> None:
    for number in range(3):
        world.fail(event(number))
    times = iter([900_000, 900_000, 59_000])
    world.context.get_remaining_time_in_millis = lambda: next(times)
    assert world.ask() == {"files": 2, "records": 2, "more": True}
    assert len(world.keys(FAILED)) == 1


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"day": DAY}, "day: a replay takes folder and date, nothing else"),
        ({"date": "yesterday"}, "date: 'yesterday' is not a day"),
        ({"date": "2026-02-30"}, "day is out of range"),
        ({"folder": "../curated/"}, "folder: '../curated/' is not a folder"),
    ],
)
def test_a_wish_that_makes_no_sense_moves_nothing(
    world: World, wish: dict[str, str], said: str
) -> None:
    key = world.fail(event(1))
    with pytest.raises(ValueError, match=said):
        world.ask(**wish)
    assert world.keys(FAILED) == [key]


class Reluctant:
    """A stream that refuses some records, a set for each time that it is asked."""

    def __init__(self, refuse: list[set[bytes]]) -> None:
        self.refuse = refuse
        self.offered: list[list[bytes]] = []

    def put_records(self, *, StreamName: str, Records: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: ARG002, N803 - as boto3 calls it
        refused = self.refuse.pop(0) if self.refuse else set()
        self.offered.append([one["Data"] for one in Records])
        return {
            "Records": [
                {"ErrorCode": "ThrottledException"} if one["Data"] in refused else {}
                for one in Records
            ]
        }
