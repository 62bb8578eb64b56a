"""Knowing when nothing is in flight."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from localcloud.clock import Clock
from localcloud.cloud import LocalCloud
from localcloud.events import settle, texts_sent
from localcloud.functions.background import Background, Pump
from tests.localcloud.events.deploy import map_source, queue, recorder, table


def test_a_quiet_cloud_is_settled_at_once(cloud: LocalCloud) -> None:
    assert settle(cloud, timeout=0)


def test_all_that_a_write_sets_off_is_done_once_settled(cloud: LocalCloud) -> None:
    source, between = table(cloud), queue(cloud)
    relay = recorder(
        cloud,
        f"""
        import boto3

        def handle(event, context):
            boto3.client("sqs").send_message(QueueUrl={between.url!r}, MessageBody="on")
        """,
        Timeout=20,
    )
    texter = recorder(
        cloud,
        """
        import boto3

        def handle(event, context):
            boto3.client("sns").publish(PhoneNumber="+15550199", Message="done")
        """,
        Timeout=20,
    )
    map_source(relay, source.stream, StartingPosition="LATEST")
    map_source(texter, between.arn)
    source.put("a")

    assert settle(cloud, timeout=30)
    assert texts_sent(cloud)[-1]["number"] == "+15550199"


def test_it_gives_up_waiting_when_told_to() -> None:
    background = Background(Clock())
    release = threading.Event()

    def work() -> None:
        release.wait(20)

    background.run(work)

    assert not background.settle(0.01)
    release.set()
    assert background.settle(20)
    background.close()
    background.join()


def test_work_for_later_counts_and_follows_the_clock() -> None:
    clock = Clock()
    background = Background(clock, longest_wait=timedelta.max)
    done: list[int] = []
    background.later(timedelta(hours=2), lambda: done.append(2))
    background.later(timedelta(hours=1), lambda: done.append(1))

    assert not background.settle(0.01)
    clock.move(timedelta(hours=2))
    assert background.settle(20)
    assert sorted(done) == [1, 2]
    background.close()
    background.join()


def test_work_that_raises_is_done_and_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    background = Background(Clock())

    def work() -> None:
        raise ValueError("no such room")

    background.run(work)

    assert background.settle(20)
    background.close()
    background.join()
    assert "no such room" in caplog.text


def test_a_pump_that_is_woken_at_work_looks_once_more() -> None:
    background = Background(Clock())
    begun, release = threading.Event(), threading.Event()
    turns: list[int] = []

    def work() -> None:
        turns.append(len(turns))
        begun.set()
        release.wait(20)

    pump = Pump(background, work)
    pump.wake()
    assert begun.wait(20)
    pump.wake()
    pump.wake()
    release.set()

    assert background.settle(20)
    assert turns == [0, 1]
    background.close()
    background.join()


def test_a_stopped_pump_is_deaf() -> None:
    background = Background(Clock())
    turns: list[int] = []
    pump = Pump(background, lambda: turns.append(1))
    pump.stop()
    pump.wake()

    assert background.settle(20)
    assert turns == []
    background.close()
    background.join()


def test_a_stopped_pump_that_is_started_again_looks_for_work() -> None:
    background = Background(Clock())
    turns: list[int] = []
    pump = Pump(background, lambda: turns.append(1))
    pump.stop()
    pump.start()

    assert background.settle(20)
    assert turns == [1]
    background.close()
    background.join()
