"""A schedule for each appointment, as the appointment is now: in EventBridge Scheduler, by moto."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from appointment_book import AppointmentStatus
from botocore.exceptions import ClientError
from clinic_world import CHEN, MARIA, TOM, Clinic, at
from function_start import MissingSettingError
from reminded_clinic import SETTINGS, MemoryScheduler
from reminders import MalformedReminderError, Reminder, Reminders, ReminderSettings

if TYPE_CHECKING:
    from appointment_book import Appointment
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture(scope="module")
def scheduler_client() -> EventBridgeSchedulerClient:
    return boto3.client("scheduler", region_name="us-east-1")


@pytest.fixture
def scheduler(scheduler_client: EventBridgeSchedulerClient) -> EventBridgeSchedulerClient:
    """Scheduler, with the group of the deployment."""
    scheduler_client.create_schedule_group(Name=SETTINGS.group_name)
    return scheduler_client


@pytest.fixture
def reminders(clinic: Clinic, scheduler: EventBridgeSchedulerClient) -> Reminders:
    return Reminders(scheduler=scheduler, settings=SETTINGS, clock=lambda: clinic.now)


@pytest.fixture
def far(clinic: Clinic) -> Appointment:
    """Tom's appointment, in a week."""
    return clinic.takes(TOM, "2026-12-08 15:00")


def names(scheduler: EventBridgeSchedulerClient) -> list[str]:
    return [each["Name"] for each in scheduler.list_schedules()["Schedules"]]


def test_a_schedule_says_when_and_of_what_and_nothing_of_who(
    reminders: Reminders, scheduler: EventBridgeSchedulerClient, far: Appointment
) -> None:
    reminders.follow(far)
    schedule = scheduler.get_schedule(GroupName="reminders", Name=f"appointment-{far.reference}")
    told = {name: schedule[name] for name in ("ScheduleExpression", "ActionAfterCompletion")}
    assert told == {
        "ScheduleExpression": "at(2026-12-07T23:00:00)",
        "ActionAfterCompletion": "DELETE",
    }
    assert schedule["ScheduleExpressionTimezone"] == "UTC"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    target = schedule["Target"]
    assert json.loads(target["Input"]) == {
        "person": "tom",
        "reference": far.reference,
        "startsAt": "2026-12-08T23:00:00+00:00",
    }
    assert target["SqsParameters"] == {"MessageGroupId": far.reference}
    assert target["DeadLetterConfig"] == {"Arn": SETTINGS.dead_letters_arn}
    assert (target["Arn"], target["RoleArn"]) == (SETTINGS.queue_arn, SETTINGS.role_arn)
    assert "KmsKeyArn" not in schedule
    assert Reminder.read(target["Input"]) == Reminder.of(far)


def test_it_is_encrypted_with_the_key_of_the_deployment(
    scheduler: EventBridgeSchedulerClient, clinic: Clinic, far: Appointment
) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/1"
    settings = replace(SETTINGS, key_arn=key)
    Reminders(scheduler=scheduler, settings=settings, clock=lambda: clinic.now).follow(far)
    schedule = scheduler.get_schedule(GroupName="reminders", Name=f"appointment-{far.reference}")
    assert schedule["KmsKeyArn"] == key


def test_it_is_moved_and_deleted_with_the_appointment(
    reminders: Reminders, scheduler: EventBridgeSchedulerClient, clinic: Clinic, far: Appointment
) -> None:
    reminders.follow(far)
    moved = clinic.book.move(far, CHEN, at("2026-12-10 09:30"), request="m1")
    for _ in range(2):
        reminders.follow(moved)
    (name,) = names(scheduler)
    schedule = scheduler.get_schedule(GroupName="reminders", Name=name)
    assert schedule["ScheduleExpression"] == "at(2026-12-09T17:30:00)"
    assert Reminder.read(schedule["Target"]["Input"]).starts_at == moved.starts_at
    cancelled = clinic.book.cancel(moved, request="c1")
    for _ in range(2):
        reminders.follow(cancelled)
    assert names(scheduler) == []


def test_an_appointment_that_is_gone_has_none(
    reminders: Reminders, scheduler: EventBridgeSchedulerClient, far: Appointment
) -> None:
    reminders.follow(far)
    for _ in range(2):
        reminders.forget(far.reference)
    assert names(scheduler) == []


@pytest.mark.parametrize(
    "starts",
    [
        "2026-12-01 16:00",  # today
        "2026-12-02 09:30",  # in less than a day
    ],
)
def test_who_books_or_moves_less_than_a_day_ahead_is_not_reminded(
    reminders: Reminders,
    scheduler: EventBridgeSchedulerClient,
    clinic: Clinic,
    far: Appointment,
    starts: str,
) -> None:
    reminders.follow(clinic.takes(MARIA, starts))
    assert names(scheduler) == []
    reminders.follow(far)
    reminders.follow(replace(far, starts_at=at(starts), changed_at=clinic.now))
    assert names(scheduler) == []


@pytest.mark.parametrize(("late", "made"), [(timedelta(0), 0), (timedelta(minutes=-2), 1)])
def test_a_time_that_is_past_or_all_but_is_not_scheduled(
    reminders: Reminders,
    scheduler: EventBridgeSchedulerClient,
    clinic: Clinic,
    far: Appointment,
    late: timedelta,
    made: int,
) -> None:
    """What tells of the booking was stuck until then."""
    clinic.now = at("2026-12-07 15:00") + late
    reminders.follow(far)
    assert len(names(scheduler)) == made


def test_an_early_appointment_that_was_booked_after_its_reminders_hour_has_none(
    reminders: Reminders, scheduler: EventBridgeSchedulerClient, clinic: Clinic, far: Appointment
) -> None:
    clinic.now = at("2026-12-01 20:30")
    late = replace(far, starts_at=at("2026-12-02 21:00"), changed_at=clinic.now)
    reminders.follow(late)
    assert names(scheduler) == []


class Racing(MemoryScheduler):
    """A scheduler whose schedule fires, and is gone, between two calls."""

    def update_schedule(self, **schedule: Any) -> None:
        self.schedules.pop(schedule["Name"], None)
        super().update_schedule(**schedule)


def test_a_schedule_that_is_gone_before_it_is_changed_is_created(
    clinic: Clinic, far: Appointment
) -> None:
    scheduler: Any = Racing()
    reminders = Reminders(scheduler=scheduler, settings=SETTINGS, clock=lambda: clinic.now)
    reminders.follow(far)
    reminders.follow(replace(far, starts_at=at("2026-12-09 15:00")))
    (schedule,) = scheduler.schedules.values()
    assert schedule["ScheduleExpression"] == "at(2026-12-08T23:00:00)"


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("CreateSchedule", "ThrottlingException"),
        ("CreateSchedule", "ResourceNotFoundException"),  # the group
        ("UpdateSchedule", "ConflictException"),
        ("DeleteSchedule", "InternalServerException"),
    ],
)
def test_what_scheduler_refuses_is_raised_and_can_be_tried_again(
    clinic: Clinic, far: Appointment, operation: str, code: str
) -> None:
    scheduler: Any = MemoryScheduler()
    reminders = Reminders(scheduler=scheduler, settings=SETTINGS, clock=lambda: clinic.now)
    if operation != "CreateSchedule":
        reminders.follow(far)
    wanted = (
        replace(far, status=AppointmentStatus.CANCELLED) if operation == "DeleteSchedule" else far
    )
    scheduler.refusals = {operation: [code]}
    with pytest.raises(ClientError, match=code):
        reminders.follow(wanted)
    reminders.follow(wanted)
    assert len(scheduler.schedules) == (0 if operation == "DeleteSchedule" else 1)


def test_the_scheduler_in_memory_refuses_as_the_real_one_does(
    scheduler: EventBridgeSchedulerClient, clinic: Clinic, far: Appointment
) -> None:
    memory: Any = MemoryScheduler()
    Reminders(scheduler=memory, settings=SETTINGS, clock=lambda: clinic.now).follow(far)
    ((name, wanted),) = memory.schedules.items()
    memory.delete_schedule(Name=name)

    def told(client: Any) -> list[str]:
        codes = []
        for operation, request in (
            ("update_schedule", wanted),
            ("delete_schedule", {"Name": name, "GroupName": SETTINGS.group_name}),
            ("create_schedule", wanted),
            ("create_schedule", wanted),
            ("update_schedule", wanted),
            ("delete_schedule", {"Name": name, "GroupName": SETTINGS.group_name}),
        ):
            try:
                getattr(client, operation)(**request)
                codes.append("done")
            except ClientError as error:
                codes.append(error.response["Error"]["Code"])
        return codes

    assert told(memory) == told(scheduler)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("no json", "cannot be read"),
        ("[]", "cannot be read"),
        ("{}", "has no 'startsAt'"),
        ('{"startsAt": "soon"}', "cannot be read"),
        ('{"startsAt": "2026-12-08T23:00:00+00:00"}', "has no 'person'"),
        (
            '{"startsAt": "2026-12-08T23:00:00", "person": "p", "reference": "r"}',
            "has no time zone",
        ),
    ],
)
def test_what_is_no_reminder_is_named(body: str, wrong: str) -> None:
    with pytest.raises(MalformedReminderError, match=wrong):
        Reminder.read(body)


def test_all_settings_that_miss_are_named() -> None:
    with pytest.raises(
        MissingSettingError, match="REMINDER_QUEUE_ARN, REMINDER_DEAD_LETTERS_ARN are not set"
    ):
        ReminderSettings.read({"REMINDER_GROUP_NAME": "g", "REMINDER_ROLE_ARN": "r"})
