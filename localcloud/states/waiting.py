"""Waits of a state machine, by the local cloud's clock: moving it forward ends them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.asl.component.state.wait.wait_function.seconds import Seconds
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.seconds_path import (
    SecondsPath,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import (
    Timestamp,
    TimestampPath,
)

if TYPE_CHECKING:
    from localcloud.clock import Clock

LOOK = timedelta(seconds=0.5)
"""Between two looks whether the execution still runs: not every end of one wakes the clock."""


class _Ended(threading.Event):
    """Set once an execution does not run any more."""

    def __init__(self, env: Any) -> None:
        super().__init__()
        self._env = env

    def is_set(self) -> bool:
        return not self._env.is_running()


class _ByClock:
    """What all waits share."""

    clock: Callable[[], Clock]

    def _wait_interval(self, env: Any, wait_seconds: float) -> None:
        clock, ended = self.clock(), _Ended(env)
        until = clock.now() + timedelta(seconds=wait_seconds)
        while not ended.is_set() and (now := clock.now()) < until:
            clock.wait_until(min(until, now + LOOK), ended)


class _UntilByClock(_ByClock):
    """Waits until a moment. moto takes the moment, which is in UTC, for the machine's own time."""

    string: Any
    _from_timestamp_string: Any
    _create_failure_event: Any

    def _get_wait_seconds(self, env: Any) -> float:
        self.string.eval(env=env)
        text: str = env.stack.pop()
        moment = self._from_timestamp_string(timestamp=text)
        if moment is None:
            from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
                FailureEventException,
            )

            raise FailureEventException(self._create_failure_event(env, text))
        seconds: float = (moment.replace(tzinfo=UTC) - self.clock().now()).total_seconds()
        return seconds


class WaitSeconds(_ByClock, Seconds):  # type: ignore[misc]  # moto's class is untyped
    """``Seconds``."""


class WaitSecondsPath(_ByClock, SecondsPath):  # type: ignore[misc]
    """``SecondsPath``."""


class WaitUntil(_UntilByClock, Timestamp):  # type: ignore[misc]
    """``Timestamp``."""


class WaitUntilPath(_UntilByClock, TimestampPath):  # type: ignore[misc]
    """``TimestampPath``."""
