"""Lakes for the constructs that ask them, and what a template says of one."""

from __future__ import annotations

import json
from typing import Any

import cfnlint.api
from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from ml_refarch.analytics import DataLake


def new_stack() -> Stack:
    return Stack(App(), "Asked")


def new_lake(stack: Stack, *, removal_policy: RemovalPolicy = RemovalPolicy.RETAIN) -> DataLake:
    return DataLake(stack, "Lake", name="shop", removal_policy=removal_policy)


def brought_lake(stack: Stack) -> DataLake:
    """A lake of which nothing is made here."""
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "theirs")
    return DataLake(
        stack,
        "Lake",
        name="shop",
        raw=bucket,
        curated=bucket,
        results=bucket,
        raw_database=_database(stack, "their_raw"),
        curated_database=_database(stack, "their_curated"),
    )


def _database(stack: Stack, name: str) -> glue.IDatabase:
    arn = stack.format_arn(service="glue", resource="database", resource_name=name)
    return glue.Database.from_database_arn(stack, name, arn)


def resources(stack: Stack, kind: str) -> list[dict[str, Any]]:
    """The resources of a type, with their attributes."""
    return [dict(one) for one in Template.from_stack(stack).find_resources(kind).values()]


def only(stack: Stack, kind: str) -> dict[str, Any]:
    """The properties of the one resource of a type."""
    (resource,) = resources(stack, kind)
    properties: dict[str, Any] = resource["Properties"]
    return properties


def lint(stack: Stack) -> list[str]:
    """What cfn-lint finds."""
    found = cfnlint.api.lint(
        json.dumps(Template.from_stack(stack).to_json()), regions=["us-east-1"]
    )
    # W3005, a DependsOn that a reference implies already: the CDK writes both, to no harm.
    return [str(one) for one in found if one.rule.id != "W3005"]
