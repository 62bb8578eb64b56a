"""The schedule follows the appointment, in whatever order and however often changes are told."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from appointment_book import AppointmentBook, AppointmentStatus, BookStore, items
from botocore.exceptions import ClientError
from clinic_world import CHEN, NOW, TABLE_NAME, TOM, at
from function_folder import LAMBDA, LAYERS, FunctionFolder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reminded_clinic import SETTINGS, MemoryScheduler, RemindedClinic
from reminders import Reminder, Reminders

from tests.dynamodb.direct import direct_client
from tests.dynamodb.memory_table import MemoryTable


def test_a_booking_a_move_and_a_cancellation_are_followed(reminded: RemindedClinic) -> None:
    clinic = reminded.clinic
    booked = clinic.takes(TOM, "2026-12-08 15:00")
    assert reminded.hears("e1", None, booked) == []
    assert reminded.reminds_at() == ["at(2026-12-07T23:00:00)"]
    moved = clinic.book.move(booked, CHEN, at("2026-12-10 09:00"), request="m1")
    assert reminded.hears("e2", booked, moved) == []
    assert reminded.reminds_at() == ["at(2026-12-09T17:00:00)"]
    cancelled = clinic.book.cancel(moved, request="c1")
    assert reminded.hears("e3", moved, cancelled) == []
    assert reminded.reminds_at() == []


def test_an_old_change_that_comes_late_sets_no_old_time(reminded: RemindedClinic) -> None:
    clinic = reminded.clinic
    booked = clinic.takes(TOM, "2026-12-08 15:00")
    moved = clinic.book.move(booked, CHEN, at("2026-12-10 09:00"), request="m1")
    assert reminded.hears("e2", booked, moved) == []
    assert reminded.hears("e1", None, booked) == []
    assert reminded.reminds_at() == ["at(2026-12-09T17:00:00)"]
    cancelled = clinic.book.cancel(moved, request="c1")
    assert reminded.hears("e3", moved, cancelled) == []
    assert reminded.hears("e1-redriven", None, booked) == []
    assert reminded.reminds_at() == []


def test_a_change_of_an_appointment_that_is_gone_leaves_no_schedule(
    reminded: RemindedClinic,
) -> None:
    clinic = reminded.clinic
    booked = clinic.takes(TOM, "2026-12-08 15:00")
    reminded.hears("e1", None, booked)
    clinic.client.delete_item(
        TableName=TABLE_NAME, Key=items.appointment_key("tom", booked.reference)
    )
    later = replace(booked, starts_at=at("2026-12-10 09:00"))
    assert reminded.hears("e2", booked, later) == []
    assert reminded.reminds_at() == []


def test_what_changes_neither_time_nor_status_is_not_followed(reminded: RemindedClinic) -> None:
    booked = reminded.clinic.takes(TOM, "2026-12-08 15:00")
    assert reminded.hears("e1", booked, replace(booked, request="r9")) == []
    assert reminded.reminds_at() == []


def test_a_schedule_that_could_not_be_made_is_made_when_the_message_comes_again(
    reminded: RemindedClinic,
) -> None:
    booked = reminded.clinic.takes(TOM, "2026-12-08 15:00")
    reminded.scheduler.refusals = {"CreateSchedule": ["ThrottlingException"]}
    assert reminded.hears("e1", None, booked) == ["m-e1"]
    assert len(reminded.texts) == 1
    assert reminded.hears("e1", None, booked) == []
    assert reminded.reminds_at() == ["at(2026-12-07T23:00:00)"]
    # What did not fail is not repeated.
    assert len(reminded.texts) == 1


def test_a_book_that_cannot_be_read_is_read_when_the_message_comes_again(
    reminded: RemindedClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = reminded.clinic.takes(TOM, "2026-12-08 15:00")

    def refused(*_: object) -> None:
        raise ConnectionError("DynamoDB cannot be reached")

    with monkeypatch.context() as patch:
        patch.setattr(reminded.clinic.store, "appointment", refused)
        assert reminded.hears("e1", None, booked) == ["m-e1"]
    assert reminded.hears("e1", None, booked) == []
    assert len(reminded.scheduler.schedules) == 1


def test_a_function_that_dies_before_it_notes_the_schedule_makes_no_second_one(
    reminded: RemindedClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = reminded.clinic.takes(TOM, "2026-12-08 15:00")
    reminded.cut_off()

    def killed(*_: object) -> None:
        raise ConnectionError("the function ends here")

    with monkeypatch.context() as patch:
        patch.setattr(reminded.done, "_update_record", killed)
        assert reminded.hears("e1", None, booked) == ["m-e1"]
    assert reminded.hears("e1", None, booked) == []
    assert len(reminded.scheduler.schedules) == 1


def test_nothing_that_is_logged_or_scheduled_says_who_it_is(
    reminded: RemindedClinic, capsys: pytest.CaptureFixture[str]
) -> None:
    clinic = reminded.clinic
    booked = clinic.book.book(TOM, CHEN, at("2026-12-08 15:00"), request="r1", reason="knee-pain")
    reminded.scheduler.refusals = {"CreateSchedule": ["ThrottlingException"]}
    for _ in range(2):
        reminded.hears("e1", None, booked)
    told = (
        reminded.log.getvalue()
        + capsys.readouterr().out
        + json.dumps([reminded.scheduler.schedules, reminded.world.staff, reminded.world.events])
    )
    assert "ThrottlingException" in told
    for private in (TOM.name, TOM.phone, TOM.birth_date.isoformat(), "knee-pain"):
        assert private not in told


DEPLOYED = (
    "AWS_DEFAULT_REGION",
    "TABLE_NAME",
    "STAFF_TOPIC_ARN",
    "IDEMPOTENCY_TABLE_NAME",
    "EVENT_BUS_NAME",
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(["2026-12-08 15:00", "2026-12-10 09:00"])),
        # Into less than a day ahead, and cancelled.
        st.tuples(st.just("move"), st.just("2026-12-01 16:00")),
        st.tuples(st.just("cancel"), st.just("")),
        st.tuples(st.just("tell"), st.integers(0, 5)),
        st.tuples(st.just("tell, and Scheduler refuses"), st.integers(0, 5)),
    ),
    max_size=10,
)


@given(steps=steps)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_changes_are_told_the_last_state_is_what_is_scheduled(
    functions: dict[str, FunctionFolder], steps: list[tuple[str, Any]]
) -> None:
    store = BookStore(client=direct_client(MemoryTable().answer), table_name=TABLE_NAME)
    book = AppointmentBook(store=store, clock=lambda: NOW)
    scheduler: Any = MemoryScheduler()
    notifications = functions["appointment_notifications"]
    follow = notifications.reminding.reminder(
        book, Reminders(scheduler=scheduler, settings=SETTINGS, clock=lambda: NOW)
    )
    appointment = book.book(TOM, CHEN, at("2026-12-08 15:00"), request="r1")
    changes, untold = [appointment], {0}

    def tell(number: int) -> None:
        happened = notifications.appointment_change.Happened.BOOKED
        change = notifications.appointment_change.AppointmentChange(happened, changes[number])
        follow(f"e{number}", change)
        untold.discard(number)

    for what, which in steps:
        if what.startswith("tell"):
            if what != "tell":
                scheduler.refusals = {
                    name: ["ThrottlingException"]
                    for name in ("CreateSchedule", "UpdateSchedule", "DeleteSchedule")
                }
            with contextlib.suppress(ClientError):
                tell(which % len(changes))
            scheduler.refusals = {}
        elif appointment.status is AppointmentStatus.CANCELLED:
            continue
        elif what == "cancel":
            appointment = book.cancel(appointment, request=f"r{len(changes) + 1}")
            untold.add(len(changes))
            changes.append(appointment)
        elif at(which) != appointment.starts_at:
            appointment = book.move(appointment, CHEN, at(which), request=f"r{len(changes) + 1}")
            untold.add(len(changes))
            changes.append(appointment)
    for number in sorted(untold, reverse=True):
        tell(number)

    wanted = (
        appointment.status is AppointmentStatus.BOOKED
        and appointment.starts_at > NOW + timedelta(days=1)
    )
    inputs = [each["Target"]["Input"] for each in scheduler.schedules.values()]
    assert inputs == ([Reminder.of(appointment).write()] if wanted else [])


@pytest.mark.parametrize(
    ("environment", "layers", "effects"),
    [
        ({}, [each for each in LAYERS if "reminders" not in each.parts], []),
        (
            {
                "REMINDER_GROUP_NAME": SETTINGS.group_name,
                "REMINDER_QUEUE_ARN": SETTINGS.queue_arn,
                "REMINDER_ROLE_ARN": SETTINGS.role_arn,
                "REMINDER_DEAD_LETTERS_ARN": SETTINGS.dead_letters_arn,
            },
            LAYERS,
            ["reminder"],
        ),
    ],
    ids=["nobody is reminded, and the layer is not there", "people are reminded"],
)
def test_there_is_a_reminder_where_the_deployment_reminds(
    environment: dict[str, str], layers: list[Path], effects: list[str]
) -> None:
    code = (
        "import boto3, handler, os;"
        "print(list(handler.open_reminder(os.environ, boto3.client('dynamodb'))))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=LAMBDA / "appointment_notifications",
        env={
            **{name: os.environ[name] for name in DEPLOYED},
            "PYTHONPATH": os.pathsep.join(map(str, layers)),
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == str(effects)
