"""One invocation of a function: what goes in, and what comes out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

RESPONSE_LIMIT = 6_291_556
"""Bytes that an answer may have.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


@dataclass(frozen=True)
class Invocation:
    """An event for a function.

    Attributes:
        payload: The event, as JSON.
        arn: The ARN that was invoked, with the qualifier if one was given.
        request_id: Also the id of every retry of an asynchronous invocation.
        client_context: JSON from the caller, already decoded; None where there is none.
    """

    payload: bytes
    arn: str
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    client_context: str | None = None


@dataclass(frozen=True)
class LogLine:
    """A line that a function or the platform wrote.

    Attributes:
        time: Milliseconds since 1970.
    """

    time: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """What became of an invocation.

    Attributes:
        payload: The function's answer, or the error object where it failed.
        failed: Whether it raised, ended or was ended.
        lines: What was written meanwhile, with the platform's own lines.
        stream: The log stream of the worker that ran it.
        milliseconds: How long the handler ran.
    """

    request_id: str
    payload: bytes
    failed: bool
    version: str
    lines: tuple[LogLine, ...]
    stream: str
    milliseconds: float
