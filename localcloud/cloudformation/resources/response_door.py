"""The door on which custom resources answer: one loopback URL for each request."""

from __future__ import annotations

import json
import queue
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ResponseDoor:
    """Waits for the PUT that ends a custom resource's work."""

    def __init__(self) -> None:
        self._waiting: dict[str, queue.Queue[Any]] = {}
        self._server: ThreadingHTTPServer | None = None
        self._lock = threading.Lock()

    def expect(self) -> tuple[str, str]:
        """The id of a new request, and the URL that its answer is put to."""
        with self._lock:
            if self._server is None:
                self._server = self._listen()
            port = self._server.server_address[1]
        request_id = str(uuid.uuid4())
        self._waiting[request_id] = queue.Queue()
        return request_id, f"http://127.0.0.1:{port}/{request_id}"

    def answer(self, request_id: str, timeout: float) -> Any:
        """The answer to a request; None where none comes in time.

        Args:
            timeout: Seconds to wait for it.
        """
        try:
            return self._waiting[request_id].get(timeout=timeout)
        except queue.Empty:
            return None
        finally:
            del self._waiting[request_id]

    def _listen(self) -> ThreadingHTTPServer:
        waiting = self._waiting

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                expected = waiting.get(self.path.strip("/").split("?")[0])
                status = 404
                if expected is not None:
                    status = 200
                    try:
                        expected.put(json.loads(body))
                    except json.JSONDecodeError:
                        status = 400
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
                """Requests are told of by the stack's events."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="responses", daemon=True).start()
        return server
