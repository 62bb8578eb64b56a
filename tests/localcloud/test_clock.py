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


@pytest.mark.parametrize("by", [timedelta(days=365 * 8000), timedelta.max])
def test_it_does_not_leave_the_calendar(by: timedelta) -> None:
    clock = Clock(lambda: NOON)
    with pytest.raises(ValueError, match=r"by: .* is too far; the year 9999 is the last"):
        clock.move(by)
    assert clock.now() == NOON


def test_it_tells_what_it_was_moved_by() -> None:
    clock = Clock(lambda: NOON)
    clock.move(timedelta(days=1))
    clock.move(timedelta(hours=2))
    assert clock.offset == timedelta(days=1, hours=2)


def test_who_watches_it_is_called_once_it_shows_the_new_time() -> None:
    clock = Clock(lambda: NOON)
    seen: list[datetime] = []

    def watch() -> None:
        seen.append(clock.now())

    clock.watch(watch)
    clock.move(timedelta(hours=1))
    clock.unwatch(watch)
    clock.move(timedelta(hours=1))
    assert seen == [NOON + timedelta(hours=1)]


def test_it_waits_for_moments_that_are_centuries_away() -> None:
    cancelled = threading.Event()
    clock = Clock(lambda: NOON)
    waiter = threading.Thread(
        target=lambda: clock.wait_until(datetime(9999, 1, 1, tzinfo=UTC), cancelled)
    )
    waiter.start()
    cancelled.set()
    clock.wake()
    waiter.join(5)
    assert not waiter.is_alive()


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
