"""Lambda's Runtime API, served to one worker on a loopback port of its own.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from localcloud.functions.invocation import RESPONSE_LIMIT, Invocation

PREFIX = "/2018-06-01/runtime"


@dataclass(frozen=True)
class Ready:
    """The runtime has loaded the handler and asks for its first invocation."""


@dataclass(frozen=True)
class Answer:
    """The handler's answer, or the error that it raised."""

    payload: bytes
    failed: bool


@dataclass(frozen=True)
class InitError:
    """The handler could not be loaded."""

    payload: bytes


@dataclass(frozen=True)
class Exited:
    """The process is gone; negative codes are signals."""

    code: int


Signal = Ready | Answer | InitError | Exited


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    body: bytes


class RuntimeApi:
    """Hands invocations to the runtime client of one worker and tells what came back.

    Everything here runs on the event loop that ``listen`` was called on.
    """

    signals: asyncio.Queue[Signal]

    def __init__(self) -> None:
        self.signals = asyncio.Queue()
        self._invocations: asyncio.Queue[tuple[Invocation, int]] = asyncio.Queue()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._asked = False

    async def listen(self) -> str:
        """Opens the port and returns its address, as ``AWS_LAMBDA_RUNTIME_API`` wants it."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    def give(self, invocation: Invocation, deadline: int) -> None:
        """Answers the runtime's request for the next invocation.

        Args:
            deadline: When it will be ended, in milliseconds since 1970.
        """
        self._invocations.put_nowait((invocation, deadline))

    async def close(self) -> None:
        """Closes the port and every connection."""
        if self._server is not None:
            self._server.close()
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _read(reader, writer)
                writer.write(await self._answer(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the runtime has closed the connection, as it does when it ends
        finally:
            writer.close()

    async def _answer(self, request: _Request) -> bytes:
        path = request.path.removeprefix(PREFIX)
        if request.method == "GET" and path == "/invocation/next":
            if not self._asked:
                self._asked = True
                self.signals.put_nowait(Ready())
            return _next(*await self._invocations.get())
        if request.method == "POST" and path == "/init/error":
            self.signals.put_nowait(InitError(request.body))
            return _accepted()
        if request.method == "POST" and path.startswith("/invocation/"):
            kind = path.rsplit("/", 1)[-1]
            if kind == "response" and len(request.body) > RESPONSE_LIMIT:
                self.signals.put_nowait(Answer(_too_large(len(request.body)), failed=True))
                return _accepted()
            if kind in ("response", "error"):
                self.signals.put_nowait(Answer(request.body, failed=kind == "error"))
                return _accepted()
        return _response("404 Not Found", b"{}")


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> _Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request_line, *lines = head.rstrip().split("\r\n")
    method, path, _ = request_line.split(" ", 2)
    fields = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _Request(method, path, await _chunks(reader))
    return _Request(method, path, await reader.readexactly(int(headers.get("content-length", 0))))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def _next(invocation: Invocation, deadline: int) -> bytes:
    # Sampled=0: there is no X-Ray here, and the SDK then sends it nothing.
    trace = invocation.request_id.replace("-", "")
    headers = {
        "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
        "Lambda-Runtime-Deadline-Ms": str(deadline),
        "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
        "Lambda-Runtime-Trace-Id": f"Root=1-{trace[:8]}-{trace[8:]};Parent={trace[:16]};Sampled=0",
    }
    if invocation.client_context is not None:
        # A header holds ASCII: JSON's own escapes keep the rest.
        headers["Lambda-Runtime-Client-Context"] = json.dumps(json.loads(invocation.client_context))
    return _response("200 OK", invocation.payload, headers)


def _accepted() -> bytes:
    return _response("202 Accepted", b'{"status":"OK"}')


def _response(status: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _too_large(size: int) -> bytes:
    message = (
        f"Response payload size ({size} bytes) exceeded maximum allowed payload size "
        f"({RESPONSE_LIMIT} bytes)."
    )
    return json.dumps(
        {"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message}
    ).encode()
