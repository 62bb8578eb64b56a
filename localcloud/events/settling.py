"""Waits until nothing is going on behind the answers of a local cloud."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from localcloud.functions.parts import functions_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud


def settle(cloud: Cloud, *, timeout: float = 30.0) -> bool:
    """Waits until every event has been delivered, every retry made and every log line written.

    Args:
        timeout: Seconds to wait at most.

    Returns:
        Whether that moment came in time.
    """
    until = time.monotonic() + timeout
    background = functions_of(cloud).background
    background.settle(timeout)
    for service in cloud.services.values():
        service.flush()
    return background.settle(until - time.monotonic())
