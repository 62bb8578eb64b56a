"""N events in, N rows out or kept with their reason: whatever happens in between."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from localcloud.firehose.writing import Writer
from tests.localcloud.firehose.lake import (
    INTERVAL,
    Lake,
    bucket,
    destination,
    event,
    make,
    plain,
    raw,
    table,
)


def ids(lake: Lake) -> Counter[str]:
    """How often each event was delivered, as a row or as an error."""
    rows = [row["id"] for row in lake.rows()]
    errors = [raw(error) for error in lake.errors()]
    return Counter(rows) + Counter(_id(each) for each in errors)


def _id(data: bytes) -> str:
    try:
        return str(json.loads(data)["id"])
    except (ValueError, TypeError, KeyError):
        return data.decode(errors="replace")


@pytest.mark.parametrize("kinesis", [True, False])
def test_eight_producers_at_once(cloud: LocalCloud, kinesis: bool) -> None:
    lake = make(cloud, kinesis=kinesis)
    events = [
        [event(number, id=f"{who}-{number}", time=f"2026-11-{day:02d}T10:00:00Z")]
        for who in range(8)
        for number in range(60)
        for day in [number % 7 + 1]
    ]
    random.Random(7).shuffle(events)  # noqa: S311 - no secret
    failed: list[Exception] = []

    def produce(mine: list[list[dict[str, Any]]]) -> None:
        try:
            for each in mine:
                lake.put(*each)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=produce, args=(events[who::8],)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lake.wait()

    assert not failed
    assert ids(lake) == Counter(each[0]["id"] for each in events)
    assert len(lake.objects("events/")) == 7


def test_duplicates_malformed_and_late_records_are_all_accounted_for(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    good = [event(number) for number in range(40)]
    twice = good[:5]
    late = [event(100 + number, time="2020-01-01T00:00:00Z") for number in range(5)]
    broken: list[Any] = [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[1, 2]",
        b'"text"',
        b'{"a": 1}{"a": 2}',
        b'{"id": NaN, "detail-type": "A", "time": "2026-11-27T10:00:00Z"}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
        {"detail-type": "A"},
        {"time": "2026-11-27T10:00:00Z"},
        event(200, **{"detail-type": ""}),
        event(201, time=5),
        event(202, detail="\ud800"),
    ]
    everything = [*good, *twice, *late, *broken]
    random.Random(3).shuffle(everything)  # noqa: S311 - no secret
    lake.put(*everything)
    lake.wait()

    assert len(lake.rows()) + len(lake.errors()) == len(everything)
    assert len(lake.rows()) == len(good) + len(twice) + len(late)
    assert {error["errorCode"] for error in lake.errors()} == {
        "DynamicPartitioning.MetadataExtractionFailed"
    }


def test_a_deliverer_that_ends_between_reading_and_writing_loses_nothing(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = make(cloud, kinesis=True)
    lake.put(*[event(number) for number in range(20)])
    outputs, deaths = Writer.outputs, iter([True])

    def die_once(writer: Writer, buffer: Any) -> Any:
        if next(deaths, False):
            raise SystemError("killed")
        return outputs(writer, buffer)

    monkeypatch.setattr(Writer, "outputs", die_once)
    lake.wait()
    before = lake.objects()
    lake.put(event(20))
    lake.wait()
    lake.wait()

    assert not before
    assert set(ids(lake)) == {f"event-{number}" for number in range(21)}


def test_one_that_ends_after_writing_a_part_delivers_the_rest(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = make(cloud)
    for day in (1, 2, 3):
        lake.put(*[event(day * 10 + n, time=f"2026-11-0{day}T10:00:00Z") for n in range(5)])
    outputs, writes = Writer.outputs, iter([False, True])

    def die_second(writer: Writer, buffer: Any) -> Any:
        if next(writes, False):
            raise SystemError("killed")
        return outputs(writer, buffer)

    monkeypatch.setattr(Writer, "outputs", die_second)
    lake.wait()
    lake.wait()
    lake.wait()

    assert set(ids(lake)) == {f"event-{day * 10 + n}" for day in (1, 2, 3) for n in range(5)}


def test_a_bucket_that_is_not_there_is_waited_for(cloud: LocalCloud) -> None:
    missing = bucket(cloud)
    lake = make(cloud, shape=destination(missing, table(cloud)))
    cloud.client("s3").delete_bucket(Bucket=missing)
    lake.put(*[event(number) for number in range(3)])
    lake.wait()
    cloud.client("s3").create_bucket(Bucket=missing)
    lake.wait(timedelta(minutes=5))

    assert ids(lake) == Counter(f"event-{number}" for number in range(3))


def test_a_stream_that_is_deleted_delivers_what_it_has(cloud: LocalCloud) -> None:
    lake = make(cloud)
    lake.put(*[event(number) for number in range(10)])
    firehose = cloud.client("firehose")
    firehose.delete_delivery_stream(DeliveryStreamName=lake.name)
    with pytest.raises(ClientError, match="not found"):
        lake.put(event(11))

    assert ids(lake) == Counter(f"event-{number}" for number in range(10))
    assert lake.name not in firehose.list_delivery_streams(Limit=100)["DeliveryStreamNames"]


def test_a_destination_that_changes_takes_what_is_on_its_way(cloud: LocalCloud) -> None:
    lake, elsewhere = make(cloud, kinesis=True), bucket(cloud)
    lake.put(*[event(number) for number in range(10)])
    assert settle(cloud, timeout=30)
    firehose = cloud.client("firehose")
    update = {
        "BucketARN": f"arn:aws:s3:::{elsewhere}",
        "Prefix": "new/date=!{partitionKeyFromQuery:date}/",
    }
    changed = {
        "DeliveryStreamName": lake.name,
        "DestinationId": "destinationId-000000000001",
        "ExtendedS3DestinationUpdate": update,
    }
    firehose.update_destination(CurrentDeliveryStreamVersionId="1", **changed)
    with pytest.raises(ClientError, match="do not match"):
        firehose.update_destination(CurrentDeliveryStreamVersionId="1", **changed)
    lake.put(*[event(number) for number in range(10, 20)])
    lake.wait()
    there = Lake(cloud, elsewhere, lake.name, lake.stream)

    assert not lake.objects()
    assert sorted(row["id"] for row in there.rows("new/date=2026-11-27/")) == sorted(
        f"event-{number}" for number in range(20)
    )
    assert f"/{lake.name}-2-" in there.objects()[0]


def test_records_put_before_the_stream_is_read_are_not_its_own(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    lake.put(event(1))
    arn = cloud.client("kinesis").describe_stream_summary(StreamName=lake.stream)
    source = {
        "KinesisStreamARN": arn["StreamDescriptionSummary"]["StreamARN"],
        "RoleARN": "arn:aws:iam::123456789012:role/delivery",
    }
    second = bucket(cloud)
    cloud.client("firehose").create_delivery_stream(
        DeliveryStreamName=f"{lake.name}-2",
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration=source,
        ExtendedS3DestinationConfiguration=plain(second),
    )
    lake.put(event(2))
    lake.wait()
    late = Lake(cloud, second, f"{lake.name}-2", lake.stream)

    assert ids(lake) == Counter(["event-1", "event-2"])
    assert [json.loads(late.body(key))["id"] for key in late.objects()] == ["event-2"]


def test_a_stream_that_is_split_is_read_to_the_end(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    kinesis = cloud.client("kinesis")
    lake.put(*[event(number) for number in range(20)])
    shard = kinesis.list_shards(StreamName=lake.stream)["Shards"][0]
    middle = str(int(shard["HashKeyRange"]["EndingHashKey"]) // 2)
    kinesis.split_shard(
        StreamName=lake.stream, ShardToSplit=shard["ShardId"], NewStartingHashKey=middle
    )
    lake.put(*[event(number) for number in range(20, 40)])
    lake.wait()

    assert ids(lake) == Counter(f"event-{number}" for number in range(40))


def test_more_partitions_than_are_allowed_are_kept_apart(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("localcloud.firehose.deliverer.ACTIVE_PARTITIONS", 5)
    lake = make(cloud)
    lake.put(*[event(n, **{"detail-type": f"Kind{n}"}) for n in range(8)])
    lake.wait()

    assert len(lake.rows()) == 5
    assert len(lake.errors()) == 3
    assert ids(lake) == Counter(f"event-{number}" for number in range(8))


def test_another_region_delivers_by_itself(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True, region="eu-west-1")
    lake.put(event(1))
    lake.wait()
    with pytest.raises(ClientError, match="not found"):
        cloud.client("firehose").describe_delivery_stream(DeliveryStreamName=lake.name)

    assert ids(lake) == Counter(["event-1"])


def test_a_record_that_is_too_large_is_refused(cloud: LocalCloud) -> None:
    lake = make(cloud, shape=plain(bucket(cloud)))
    put = cloud.client("firehose").put_record
    put(DeliveryStreamName=lake.name, Record={"Data": b"x" * 1_024_000})
    with pytest.raises(ClientError, match="less than or equal to 1024000"):
        put(DeliveryStreamName=lake.name, Record={"Data": b"x" * 1_024_001})
    with pytest.raises(ClientError, match="4 MB limit"):
        cloud.client("firehose").put_record_batch(
            DeliveryStreamName=lake.name, Records=[{"Data": b"x" * 1_000_000}] * 5
        )
    lake.wait()

    assert sum(len(lake.body(key)) for key in lake.objects()) == 1_024_000


def test_a_clock_that_is_moved_while_records_come_loses_none(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    for number in range(10):
        lake.put(event(number))
        cloud.clock.move(INTERVAL * 3)
    lake.wait()

    assert ids(lake) == Counter(f"event-{number}" for number in range(10))
