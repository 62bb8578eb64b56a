"""How the runtime calls a code hook: a function's ARN and an event in, its answer out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Hook = Callable[[str, dict[str, Any], float], Any]
"""Calls the function of an ARN with an event, for at most so many seconds; returns its decoded
answer. Raises HookFailed, HookTimedOut or HookThrottled."""


class HookFailed(Exception):  # noqa: N818 - it reports what the function did
    """The function raised, or does not exist; the message says what it reported."""


class HookTimedOut(Exception):  # noqa: N818 - it reports what the function did
    """The function did not answer in time."""


class HookThrottled(Exception):  # noqa: N818 - it reports what Lambda did
    """Lambda would not run the function now."""
