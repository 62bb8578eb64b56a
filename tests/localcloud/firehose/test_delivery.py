"""Events become rows of Parquet files in their partitions."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.firehose.lake import INTERVAL, bucket, event, make, plain, raw


@pytest.mark.parametrize("kinesis", [True, False])
def test_an_event_becomes_a_row_of_its_partition(cloud: LocalCloud, kinesis: bool) -> None:
    lake = make(cloud, kinesis=kinesis)
    lake.put(event())
    lake.wait()
    (key,) = lake.objects()
    (row,) = lake.rows()

    assert key.startswith(f"events/event=BookingConfirmed/date=2026-11-27/{lake.name}-1-")
    assert key.endswith(".parquet")
    assert row == {
        "id": "event-1",
        "detail_type": "BookingConfirmed",
        "source": "hotel",
        "time": "2026-11-27T10:00:00Z",
        "detail": '{"city":"Jeju","nights":1}',
    }


def test_each_partition_has_files_of_its_own(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    lake.put(event(1), event(2, time="2026-11-28T10:00:00Z"), event(3, **{"detail-type": "Moved"}))
    lake.wait()

    assert sorted(key.rsplit("/", 1)[0] for key in lake.objects()) == [
        "events/event=BookingConfirmed/date=2026-11-27",
        "events/event=BookingConfirmed/date=2026-11-28",
        "events/event=Moved/date=2026-11-27",
    ]


def test_nothing_is_written_before_the_interval_has_passed(cloud: LocalCloud) -> None:
    lake = make(cloud)
    lake.put(event(1))
    lake.wait(INTERVAL - timedelta(seconds=5))
    before = lake.objects()
    lake.put(event(2))
    lake.wait(timedelta(seconds=5))

    assert not before
    assert len(lake.rows()) == 2


def test_a_buffer_that_is_full_does_not_wait(cloud: LocalCloud) -> None:
    lake = make(cloud, shape=plain(bucket(cloud)))
    lake.put(*[b"x" * 500_000] * 5)
    assert settle(cloud, timeout=30)
    before = [len(lake.body(key)) for key in lake.objects()]
    lake.wait()

    assert before == [1_500_000]
    assert sum(len(lake.body(key)) for key in lake.objects()) == 2_500_000


def test_what_cannot_be_delivered_is_kept_with_its_reason(cloud: LocalCloud) -> None:
    lake = make(cloud)
    lake.put(event(1), b"no json", event(2, **{"detail-type": None}))
    lake.wait()
    first, second = lake.errors("errors/events/metadata-extraction-failed/date=")

    assert len(lake.rows()) == 1
    assert raw(first) == b"no json"
    assert first["errorCode"] == "DynamicPartitioning.MetadataExtractionFailed"
    assert first["errorMessage"] == "Non JSON record provided"
    assert json.loads(raw(second))["id"] == "event-2"
    assert "event" in second["errorMessage"]
