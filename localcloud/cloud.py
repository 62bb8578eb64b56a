"""The local cloud as one thing: its services, its clock, its port."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self

from moto.server import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import Client

from localcloud.clients import in_process
from localcloud.clock import Clock
from localcloud.gateway import Gateway, Observer
from localcloud.moto_models import look_once
from localcloud.moto_time import tell_time
from localcloud.service import Service

LOOPBACK = "127.0.0.1"
MOTO_CONFIG = {
    "lambda": {"use_docker": False},
    "stepfunctions": {"execute_state_machine": True},
}


class _RequestHandler(MotoRequestHandler):  # type: ignore[misc]  # moto's class is untyped
    """Keeps connections open and answers without waiting to fill a packet."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's name)
        logging.getLogger("localcloud.access").debug(f"{type} {message}", *args)


class LocalCloud:
    """An AWS on one machine, in one process.

    Its state is moto's, which a process has once: making a new cloud forgets the old one's.

    Args:
        services: The services that answer beside moto; all there are: ``mounted.SERVICES``.
        clock: The time that it goes by, and moto with it.
    """

    def __init__(self, services: Sequence[type[Service]], *, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.gateway = Gateway()
        self.services: dict[str, Service] = {}
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._clients_lock = threading.Lock()
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self._configure_moto()
        for kind in services:
            service = kind(self)
            self.services[service.api] = service
            self.gateway.mount(service)
        for service in self.services.values():
            service.start()

    def _configure_moto(self) -> None:
        look_once()
        moto = Client(self.gateway.moto)
        moto.post("/moto-api/reset")
        moto.post("/moto-api/config", json=MOTO_CONFIG)
        self._forget_time = tell_time(self.clock.now)

    @property
    def port(self) -> int | None:
        """The port it listens on; None before ``start``."""
        return int(self._server.server_address[1]) if self._server else None

    @property
    def endpoint(self) -> str:
        """The URL for clients on this machine, such as ``http://localhost:4566``."""
        return f"http://localhost:{self.port or 80}"

    def client(self, service: str, region: str = "us-east-1") -> Any:
        """A boto3 client of this cloud, without a socket between."""
        return self._client(service, region, behind=False)

    def moto(self, service: str, region: str = "us-east-1") -> Any:
        """A boto3 client of moto itself, behind the services mounted here."""
        return self._client(service, region, behind=True)

    def _client(self, service: str, region: str, *, behind: bool) -> Any:
        key = (service, region, behind)
        with self._clients_lock:
            if key not in self._clients:
                application = self.gateway.moto if behind else self.gateway
                self._clients[key] = in_process(application, service, region, "http://localhost")
            return self._clients[key]

    def on(self, service: str, operation: str, observer: Observer) -> None:
        """Calls ``observer(call, request, response)`` after each success of an operation."""
        self.gateway.observe(service, operation, observer)

    def alone_with(self, service: str) -> AbstractContextManager[Any]:
        """Keeps other callers from moto's service, for calls in process that belong together."""
        return self.gateway.alone_with(service)

    def start(self, port: int = 0) -> None:
        """Listens on the loopback interface.

        Args:
            port: The port; 0 takes a free one.

        Raises:
            OSError: The port is taken.
        """
        # Bound here: werkzeug would end the process where the port is taken.
        with socket.create_server((LOOPBACK, port), backlog=128) as listening:
            self._server = make_server(
                LOOPBACK,
                int(listening.getsockname()[1]),
                self.gateway,
                threaded=True,
                request_handler=_RequestHandler,
                fd=listening.fileno(),
            )
        # Where moto's own clients, such as those of Step Functions, find the services.
        os.environ["MOTO_PORT"] = str(self.port)
        self._server.daemon_threads = True  # type: ignore[attr-defined]  # the threaded server has it
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="localcloud", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stops listening and ends what its services run."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for service in reversed(list(self.services.values())):
            service.close()
        self._forget_time()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
