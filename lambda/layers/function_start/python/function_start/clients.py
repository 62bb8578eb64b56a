"""Clients of AWS for functions that somebody waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


def dynamodb(*, attempt_seconds: float = 3, attempts: int = 3) -> DynamoDBClient:
    """A client of DynamoDB that gives up in time.

    Made with botocore alone: boto3 would load S3's transfer manager too, a sixth of a cold start.

    Args:
        attempt_seconds: How long one attempt may take.
        attempts: How many there are, the first included.
    """
    config = Config(
        connect_timeout=min(2, attempt_seconds),
        read_timeout=attempt_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    session = botocore.session.get_session()
    return cast("DynamoDBClient", session.create_client("dynamodb", config=config))
