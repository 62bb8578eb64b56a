"""A bucket is encrypted, logged, and emptied before it goes, but only if it goes."""

from __future__ import annotations

from typing import Any

from aws_cdk import App, Duration, RemovalPolicy, Stack
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from ml_refarch.foundation import AccessLog, PrivateBucket, violations

Resources = dict[str, Any]


def lake(policy: RemovalPolicy) -> tuple[Stack, list[PrivateBucket]]:
    """Three buckets with one key and one log of accesses."""
    stack = Stack(App(), "Stack")
    raw = PrivateBucket(stack, "Raw", event_bridge=True, removal_policy=policy)
    others = [
        PrivateBucket(
            stack,
            name,
            encryption_key=raw.encryption_key,
            access_log=raw.access_log,
            accesses=f"{name.lower()}/",
            removal_policy=policy,
        )
        for name in ("Curated", "Results")
    ]
    return stack, [raw, *others]


def resources(stack: Stack, kind: str) -> Resources:
    found: Resources = dict(Template.from_stack(stack).find_resources(kind))
    return found


def test_buckets_may_share_a_key_and_a_log_with_a_folder_for_each() -> None:
    stack, _ = lake(RemovalPolicy.RETAIN)
    assert violations(stack) == []
    buckets = resources(stack, "AWS::S3::Bucket")
    assert len(buckets) == 4
    assert len(resources(stack, "AWS::KMS::Key")) == 1
    folders = {
        one["Properties"]["LoggingConfiguration"]["LogFilePrefix"]
        for one in buckets.values()
        if "LoggingConfiguration" in one["Properties"]
    }
    assert folders == {"accesses/", "curated/", "results/"}


def test_buckets_that_go_are_emptied_once_each_by_one_function() -> None:
    stack, made = lake(RemovalPolicy.DESTROY)
    assert violations(stack) == []
    assert len(resources(stack, "Custom::EmptiedBucket")) == 4
    assert [len(one.emptied) for one in made] == [2, 1, 1]
    ((_, function),) = resources(stack, "AWS::Lambda::Function").items()
    assert function["Properties"]["Description"] == "Empties buckets of a stack that goes"


def test_buckets_that_stay_are_emptied_by_nothing() -> None:
    stack, made = lake(RemovalPolicy.RETAIN)
    assert resources(stack, "Custom::EmptiedBucket") == {}
    assert resources(stack, "AWS::Lambda::Function") == {}
    assert [one.emptied for one in made] == [[], [], []]


def test_only_a_bucket_that_is_asked_to_tells_of_its_objects() -> None:
    stack, _ = lake(RemovalPolicy.RETAIN)
    told = [
        name
        for name, one in resources(stack, "AWS::S3::Bucket").items()
        if one["Properties"].get("NotificationConfiguration")
        == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    ]
    assert len(told) == 1
    assert told[0].startswith("RawBucket")


def test_only_the_bucket_that_is_logged_may_be_written_of() -> None:
    stack = Stack(App(), "Stack")
    log = AccessLog(stack, "Log", keep=Duration.days(30))
    logged = s3.Bucket(stack, "Logged")
    log.log(logged, folder="mine/")
    ((_, policy),) = (
        (name, one)
        for name, one in resources(stack, "AWS::S3::BucketPolicy").items()
        if name.startswith("Log")
    )
    statement = next(
        one
        for one in policy["Properties"]["PolicyDocument"]["Statement"]
        if one["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    )
    assert statement["Resource"]["Fn::Join"][1][-1] == "/mine/*"
    assert set(statement["Condition"]) == {"ArnLike", "StringEquals"}


def test_accesses_are_kept_as_long_as_is_said() -> None:
    stack = Stack(App(), "Stack")
    AccessLog(stack, "Log", keep=Duration.days(30))
    ((_, log),) = resources(stack, "AWS::S3::Bucket").items()
    (rule,) = log["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 30
