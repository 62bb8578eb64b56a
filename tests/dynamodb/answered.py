"""A client of botocore that a table in memory answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from tests.dynamodb.memory_table import Answer, MemoryTable, TableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Respond = Callable[[str, Mapping[str, Any]], Answer]


def client_of(table: MemoryTable, *, attempts: int = 1) -> DynamoDBClient:
    """A client of the table.

    Args:
        attempts: How often the client sends a request that fails, the first time included.
    """
    return client_answered_by(table.answer, attempts=attempts)


def client_answered_by(respond: Respond, *, attempts: int = 1) -> DynamoDBClient:
    """A client whose requests are answered by ``respond``, given the operation and the request."""
    client = botocore.session.get_session().create_client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"mode": "standard", "total_max_attempts": attempts}),
    )

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        body = request.body
        if not isinstance(body, (str, bytes)):
            raise TypeError(f"the body of a request to DynamoDB is a {type(body).__name__}")
        # The signer has made bytes of the headers.
        operation = _text(request.headers["X-Amz-Target"]).partition(".")[2]
        try:
            status, told = 200, respond(operation, json.loads(body))
        except TableError as error:
            code = f"com.amazonaws.dynamodb.v20120810#{error.code}"
            status, told = 400, {"__type": code, **error.body}
        headers = HTTPHeaders()
        headers["Content-Type"] = "application/x-amz-json-1.0"
        return AWSResponse(request.url, status, headers, _Raw(json.dumps(told).encode()))

    answering: Any = answer  # botocore takes what a handler of this event returns
    client.meta.events.register("before-send.dynamodb", answering)
    return cast("DynamoDBClient", client)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


class _Raw(BytesIO):
    """A body as urllib3 has it."""

    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]
