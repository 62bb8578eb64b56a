"""What flows lead to and reach out to: other flows, queues, hours, functions, bots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from localcloud.clock import Clock
from localcloud.connect.document import FlowDocument
from localcloud.connect.hours import Hours

DEFAULT_QUEUE_LIMIT = 500

Lex = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Speaks with the bot of an alias ARN: a RecognizeText request without the bot's ids in, its
response out. Raises ServiceError, or a ClientError, where Lex answers with an error."""


@dataclass(frozen=True)
class PlacedFlow:
    """A published flow."""

    arn: str
    name: str
    document: FlowDocument

    @property
    def id(self) -> str:
        """Its id, the last part of the ARN."""
        return last_part(self.arn)


@dataclass(frozen=True)
class Queue:
    """A queue that contacts wait in.

    Args:
        hours: The ARN of its hours of operation, where they are known.
        enabled: Whether it takes contacts.
        limit: How many contacts it holds.
    """

    arn: str
    name: str
    hours: str | None = None
    enabled: bool = True
    limit: int = DEFAULT_QUEUE_LIMIT

    @property
    def id(self) -> str:
        """Its id, the last part of the ARN."""
        return last_part(self.arn)


@dataclass(frozen=True)
class Entry:
    """One entry of the flow log."""

    at: datetime
    body: dict[str, Any] = field(default_factory=dict)


class Surroundings(Protocol):
    """All that a contact's flows need beside themselves; ids may be ARNs."""

    clock: Clock

    def flow(self, id: str) -> PlacedFlow | None:  # noqa: A002 - what AWS calls it
        """A published flow."""
        ...

    def queue(self, id: str) -> Queue | None:  # noqa: A002 - what AWS calls it
        """A queue of the instance."""
        ...

    def hours(self, id: str) -> Hours | None:  # noqa: A002 - what AWS calls it
        """Hours of operation of the instance."""
        ...

    def waiting_in(self, queue: Queue) -> int:
        """How many contacts wait in a queue."""
        ...

    def invoke(self, arn: str, event: dict[str, Any], seconds: float) -> Any:
        """Calls a function; raises HookFailed, HookTimedOut or HookThrottled."""
        ...

    def invoke_later(self, arn: str, event: dict[str, Any]) -> None:
        """Queues an event for a function."""
        ...

    def recognize(self, alias_arn: str, request: dict[str, Any]) -> dict[str, Any]:
        """One turn with a bot; raises ServiceError or ClientError."""
        ...


def last_part(id: str) -> str:  # noqa: A002 - what AWS calls it
    """The id in an ARN; an id as it is."""
    return id.rsplit("/", 1)[-1].split(":")[0]
