"""The server of one domain: a process that ends with the local cloud, and the door before it."""

from __future__ import annotations

import importlib.util
import json
import logging
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

import urllib3
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

LOG = logging.getLogger(__name__)

PACKAGE = "osmem_server"
LOOPBACK = "127.0.0.1"
SECURITY = "/_plugins/_security/api/"
"""Where the security plugin is told who may do what, which osmem-server does not have."""

_HOP_BY_HOP = frozenset({"connection", "content-length", "host", "keep-alive", "transfer-encoding"})
_CREDENTIALS = frozenset({"authorization", "x-amz-security-token"})


class NoEngineError(Exception):
    """There is no server to run domains on; the message says how to get it."""


def binary() -> Path:
    """The server's program.

    Raises:
        NoEngineError: It is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    for place in found.submodule_search_locations or () if found else ():
        program = Path(place) / "bin" / "osmem-server"
        if program.exists():
            return program
    raise NoEngineError(
        "The local cloud runs OpenSearch's domains on osmem-server, which is not installed. "
        "`make search` installs it, once."
    )


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's name)
        LOG.debug(f"{type} {message}", *args)


class Node:
    """A domain's data.

    Requests may be signed; who has signed them is not looked at.

    Raises:
        NoEngineError: The server is not installed, or does not start.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the program that is installed
            [str(binary()), "--no-ja"],
            stdin=subprocess.PIPE,  # it ends when this is closed, however that happens
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        said = self._process.stdout.readline()
        if not said:
            raise NoEngineError("osmem-server ended as it was started")
        self._url = str(json.loads(said)["url"])
        self._http = urllib3.PoolManager(retries=False)
        self._settings: dict[str, Any] = {}
        self._server = make_server(LOOPBACK, 0, self._answer, threaded=True, request_handler=_Quiet)
        self._server.daemon_threads = True  # type: ignore[attr-defined]  # the threaded server has it
        threading.Thread(target=self._server.serve_forever, name="opensearch", daemon=True).start()

    @property
    def endpoint(self) -> str:
        """Host and port, as DescribeDomain tells an endpoint: without a scheme."""
        return f"localhost:{self._server.server_address[1]}"

    def _answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(SECURITY):
            response = self._secured(request)
        else:
            response = self._forwarded(request)
        return response(environ, start_response)

    def _forwarded(self, request: Request) -> Response:
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in _HOP_BY_HOP | _CREDENTIALS
        }
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
        path = str(raw).partition("?")[0] if raw else request.path
        answer = self._http.request(
            request.method, f"{self._url}{path}{query}", body=request.get_data(), headers=headers
        )
        kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP_BY_HOP}
        return Response(answer.data, status=answer.status, headers=kept)

    def _secured(self, request: Request) -> Response:
        """Notes who may do what; nothing is refused for it here."""
        name = request.path.removeprefix(SECURITY)
        status = 200
        match request.method:
            case "GET":
                there = (
                    {name.rpartition("/")[2]: self._settings[name]}
                    if name in self._settings
                    else {}
                )
                told: Any = there or {"status": "NOT_FOUND", "message": f"{name} not found."}
                status = 200 if there else 404
            case "PUT":
                status = 200 if name in self._settings else 201
                self._settings[name] = request.get_json(force=True)
                told = {
                    "status": "OK" if status == 200 else "CREATED",
                    "message": f"'{name}' is kept.",
                }
            case "DELETE":
                self._settings.pop(name, None)
                told = {"status": "OK", "message": f"'{name}' deleted."}
            case _:
                status = 501
                told = {"status": "NOT_IMPLEMENTED", "message": f"no {request.method} here"}
        return Response(json.dumps(told), status=status, content_type="application/json")

    def close(self) -> None:
        """Ends the server."""
        self._server.shutdown()
        self._server.server_close()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._http.clear()
