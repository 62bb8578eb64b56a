"""What was said is kept, encrypted, and goes only from a disposable environment."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from ml_refarch.connect import ContactCenter

from .conftest import INSTANCE, Synthesised


def bucket(synthesised: Synthesised) -> tuple[str, dict[str, Any]]:
    """The bucket of recordings, as against that of the accesses to it."""
    return next(
        (name, one)
        for name, one in synthesised.of_type("AWS::S3::Bucket").items()
        if "AccessLog" not in name
    )


def test_recordings_and_chats_go_to_one_bucket_with_its_key(created: Synthesised) -> None:
    name, _ = bucket(created)
    configs = {
        one["Properties"]["ResourceType"]: one["Properties"].get("S3Config")
        for one in created.of_type("AWS::Connect::InstanceStorageConfig").values()
    }

    assert set(configs) == {"CALL_RECORDINGS", "CHAT_TRANSCRIPTS", "CONTACT_TRACE_RECORDS"}
    for kind, folder in (("CALL_RECORDINGS", "recordings"), ("CHAT_TRANSCRIPTS", "chats")):
        config = configs[kind]
        assert config["BucketName"] == {"Ref": name}
        assert config["BucketPrefix"] == folder
        assert config["EncryptionConfig"]["EncryptionType"] == "KMS"
        assert config["EncryptionConfig"]["KeyId"]["Fn::GetAtt"][0].startswith("CenterStorageKey")


def test_contact_records_go_to_the_same_bucket_through_a_stream(created: Synthesised) -> None:
    name, _ = bucket(created)
    ((stream, resource),) = created.of_type("AWS::KinesisFirehose::DeliveryStream").items()
    (config,) = (
        one["Properties"]
        for one in created.of_type("AWS::Connect::InstanceStorageConfig").values()
        if one["Properties"]["ResourceType"] == "CONTACT_TRACE_RECORDS"
    )
    destination = resource["Properties"]["ExtendedS3DestinationConfiguration"]

    assert config["KinesisFirehoseConfig"] == {"FirehoseArn": {"Fn::GetAtt": [stream, "Arn"]}}
    assert destination["BucketARN"] == {"Fn::GetAtt": [name, "Arn"]}
    assert destination["Prefix"] == "contact-records/!{timestamp:yyyy/MM/dd}/"
    assert "KMSEncryptionConfig" in destination["EncryptionConfiguration"]


def test_the_bucket_is_encrypted_private_and_its_accesses_are_logged(created: Synthesised) -> None:
    _, resource = bucket(created)
    properties = resource["Properties"]
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(properties["PublicAccessBlockConfiguration"].values())
    assert properties["LoggingConfiguration"]["DestinationBucketName"]["Ref"].startswith(
        "CenterStorageAccessLog"
    )


def test_data_outlives_the_stack_unless_it_is_disposable(
    created: Synthesised, disposable: Synthesised
) -> None:
    for synthesised, policy in ((created, "Retain"), (disposable, "Delete")):
        for kind in ("AWS::S3::Bucket", "AWS::Logs::LogGroup"):
            kept = [
                one["DeletionPolicy"]
                for name, one in synthesised.of_type(kind).items()
                if name.startswith("Center")
            ]
            assert set(kept) == {policy}


def test_only_a_disposable_bucket_is_emptied_and_last_of_all_that_write_to_it(
    created: Synthesised, disposable: Synthesised
) -> None:
    emptied = disposable.of_type("Custom::EmptiedBucket")

    assert created.of_type("Custom::EmptiedBucket") == {}
    assert len(emptied) == 2
    # What depends on another resource is deleted before it.
    for kind in ("AWS::Connect::InstanceStorageConfig", "AWS::KinesisFirehose::DeliveryStream"):
        for name in disposable.of_type(kind):
            assert disposable.waits_for(name) >= set(emptied)


def test_without_a_number_and_disposal_there_is_no_function_for_them(created: Synthesised) -> None:
    assert not [name for name in created.of_type("AWS::Lambda::Function") if "Custom" in name]


def test_the_stream_may_write_its_own_folders_only(created: Synthesised) -> None:
    (role,) = (
        one["Properties"]
        for name, one in created.of_type("AWS::IAM::Role").items()
        if "StreamRole" in name
    )
    (policy,) = role["Policies"]
    write = policy["PolicyDocument"]["Statement"][0]

    assert write["Action"] == ["s3:AbortMultipartUpload", "s3:PutObject"]
    assert write["Resource"]["Fn::Join"][1][-1] == "/contact-records*"


def test_a_bucket_and_a_key_may_be_brought() -> None:
    stack = Stack()
    mine = s3.Bucket.from_bucket_name(stack, "Mine", "mine")
    key = kms.Key(stack, "Key")
    center = ContactCenter(
        stack, "Center", instance=INSTANCE, store_contacts=True, bucket=mine, encryption_key=key
    )

    assert center.storage is not None
    assert center.storage.bucket is mine
    assert center.storage.encryption_key is key
    assert stack.resolve(center.storage.associations[0].s3_config)["bucketName"] == "mine"


def test_a_bucket_for_nothing_is_refused() -> None:
    stack = Stack()
    mine = s3.Bucket.from_bucket_name(stack, "Mine", "mine")

    with pytest.raises(ValueError, match="bucket: it is given, and store_contacts is off"):
        ContactCenter(stack, "Center", instance=INSTANCE, bucket=mine)
