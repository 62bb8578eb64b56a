"""What the services of a local cloud see of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from localcloud.clock import Clock


class Cloud(Protocol):
    """The cloud that a service is part of: the other services, their APIs, the time.

    Attributes:
        clock: The time that it goes by.
    """

    clock: Clock

    @property
    def services(self) -> Mapping[str, Any]:
        """The services beside moto, by their names in botocore."""
        ...

    @property
    def port(self) -> int | None:
        """The port it listens on; None where it does not."""
        ...

    @property
    def endpoint(self) -> str:
        """The URL for clients on this machine."""
        ...

    def client(self, service: str, region: str = ...) -> Any:
        """A boto3 client of this cloud, without a socket between."""
        ...

    def moto(self, service: str, region: str = ...) -> Any:
        """A boto3 client of moto itself, behind the services mounted here."""
        ...

    def on(self, service: str, operation: str, observer: Callable[..., None]) -> None:
        """Calls ``observer(call, request, response)`` after each success of an operation."""
        ...

    def alone_with(self, service: str) -> AbstractContextManager[Any]:
        """Keeps other callers from moto's service, for calls in process that belong together."""
        ...
