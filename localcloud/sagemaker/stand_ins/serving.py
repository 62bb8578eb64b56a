"""A model server in the place of AWS's: /ping and /invocations over AWS's inference toolkit.

The local cloud runs it as ``python -m localcloud.sagemaker.stand_ins.serving WHAT PORT_FILE``,
where WHAT is ``script`` or an algorithm's module. It loads the model, then listens, then writes
its port into the file: a model that cannot be loaded ends it with the reason on standard error.
"""

from __future__ import annotations

import http.server
import importlib
import os
import sys
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sagemaker_inference.transformer import Transformer

MODEL = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml")) / "model"
CODE = MODEL / "code"
CUSTOM_ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes"


class _Request:
    """The one request of an invocation, as the toolkit asks for it."""

    def __init__(self, properties: dict[str, str]) -> None:
        self._properties = properties

    def get_request_properties(self) -> dict[str, str]:
        """Its headers."""
        return self._properties

    def get_request_property(self, key: str) -> str | None:
        """One of its headers."""
        return self._properties.get(key)


class _Context:
    """What AWS's model server hands to the toolkit with a request."""

    def __init__(self, properties: dict[str, str]) -> None:
        self.system_properties = {"model_dir": str(MODEL), "gpu_id": None}
        self.request_processor = [_Request(properties)]
        self.status: int = HTTPStatus.OK
        self.phrase = ""
        self.content_type = "application/json"

    def set_response_status(self, code: int = 200, phrase: str = "", idx: int = 0) -> None:
        """Called by the toolkit for an error."""
        del idx
        self.status, self.phrase = code, phrase

    def set_response_content_type(self, request_id: int, value: str) -> None:
        """Called by the toolkit with what the answer is."""
        del request_id
        self.content_type = value

    def get_request_header(self, idx: int, key: str) -> str | None:
        """For inference functions that take a context."""
        return self.request_processor[idx].get_request_property(key)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in one piece
    transformer: Any
    busy = threading.Lock()  # scripts are written for workers that serve one request at a time

    def do_GET(self) -> None:
        """/ping: the model is loaded, or nobody would listen."""
        self._answer(
            HTTPStatus.OK if self.path == "/ping" else HTTPStatus.NOT_FOUND, b"", "text/plain"
        )

    def do_POST(self) -> None:
        """/invocations."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/invocations":
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")
            return
        context = _Context(dict(self.headers.items()))
        with self.busy:
            result = self.transformer.transform([{"body": body}], context)[0]
        if context.status >= HTTPStatus.BAD_REQUEST:
            sys.stderr.write(f"{context.status} {context.phrase}\n{result}\n")
        content = result.encode() if isinstance(result, str) else bytes(result)
        self._answer(context.status, content, context.content_type)

    def _answer(self, status: int, content: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Requests are counted by the local cloud; the log is the model's."""


def _handler_of(what: str) -> Any:
    """The toolkit's default handler for an algorithm; for a script the script's own functions."""
    if what == "script":
        submitted = os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", "")
        code = submitted if submitted.startswith("/") else str(CODE)
        sys.path.insert(0, code)
    return importlib.import_module(f"localcloud.sagemaker.stand_ins.{what}").InferenceHandler()


def main(what: str, port_file: Path) -> None:
    """Loads the model and serves it until the process is ended."""
    handler = _handler_of(what)
    _forget_the_local_cloud()
    transformer = _Handler.transformer = Transformer(handler)
    transformer.validate_and_initialize(model_dir=str(MODEL), context=_Context({}))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    written = port_file.with_suffix(".new")
    written.write_text(str(server.server_port))
    written.rename(port_file)
    sys.stdout.write("The model is loaded: /ping and /invocations are served\n")
    server.serve_forever()


def _forget_the_local_cloud() -> None:
    """Leaves a script only what a container would offer it to import."""
    for path in os.environ.pop("PYTHONPATH", "").split(os.pathsep):
        if path in sys.path:
            sys.path.remove(path)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
