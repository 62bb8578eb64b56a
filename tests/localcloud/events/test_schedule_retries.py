"""Schedules whose deliveries fail, and schedulers that end: none of them loses anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import SchedulerService, schedule_targets, settle, targets
from localcloud.events.schedule_store import StoredSchedules
from localcloud.functions.parts import functions_of
from tests.localcloud.events.deploy import events_of, map_source, queue, recorder
from tests.localcloud.events.schedules import at, exists, schedule

HOUR = timedelta(hours=1)
GONE = "arn:aws:sqs:us-east-1:123456789012:nobody-made-this"


Failing = Callable[[str, int], list[str]]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Makes the next deliveries to a target fail by a defect of the cloud's own."""
    deliver = targets.deliver

    def fail(failing_arn: str, times: int) -> list[str]:
        tried: list[str] = []

        def deliver_or_fail(cloud: Any, arn: str, payload: str, delivery: Any) -> None:
            if arn == failing_arn:
                tried.append(payload)
                if len(tried) <= times:
                    raise RuntimeError("a defect")
            deliver(cloud, arn, payload, delivery)

        monkeypatch.setattr(schedule_targets, "deliver", deliver_or_fail)
        return tried

    return fail


def test_a_delivery_that_fails_is_tried_again(cloud: LocalCloud, failing: Failing) -> None:
    target = queue(cloud)
    tried = failing(target.arn, 2)
    aim = {"Arn": target.arn, "Input": "<aws.scheduler.attempt-number>"}
    name = schedule(cloud, aim, at(cloud, HOUR), ActionAfterCompletion="DELETE")
    cloud.clock.move(HOUR)

    assert target.take() == ["3"]
    assert tried == ["1", "2", "3"]
    assert not exists(cloud, name)


def test_retries_end_as_the_policy_says(cloud: LocalCloud, failing: Failing) -> None:
    dead_letters, tried = queue(cloud), failing(GONE, 99)
    aim = {
        "Arn": GONE,
        "Input": "x",
        "DeadLetterConfig": {"Arn": dead_letters.arn},
        "RetryPolicy": {"MaximumRetryAttempts": 3},
    }
    schedule(cloud, aim, at(cloud, HOUR))
    cloud.clock.move(HOUR)
    (message,) = dead_letters.messages()
    attributes = message["MessageAttributes"]

    assert len(tried) == 4
    assert attributes["RETRY_ATTEMPTS"]["StringValue"] == "3"
    assert attributes["EXHAUSTED_RETRY_CONDITION"]["StringValue"] == "MaximumRetryAttempts"
    assert attributes["ERROR_CODE"]["StringValue"] == "AWS.Scheduler.InternalServerError"


def test_retries_end_when_the_event_is_too_old(patient: LocalCloud, failing: Failing) -> None:
    dead_letters, tried = queue(patient), failing(GONE, 99)
    aim = {
        "Arn": GONE,
        "Input": "x",
        "DeadLetterConfig": {"Arn": dead_letters.arn},
        "RetryPolicy": {"MaximumEventAgeInSeconds": 60},
    }
    schedule(patient, aim, at(patient, HOUR))
    patient.clock.move(HOUR)
    for _ in range(100):
        if settle(patient, timeout=0.1):
            break
        patient.clock.move(timedelta(seconds=5))
    (message,) = dead_letters.messages()
    attributes = message["MessageAttributes"]

    # After 1, 2, 4, 8, 16 seconds; the next would be after a minute.
    assert 2 <= len(tried) <= 6
    assert attributes["EXHAUSTED_RETRY_CONDITION"]["StringValue"] == "MaximumEventAgeInSeconds"


def test_a_change_ends_the_attempts_of_what_was_due_before(
    patient: LocalCloud, failing: Failing
) -> None:
    target = queue(patient)
    tried = failing(target.arn, 1)
    name = schedule(patient, target, at(patient, HOUR))
    patient.clock.move(HOUR)
    assert not settle(patient, timeout=0.2)
    assert tried == ["due"]
    patient.client("scheduler").delete_schedule(Name=name)
    patient.clock.move(timedelta(minutes=1))

    assert settle(patient, timeout=20)
    assert target.take() == []


class Restart:
    """Replaces the service of a cloud by one that knows nothing but what is stored."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._cloud = cloud

    def end(self) -> None:
        """The service is gone: nobody fires."""
        self._cloud.services["scheduler"].close()

    def begin(self) -> None:
        """There is a new one."""
        service = SchedulerService(self._cloud)
        self._cloud.services["scheduler"] = service
        self._cloud.gateway.mount(service)
        service.start()


@pytest.fixture
def restart(cloud: LocalCloud) -> Restart:
    return Restart(cloud)


def test_a_new_service_fires_what_became_due_while_there_was_none(
    cloud: LocalCloud, restart: Restart
) -> None:
    once, hourly, later, there = (queue(cloud) for _ in range(4))
    schedule(cloud, once, at(cloud, HOUR), ActionAfterCompletion="DELETE")
    recurring = schedule(cloud, hourly, "rate(1 hour)")
    schedule(cloud, later, at(cloud, timedelta(days=2)))
    assert hourly.take() == ["due"]
    restart.end()
    cloud.clock.move(timedelta(days=1))
    assert settle(cloud)
    assert once.take() == hourly.take() == []

    restart.begin()
    assert once.take() == ["due"]
    assert hourly.take() == ["due"]
    assert later.take() == []
    cloud.clock.move(timedelta(days=1))
    assert later.take() == ["due"]
    assert once.take() == there.take() == []
    cloud.client("scheduler").delete_schedule(Name=recurring)


def test_a_new_service_fires_nothing_twice(cloud: LocalCloud, restart: Restart) -> None:
    target = queue(cloud)
    schedule(cloud, target, at(cloud, HOUR))
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]
    for _ in range(2):
        restart.end()
        restart.begin()
        assert settle(cloud)

    assert target.take() == []


def test_a_new_service_goes_on_with_what_was_being_tried(
    patient: LocalCloud, failing: Failing
) -> None:
    restart, target = Restart(patient), queue(patient)
    tried = failing(target.arn, 2)
    aim = {"Arn": target.arn, "Input": "<aws.scheduler.attempt-number>"}
    name = schedule(patient, aim, at(patient, HOUR), ActionAfterCompletion="DELETE")
    patient.clock.move(HOUR)
    assert not settle(patient, timeout=0.2)
    restart.end()
    restart.begin()
    for _ in range(100):
        if settle(patient, timeout=0.1):
            break
        patient.clock.move(timedelta(seconds=5))

    # It begins again with the attempt that its predecessor had planned.
    assert tried == ["1", "2", "3"]
    assert target.take() == ["3"]
    assert not exists(patient, name)


def test_a_schedule_that_could_not_be_read_is_fired_a_little_later(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, failed = queue(cloud), threading.Event()
    schedule(cloud, target, at(cloud, HOUR), ActionAfterCompletion="DELETE")

    def fail(*_: Any) -> None:
        failed.set()
        raise RuntimeError("a defect")

    with monkeypatch.context() as patched:
        patched.setattr(StoredSchedules, "find", fail)
        cloud.clock.move(HOUR)
        assert failed.wait(20)
        assert settle(cloud)
    assert target.take() == []
    cloud.clock.move(timedelta(minutes=1))
    assert target.take() == ["due"]


def test_a_worker_that_is_killed_loses_no_reminder(cloud: LocalCloud) -> None:
    reminders = queue(cloud)
    texter = recorder(
        cloud,
        """
        import os, pathlib, signal

        def handle(event, context):
            # What this leaves behind outlives the process, as a table would.
            mark = pathlib.Path(os.environ["MARK"])
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            print("EVENT " + '"' + event["Records"][0]["body"] + '"')
        """,
        Environment={"Variables": {"MARK": str(functions_of(cloud).executor.folder / "killed")}},
    )
    map_source(texter, reminders.arn)
    schedule(cloud, reminders, at(cloud, HOUR))
    cloud.clock.move(HOUR)

    assert events_of(texter) == ["due"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_timer_that_broke_is_replaced(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = threading.Event()

    def break_down(*_: Any) -> bool:
        broken.set()
        raise SystemExit

    target = queue(cloud)
    with monkeypatch.context() as patched:
        patched.setattr(cloud.clock, "wait_until", break_down)
        schedule(cloud, target, at(cloud, HOUR))
        assert broken.wait(20)
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]

    came = threading.Event()
    cloud.on("sqs", "SendMessage", lambda *_: came.set())
    schedule(cloud, target, at(cloud, timedelta(seconds=1)))
    assert came.wait(20)
