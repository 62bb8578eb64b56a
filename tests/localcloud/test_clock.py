"""The clock of the local cloud goes forward, by itself and when it is moved."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from localcloud.clock import Clock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_it_tells_the_machines_time_until_it_is_moved() -> None:
    clock = Clock(lambda: NOON)
    assert clock.now() == NOON
    assert clock.move(timedelta(days=1)) == NOON + timedelta(days=1) == clock.now()


def test_it_does_not_go_back() -> None:
    with pytest.raises(ValueError, match=r"by: -1 day, .* is negative"):
        Clock(lambda: NOON).move(timedelta(days=-1))


def test_moving_it_wakes_whoever_waits_for_that_moment() -> None:
    clock = Clock(lambda: NOON)
    arrived: list[bool] = []
    waiter = threading.Thread(
        target=lambda: arrived.append(
            clock.wait_until(NOON + timedelta(hours=1), threading.Event())
        )
    )
    waiter.start()
    clock.move(timedelta(hours=1))
    waiter.join(5)
    assert arrived == [True]


def test_a_cancelled_wait_gives_up() -> None:
    clock = Clock(lambda: NOON)
    cancelled = threading.Event()
    arrived: list[bool] = []
    waiter = threading.Thread(
        target=lambda: arrived.append(clock.wait_until(NOON + timedelta(hours=1), cancelled))
    )
    waiter.start()
    cancelled.set()
    clock.wake()
    waiter.join(5)
    assert arrived == [False]
