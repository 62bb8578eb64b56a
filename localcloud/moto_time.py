"""Lets moto tell the local cloud's time instead of the machine's.

What moto keeps goes by its own clock: when a hidden message is shown again, which log events are
of a future that CloudWatch refuses. It has one clock, as it has one state, for a whole process.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import moto.core.utils

Now = Callable[[], datetime.datetime]


class _Moments:
    """Stands for the class ``datetime`` in the module that the rest of moto asks for the time."""

    def __init__(self, now: Now) -> None:
        self._now = now

    def now(self, zone: datetime.tzinfo) -> datetime.datetime:
        return self._now().astimezone(zone)

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime.datetime, name)


class _Module:
    """Stands for the module ``datetime`` there."""

    def __init__(self, now: Now) -> None:
        self.datetime = _Moments(now)

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime, name)


def tell_time(now: Now) -> Callable[[], None]:
    """Makes moto go by ``now``, which tells aware times.

    Returns:
        What makes it go by the machine's again, unless it has been told another time since.
    """
    told = _Module(now)
    moto.core.utils.datetime = told

    def take_back() -> None:
        if moto.core.utils.datetime is told:
            moto.core.utils.datetime = datetime

    return take_back
