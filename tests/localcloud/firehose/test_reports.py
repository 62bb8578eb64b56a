"""What Firehose tells of itself: figures and a log of what failed."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.firehose.lake import Lake, bucket, destination, event, make, table


def figure(lake: Lake, name: str, statistic: str = "Sum") -> float:
    """A figure of a delivery stream, over the last hours."""
    now = lake.cloud.clock.now()
    found = lake.cloud.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Firehose",
        MetricName=name,
        Dimensions=[{"Name": "DeliveryStreamName", "Value": lake.name}],
        StartTime=now - timedelta(hours=12),
        EndTime=now + timedelta(hours=1),
        Period=86400,
        Statistics=[statistic],
    )["Datapoints"]
    value: float = sum(point[statistic] for point in found)
    return value


def test_figures_of_what_came_and_what_was_delivered(cloud: LocalCloud) -> None:
    lake = make(cloud, kinesis=True)
    lake.put(event(1), event(2), b"no json")
    lake.wait()

    assert figure(lake, "IncomingRecords") == 3
    assert figure(lake, "DataReadFromKinesisStream.Records") == 3
    assert figure(lake, "DeliveryToS3.Success", "Average") == 1
    assert figure(lake, "DeliveryToS3.Records") == 3
    assert figure(lake, "SucceedConversion.Records") == 2
    assert 60 <= figure(lake, "DeliveryToS3.DataFreshness", "Maximum") < 75


def test_figures_of_what_was_put_directly(cloud: LocalCloud) -> None:
    lake = make(cloud)
    lake.put(event(1), event(2))

    assert figure(lake, "PutRecordBatch.Requests") == 1
    assert figure(lake, "PutRecordBatch.Records") == 2
    assert figure(lake, "IncomingBytes") > 200


def test_a_delivery_that_fails_is_told_in_figures_and_in_the_log(cloud: LocalCloud) -> None:
    group, missing = f"/deliveries/{uuid.uuid4().hex[:8]}", bucket(cloud)
    logs = cloud.client("logs")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="S3")
    logging = {"Enabled": True, "LogGroupName": group, "LogStreamName": "S3"}
    shape = destination(missing, table(cloud), CloudWatchLoggingOptions=logging)
    lake = make(cloud, shape=shape)
    cloud.client("s3").delete_bucket(Bucket=missing)
    lake.put(event(1), b"no json")
    lake.wait()
    found: list[dict[str, Any]] = [
        json.loads(line["message"])
        for line in logs.get_log_events(logGroupName=group, logStreamName="S3")["events"]
    ]

    assert {"S3.NoSuchBucket", "DynamicPartitioning.MetadataExtractionFailed"} <= {
        each["errorCode"] for each in found
    }
    assert all(each["deliveryStreamARN"].endswith(lake.name) for each in found)
    assert figure(lake, "DeliveryToS3.Success", "Maximum") == 0


def test_a_log_that_is_not_there_stops_nothing(cloud: LocalCloud) -> None:
    logging = {"Enabled": True, "LogGroupName": "/none", "LogStreamName": "S3"}
    lake = make(cloud, CloudWatchLoggingOptions=logging)
    lake.put(event(1), b"no json")
    lake.wait()

    assert (len(lake.rows()), len(lake.errors())) == (1, 1)


def test_objects_are_encrypted_with_the_key_that_is_deployed(cloud: LocalCloud) -> None:
    key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    encryption = {"KMSEncryptionConfig": {"AWSKMSKeyARN": key}}
    lake = make(cloud, EncryptionConfiguration=encryption)
    lake.put(event(1))
    lake.wait()
    (name,) = lake.objects()
    head = cloud.client("s3").head_object(Bucket=lake.bucket, Key=name)

    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", key)
    assert settle(cloud, timeout=10)
