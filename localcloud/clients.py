"""boto3 clients whose requests go to a WSGI application in this process instead of a socket."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Generator, Iterable
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from moto.core.request import Request
from werkzeug.wrappers import Response

_SESSION = boto3.session.Session()
"""Shared: a session of its own costs each client a tenth of a second."""
_MAKING = threading.Lock()

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

CREDENTIALS = {
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
}
"""What every client of the local cloud signs with; nothing here is secret."""


class _Body(io.BytesIO):
    def stream(self, amt: int = 65536, **_: Any) -> Generator[bytes]:
        while chunk := self.read(amt):
            yield chunk


def in_process(application: Application, service: str, region: str, endpoint: str) -> Any:
    """A boto3 client that calls ``application`` directly.

    It does not retry: an error of the local cloud is an answer, not an accident of a network.
    """
    client = over_network(endpoint, service, region)

    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        environ = Request.from_primitives(
            str(request.method), str(request.url), request.headers, _bytes(request.body)
        ).environ
        split = urlsplit(str(request.url))
        environ["RAW_URI"] = split.path + (f"?{split.query}" if split.query else "")
        response = Response.from_app(application, environ, buffered=True)
        headers = HTTPHeaders.from_dict(dict(response.headers))
        raw = _Body(response.get_data())
        return AWSResponse(request.url, response.status_code, headers, raw)

    client.meta.events.register("before-send.*.*", send)
    return client


def over_network(endpoint: str, service: str, region: str) -> Any:
    """A boto3 client of a local cloud in another process."""
    with _MAKING:  # making a client is not thread-safe, using it is
        return _SESSION.client(
            service,  # type: ignore[call-overload]  # the name is only known at run time
            region_name=region,
            endpoint_url=endpoint,
            config=Config(
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                proxies={},
            ),
            **CREDENTIALS,
        )


def _bytes(body: Any) -> Any:
    return body.read() if hasattr(body, "read") else body
