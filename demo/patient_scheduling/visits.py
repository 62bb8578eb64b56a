"""Patients book by message in both languages; a day before they come, they are reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from demo.patient_scheduling.clinic import PATIENTS, STACK, ZONE, open_clinic, open_day_after
from demo.stack_outputs import outputs
from demo.talking import bot_of, converse
from localcloud.cli.running import RunningCloud
from localcloud.cli.showing import show_messages


class NoReminderError(Exception):
    """A patient of the demonstration was not reminded."""


def lines_of(locale: str, day: date, born: date) -> list[str]:
    """What a patient writes who wants to come at three, in turn."""
    if locale == "ko_KR":
        return [
            "세 시에 진료 받고 싶어요",
            f"{day.month}월 {day.day}일이요",
            "감기요",
            f"{born.year}년 {born.month}월 {born.day}일이에요",
            "네",
        ]
    return [
        "I'd like to come at three",
        f"{day:%B} {day.day}",
        "a check-up",
        f"{born:%B} {born.day}, {born.year}",
        "yes please",
    ]


def book_and_remind(cloud: RunningCloud, client: Callable[[str], Any]) -> None:
    """Books for each patient, moves the clock to the day before, shows the reminders.

    Args:
        cloud: The local cloud, whose clock is moved.
        client: Makes a boto3 client of a service.

    Raises:
        ConversationFailedError: A conversation did not end in a booking.
        NoReminderError: Somebody was not reminded.
    """
    deployed = outputs(client("cloudformation"), STACK)
    now = _time(cloud)
    for line in open_clinic(client("dynamodb"), deployed["AppointmentsTable"], now=now):
        print(f"   {line}")
    day = open_day_after(now, 5)
    before = len(_texts(cloud))
    for patient in PATIENTS:
        lines = lines_of(patient.locale, day, patient.birth_date)
        runtime = client("lexv2-runtime")
        converse(runtime, bot_of(deployed), patient.locale, patient.phone, lines, who="patient")
    print("\n   What followed from the table's stream")
    confirmed = _texts(cloud)
    show_messages(confirmed[before:])
    _show_schedules(client("scheduler"), deployed["ReminderGroup"])

    eve = datetime.combine(day - timedelta(days=1), time(18), ZONE)
    print(f"\n   The local cloud's clock moves to {eve:%A %Y-%m-%d %H:%M} in Los Angeles:")
    print("   the day before")
    cloud.ask("clock", {"seconds": (eve - _time(cloud)) / timedelta(seconds=1)})
    reminders = _texts(cloud)[len(confirmed) :]
    show_messages(reminders)
    missing = {each.phone for each in PATIENTS} - {each["number"] for each in reminders}
    if missing:
        raise NoReminderError(f"No reminder was sent to {', '.join(sorted(missing))}")
    _show_schedules(client("scheduler"), deployed["ReminderGroup"])


def _show_schedules(scheduler: Any, group: str) -> None:
    schedules = scheduler.list_schedules(GroupName=group)["Schedules"]
    print(f"\n   {len(schedules) or 'No'} schedules of reminders are kept")
    for each in schedules:
        found = scheduler.get_schedule(GroupName=group, Name=each["Name"])
        print(f"     {each['Name']}  {found['ScheduleExpression']} UTC")


def _time(cloud: RunningCloud) -> datetime:
    return datetime.fromisoformat(cloud.ask("status")["time"])


def _texts(cloud: RunningCloud) -> list[dict[str, Any]]:
    cloud.ask("settle", {"timeout": 60})
    texts: list[dict[str, Any]] = cloud.ask("messages")["messages"]
    return texts
