"""A bucket, a table in the catalog and a delivery stream that fills it, for tests."""

from __future__ import annotations

import base64
import io
import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pyarrow import parquet

from localcloud.cloud import LocalCloud
from localcloud.events import settle

QUERY = '{event: ."detail-type", date: .time[0:10]}'
PREFIX = "events/event=!{partitionKeyFromQuery:event}/date=!{partitionKeyFromQuery:date}/"
ERRORS = "errors/events/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/"
COLUMNS = {
    "id": "string",
    "detail_type": "string",
    "source": "string",
    "time": "string",
    "detail": "string",
}
INTERVAL = timedelta(seconds=60)
ROLE = "arn:aws:iam::123456789012:role/delivery"


@dataclass(frozen=True)
class Lake:
    """A bucket, and the delivery stream that fills it.

    Attributes:
        stream: The Kinesis stream that is read, if one is.
    """

    cloud: LocalCloud
    bucket: str
    name: str
    stream: str | None
    region: str = "us-east-1"

    def put(self, *events: Any) -> None:
        """Puts events, as JSON unless they are bytes."""
        data = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in events]
        for start in range(0, len(data), 500):
            batch = data[start : start + 500]
            if self.stream is None:
                self.cloud.client("firehose", self.region).put_record_batch(
                    DeliveryStreamName=self.name, Records=[{"Data": each} for each in batch]
                )
            else:
                entries = [{"Data": each, "PartitionKey": str(uuid.uuid4())} for each in batch]
                self.cloud.client("kinesis", self.region).put_records(
                    StreamName=self.stream, Records=entries
                )

    def wait(self, passing: timedelta = INTERVAL) -> None:
        """Lets the buffering interval pass."""
        assert settle(self.cloud, timeout=30)
        self.cloud.clock.move(passing)
        assert settle(self.cloud, timeout=30)

    def objects(self, prefix: str = "") -> list[str]:
        """The objects that there are."""
        pages = self.cloud.client("s3").get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self.bucket, Prefix=prefix)
        return [each["Key"] for page in found for each in page.get("Contents", ())]

    def body(self, key: str) -> bytes:
        """What an object holds."""
        body: bytes = self.cloud.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body

    def rows(self, prefix: str = "events/") -> list[dict[str, Any]]:
        """The rows of the Parquet files under a prefix."""
        files = [parquet.ParquetFile(io.BytesIO(self.body(key))) for key in self.objects(prefix)]
        return [row for each in files for row in each.read().to_pylist()]

    def errors(self, prefix: str = "errors/") -> list[dict[str, Any]]:
        """What was written under the error prefix."""
        lines = [line for key in self.objects(prefix) for line in self.body(key).splitlines()]
        return [json.loads(line) for line in lines]


def event(number: int = 1, **changed: Any) -> dict[str, Any]:
    """An event as EventBridge gives it to its targets."""
    return {
        "id": f"event-{number}",
        "detail-type": "BookingConfirmed",
        "source": "hotel",
        "account": "123456789012",
        "time": "2026-11-27T10:00:00Z",
        "region": "us-east-1",
        "detail": {"city": "Jeju", "nights": number},
        **changed,
    }


def raw(error: dict[str, Any]) -> bytes:
    """The record that an error is about."""
    return base64.b64decode(error["rawData"])


def table(cloud: LocalCloud, *, region: str = "us-east-1", **columns: str) -> dict[str, str]:
    """A table in the catalog, as a schema configuration names it."""
    glue = cloud.client("glue", region)
    database = f"lake_{uuid.uuid4().hex[:12]}"
    glue.create_database(DatabaseInput={"Name": database})
    shown = [{"Name": name, "Type": kind} for name, kind in (columns or COLUMNS).items()]
    glue.create_table(
        DatabaseName=database,
        TableInput={"Name": "events", "StorageDescriptor": {"Columns": shown}},
    )
    return {
        "RoleARN": ROLE,
        "DatabaseName": database,
        "TableName": "events",
        "Region": region,
        "VersionId": "LATEST",
    }


def destination(bucket: str, schema: dict[str, str], **changed: Any) -> dict[str, Any]:
    """An extended S3 destination that makes Parquet and partitions by event and date."""
    return {
        "RoleARN": ROLE,
        "BucketARN": f"arn:aws:s3:::{bucket}",
        "Prefix": PREFIX,
        "ErrorOutputPrefix": ERRORS,
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": int(INTERVAL.total_seconds())},
        "DynamicPartitioningConfiguration": {"Enabled": True},
        "ProcessingConfiguration": {
            "Enabled": True,
            "Processors": [extraction(QUERY)],
        },
        "DataFormatConversionConfiguration": {
            "Enabled": True,
            "SchemaConfiguration": schema,
            "InputFormatConfiguration": {
                "Deserializer": {
                    "OpenXJsonSerDe": {"ColumnToJsonKeyMappings": {"detail_type": "detail-type"}}
                }
            },
            "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}},
        },
        **changed,
    }


def plain(bucket: str, **changed: Any) -> dict[str, Any]:
    """An extended S3 destination that delivers records as they came."""
    return {
        "RoleARN": ROLE,
        "BucketARN": f"arn:aws:s3:::{bucket}",
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": int(INTERVAL.total_seconds())},
        **changed,
    }


def extraction(query: str) -> dict[str, Any]:
    """A processor that tells partitions with jq."""
    return {
        "Type": "MetadataExtraction",
        "Parameters": [
            {"ParameterName": "MetadataExtractionQuery", "ParameterValue": query},
            {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"},
        ],
    }


def bucket(cloud: LocalCloud) -> str:
    """A new bucket."""
    name = f"lake-{uuid.uuid4().hex[:12]}"
    cloud.client("s3").create_bucket(Bucket=name)
    return name


def make(
    cloud: LocalCloud,
    *,
    kinesis: bool = False,
    region: str = "us-east-1",
    shape: dict[str, Any] | None = None,
    schema: dict[str, str] | None = None,
    **changed: Any,
) -> Lake:
    """A lake that a delivery stream fills.

    Args:
        kinesis: Whether it reads a stream of its own.
        shape: The destination; by default ``destination`` with what is ``changed``.
    """
    name = f"delivery-{uuid.uuid4().hex[:12]}"
    where = bucket(cloud)
    if shape is None:
        shape = destination(where, schema or table(cloud, region=region), **changed)
    else:
        where = shape["BucketARN"].split(":::")[1]
    source: dict[str, Any] = {"DeliveryStreamType": "DirectPut"}
    stream = None
    if kinesis:
        stream = f"stream-{uuid.uuid4().hex[:12]}"
        client = cloud.client("kinesis", region)
        client.create_stream(StreamName=stream, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        arn = client.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
        source = {
            "DeliveryStreamType": "KinesisStreamAsSource",
            "KinesisStreamSourceConfiguration": {
                "KinesisStreamARN": arn["StreamARN"],
                "RoleARN": ROLE,
            },
        }
    cloud.client("firehose", region).create_delivery_stream(
        DeliveryStreamName=name, ExtendedS3DestinationConfiguration=shape, **source
    )
    return Lake(cloud, where, name, stream, region)
