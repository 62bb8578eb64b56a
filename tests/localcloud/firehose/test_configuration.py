"""What a delivery stream may be: Firehose's refusals, its defaults, its tags."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.firehose.lake import (
    ERRORS,
    PREFIX,
    Lake,
    bucket,
    destination,
    extraction,
    make,
    plain,
    table,
)


def processors(*given: dict[str, Any]) -> dict[str, Any]:
    """A ProcessingConfiguration."""
    return {"Enabled": True, "Processors": list(given)}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60}}, "at least 64"),
        ({"BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 30}}, "at least 60"),
        ({"CompressionFormat": "GZIP"}, "must be UNCOMPRESSED"),
        ({"ErrorOutputPrefix": None}, "ErrorOutputPrefix is required"),
        ({"ErrorOutputPrefix": "e/!{timestamp:yyyy}/"}, "must have !{firehose:error-output-type}"),
        ({"Prefix": "events/"}, "must have partition keys"),
        ({"Prefix": "!{partitionKeyFromQuery:kind}/"}, "kind is not among the keys of the Meta"),
        ({"Prefix": "!{partitionKeyFromLambda:kind}/"}, "needs a Lambda processor"),
        ({"ProcessingConfiguration": None}, "needs a MetadataExtraction processor"),
        ({"DynamicPartitioningConfiguration": None}, "need dynamic partitioning enabled"),
        ({"ProcessingConfiguration": processors(extraction("{"))}, "is not jq"),
        (
            {"ProcessingConfiguration": processors({"Type": "Decompression"})},
            "Decompression does not run in this cloud",
        ),
        ({"CustomTimeZone": "Moon/Crater"}, "is no zone"),
        ({"CompressionFormat": "Snappy"}, "UNCOMPRESSED|is not among"),
        ({"S3BackupMode": "Enabled"}, "does not run in this cloud"),
    ],
)
def test_what_cannot_be_is_refused(
    cloud: LocalCloud, changed: dict[str, Any], problem: str
) -> None:
    shape = destination(bucket(cloud), table(cloud), **changed)
    shape = {name: value for name, value in shape.items() if value is not None}
    with pytest.raises(ClientError, match=problem) as error:
        make(cloud, shape=shape)

    assert error.value.response["Error"]["Code"] == "InvalidArgumentException"


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ({"SchemaConfiguration": {}}, "SchemaConfiguration is required"),
        ({"SchemaConfiguration": {"RoleARN": "arn:aws:iam::1:role/r"}}, "DatabaseName is required"),
        ({"OutputFormatConfiguration": {"Serializer": {"OrcSerDe": {}}}}, "writes Parquet"),
    ],
)
def test_a_conversion_needs_its_parts(
    cloud: LocalCloud, part: dict[str, Any], problem: str
) -> None:
    shape = destination(bucket(cloud), table(cloud))
    shape["DataFormatConversionConfiguration"] |= part
    with pytest.raises(ClientError, match=problem):
        make(cloud, shape=shape)


def test_a_source_must_be_there(cloud: LocalCloud) -> None:
    source = {
        "KinesisStreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/none",
        "RoleARN": "arn:aws:iam::123456789012:role/delivery",
    }
    create = cloud.client("firehose").create_delivery_stream
    named = {
        "DeliveryStreamName": "none",
        "ExtendedS3DestinationConfiguration": plain(bucket(cloud)),
    }
    with pytest.raises(ClientError, match="there is no stream"):
        create(
            DeliveryStreamType="KinesisStreamAsSource",
            KinesisStreamSourceConfiguration=source,
            **named,
        )
    with pytest.raises(ClientError, match="is for the type KinesisStreamAsSource"):
        create(KinesisStreamSourceConfiguration=source, **named)
    with pytest.raises(ClientError, match="this cloud delivers to S3"):
        create(
            DeliveryStreamName="none",
            HttpEndpointDestinationConfiguration={
                "EndpointConfiguration": {"Url": "https://example.com"},
                "S3Configuration": {
                    "RoleARN": "arn:aws:iam::123456789012:role/delivery",
                    "BucketARN": "arn:aws:s3:::none",
                },
            },
        )


def test_a_stream_that_reads_another_takes_nothing_itself(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    with pytest.raises(ClientError, match="reads a Kinesis stream"):
        cloud.client("firehose").put_record(DeliveryStreamName=lake.name, Record={"Data": b"x"})


def test_a_name_is_taken_once(cloud: LocalCloud) -> None:
    lake = make(cloud)
    with pytest.raises(ClientError, match="ResourceInUseException"):
        cloud.client("firehose").create_delivery_stream(
            DeliveryStreamName=lake.name,
            ExtendedS3DestinationConfiguration=plain(bucket(cloud)),
        )


def test_partitioning_is_not_switched_on_or_off(cloud: LocalCloud) -> None:
    lake = make(cloud)
    update = {"DynamicPartitioningConfiguration": {"Enabled": False}, "Prefix": "events/"}
    with pytest.raises(ClientError, match="cannot be switched on or off"):
        cloud.client("firehose").update_destination(
            DeliveryStreamName=lake.name,
            CurrentDeliveryStreamVersionId="1",
            DestinationId="destinationId-000000000001",
            ExtendedS3DestinationUpdate=update,
        )


def test_a_description_has_what_was_asked_for_and_the_defaults(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    firehose = cloud.client("firehose")
    shown = firehose.describe_delivery_stream(DeliveryStreamName=lake.name)
    described = shown["DeliveryStreamDescription"]
    (place,) = described["Destinations"]
    extended = place["ExtendedS3DestinationDescription"]

    assert described["DeliveryStreamStatus"] == "ACTIVE"
    assert described["VersionId"] == "1"
    assert described["Source"]["KinesisStreamSourceDescription"]["KinesisStreamARN"].endswith(
        f"stream/{lake.stream}"
    )
    assert (extended["Prefix"], extended["ErrorOutputPrefix"]) == (PREFIX, ERRORS)
    assert extended["EncryptionConfiguration"] == {"NoEncryptionConfig": "NoEncryption"}
    assert place["S3DestinationDescription"]["BufferingHints"]["SizeInMBs"] == 64


def test_a_buffer_has_firehoses_defaults(cloud: LocalCloud) -> None:
    shape = plain(bucket(cloud))
    del shape["BufferingHints"]
    lake = make(cloud, shape=shape)
    shown = cloud.client("firehose").describe_delivery_stream(DeliveryStreamName=lake.name)
    (place,) = shown["DeliveryStreamDescription"]["Destinations"]

    assert place["ExtendedS3DestinationDescription"]["BufferingHints"] == {
        "SizeInMBs": 5,
        "IntervalInSeconds": 300,
    }


def test_streams_are_listed_tagged_and_encrypted(cloud: LocalCloud) -> None:
    names = sorted(_made(cloud).name for _ in range(3))
    firehose = cloud.client("firehose")
    before = firehose.list_delivery_streams(Limit=1000)["DeliveryStreamNames"]
    page = firehose.list_delivery_streams(ExclusiveStartDeliveryStreamName=names[0], Limit=1)
    firehose.tag_delivery_stream(
        DeliveryStreamName=names[0],
        Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
    )
    firehose.untag_delivery_stream(DeliveryStreamName=names[0], TagKeys=["a"])
    firehose.start_delivery_stream_encryption(DeliveryStreamName=names[0])
    shown = firehose.describe_delivery_stream(DeliveryStreamName=names[0])

    assert set(names) <= set(before)
    assert before == sorted(before)
    assert page["DeliveryStreamNames"] == [before[before.index(names[0]) + 1]]
    assert firehose.list_tags_for_delivery_stream(DeliveryStreamName=names[0])["Tags"] == [
        {"Key": "b", "Value": "2"}
    ]
    assert (
        shown["DeliveryStreamDescription"]["DeliveryStreamEncryptionConfiguration"]["Status"]
        == "ENABLED"
    )


def _made(cloud: LocalCloud) -> Lake:
    return make(cloud, shape=plain(bucket(cloud)))
