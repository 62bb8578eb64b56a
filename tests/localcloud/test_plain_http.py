"""What Hadoop's client of S3 is spared over plain HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.plain_http import KEY_ID


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Hadoop 3.4.2, aws-sdk-java/1.11.901", False),
        ("Boto3/1.44.5 md/Botocore#1.44.5 Hadoop", True),
    ],
)
def test_hadoop_is_not_told_of_an_objects_key_and_everyone_else_is(agent: str, told: bool) -> None:
    with LocalCloud(services=[]) as cloud:
        cloud.start()
        key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
        s3 = over_network(cloud.endpoint, "s3", "us-east-1")
        s3.create_bucket(Bucket="lake")
        put = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
        s3.put_object(Bucket="lake", Key="part-0", Body=b"1", **put)

        def call_itself(request: Any, **_: Any) -> None:
            request.headers["User-Agent"] = agent

        s3.meta.events.register("before-send.s3", call_itself)
        headers = s3.head_object(Bucket="lake", Key="part-0")["ResponseMetadata"]["HTTPHeaders"]
    assert (headers.get(KEY_ID) == key) is told
    assert headers["x-amz-server-side-encryption"] == "aws:kms"
