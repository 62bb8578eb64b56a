"""What a bucket tells the default bus of its objects."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import Queue, events_of, queue, recorder

PART = 5 * 1024 * 1024


@pytest.fixture
def bucket(cloud: LocalCloud) -> str:
    """A bucket that tells EventBridge."""
    return telling(cloud)


@pytest.fixture
def heard(cloud: LocalCloud, bucket: str) -> Queue:
    """A queue that gets all that the bucket tells."""
    return listening(cloud, bucket)


def telling(cloud: LocalCloud, region: str = "us-east-1") -> str:
    name = f"bucket-{uuid.uuid4().hex[:12]}"
    client = cloud.client("s3", region)
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=name, **(place if region != "us-east-1" else {}))
    client.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    return name


def listening(cloud: LocalCloud, bucket: str, region: str = "us-east-1", **detail: Any) -> Queue:
    target, name = queue(cloud), f"rule-{uuid.uuid4().hex[:12]}"
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}, **detail}}
    client = cloud.client("events", region)
    client.put_rule(Name=name, EventPattern=json.dumps(pattern))
    client.put_targets(Rule=name, Targets=[{"Id": "heard", "Arn": target.arn}])
    return target


def told(heard: Queue) -> list[dict[str, Any]]:
    return [json.loads(body) for body in heard.take()]


def test_an_object_that_was_put_is_told_of_as_on_aws(
    cloud: LocalCloud, bucket: str, heard: Queue
) -> None:
    cloud.client("s3").put_object(Bucket=bucket, Key="raw/été 1.csv", Body=b"hello")
    (event,) = told(heard)
    for name in ("id", "time"):
        assert event.pop(name)
    detail = event["detail"]
    for holder, name in ((detail, "request-id"), (detail["object"], "sequencer")):
        assert holder.pop(name)
    assert event == {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "123456789012",
        "region": "us-east-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {
                "key": "raw/été 1.csv",
                "size": 5,
                "etag": "5d41402abc4b2a76b9719d911017c592",
            },
            "requester": "123456789012",
            "source-ip-address": "127.0.0.1",
            "reason": "PutObject",
        },
    }


def test_an_object_that_comes_in_parts_is_told_of_once_all_are_there(
    cloud: LocalCloud, bucket: str, heard: Queue
) -> None:
    client = cloud.client("s3")
    upload = client.create_multipart_upload(Bucket=bucket, Key="large")["UploadId"]
    parts = [
        {
            "PartNumber": number,
            "ETag": client.upload_part(
                Bucket=bucket, Key="large", UploadId=upload, PartNumber=number, Body=content
            )["ETag"],
        }
        for number, content in ((1, b"a" * PART), (2, b"b"))
    ]
    assert told(heard) == []
    client.complete_multipart_upload(
        Bucket=bucket, Key="large", UploadId=upload, MultipartUpload={"Parts": parts}
    )
    (event,) = told(heard)
    assert event["detail"]["reason"] == "CompleteMultipartUpload"
    assert event["detail"]["object"]["size"] == PART + 1


def test_a_copy_is_told_of_by_the_bucket_that_it_is_in(
    cloud: LocalCloud, bucket: str, heard: Queue
) -> None:
    client, other = cloud.client("s3"), f"bucket-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=other)
    client.put_object(Bucket=other, Key="one", Body=b"1")
    client.copy_object(Bucket=bucket, Key="two", CopySource={"Bucket": other, "Key": "one"})
    (event,) = told(heard)
    assert event["detail"]["object"]["key"] == "two"
    assert event["detail"]["reason"] == "CopyObject"


def test_an_object_that_was_deleted_is_told_of(
    cloud: LocalCloud, bucket: str, heard: Queue
) -> None:
    client = cloud.client("s3")
    client.put_object(Bucket=bucket, Key="short", Body=b"1")
    told(heard)
    client.delete_object(Bucket=bucket, Key="short")
    (event,) = told(heard)
    assert event["detail-type"] == "Object Deleted"
    assert event["detail"]["deletion-type"] == "Permanently Deleted"
    assert "size" not in event["detail"]["object"]


def test_the_newest_version_is_the_one_that_is_told_of(
    cloud: LocalCloud, bucket: str, heard: Queue
) -> None:
    client = cloud.client("s3")
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    versions = [
        client.put_object(Bucket=bucket, Key="same", Body=content)["VersionId"]
        for content in (b"1", b"22")
    ]
    assert sorted(event["detail"]["object"]["version-id"] for event in told(heard)) == sorted(
        versions
    )


def test_a_rule_for_a_folder_hears_of_that_folder_only(cloud: LocalCloud, bucket: str) -> None:
    heard = listening(cloud, bucket, object={"key": [{"prefix": "raw/"}]})
    for key in ("raw/1.csv", "runs/1/model.tar.gz"):
        cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=b"1")
    assert [event["detail"]["object"]["key"] for event in told(heard)] == ["raw/1.csv"]


def test_a_bucket_that_does_not_tell_is_not_heard(cloud: LocalCloud) -> None:
    client, bucket = cloud.client("s3"), f"bucket-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=bucket)
    heard = listening(cloud, bucket)
    client.put_object(Bucket=bucket, Key="one", Body=b"1")
    assert told(heard) == []


def test_tags_and_access_lists_are_not_told_of(
    cloud: LocalCloud, bucket: str, heard: Queue
) -> None:
    client = cloud.client("s3")
    client.put_object(Bucket=bucket, Key="one", Body=b"1")
    told(heard)
    client.put_object_tagging(
        Bucket=bucket, Key="one", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}
    )
    client.put_object_acl(Bucket=bucket, Key="one", ACL="private")
    assert told(heard) == []


@pytest.mark.parametrize("region", ["eu-west-3", "ap-northeast-2"])
def test_a_bucket_tells_the_bus_of_its_own_region(cloud: LocalCloud, region: str) -> None:
    bucket = telling(cloud, region)
    here, elsewhere = listening(cloud, bucket, region), listening(cloud, bucket)
    cloud.client("s3", region).put_object(Bucket=bucket, Key="one", Body=b"1")
    assert [event["region"] for event in told(here)] == [region]
    assert told(elsewhere) == []


def test_a_function_and_a_queue_are_notified_as_on_aws(cloud: LocalCloud) -> None:
    client, bucket = cloud.client("s3"), f"bucket-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=bucket)
    function, heard = recorder(cloud), queue(cloud)
    client.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {
                    "Id": "rows",
                    "LambdaFunctionArn": function.arn,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".csv"}]}},
                }
            ],
            "QueueConfigurations": [{"QueueArn": heard.arn, "Events": ["s3:ObjectRemoved:*"]}],
        },
    )
    heard.take()  # the test event that S3 sends to a new target
    for key in ("raw/a b.csv", "raw/other.txt"):
        client.put_object(Bucket=bucket, Key=key, Body=b"hello")
    client.delete_object(Bucket=bucket, Key="raw/other.txt")
    (event,) = events_of(function)
    (record,) = event["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert record["s3"]["configurationId"] == "rows"
    assert record["s3"]["object"]["key"] == "raw/a+b.csv"
    assert record["s3"]["object"]["size"] == 5
    (gone,) = told(heard)
    assert gone["Records"][0]["eventName"] == "ObjectRemoved:Delete"
