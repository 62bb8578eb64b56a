"""Maria calls the clinic and moves her appointment; what she hears is printed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from demo.call_center.clinic import PEOPLE, STACK, ZONE, open_clinic, opening_after
from demo.stack_outputs import outputs
from localcloud.cli.calling import call
from localcloud.cli.running import RunningCloud

FIRST_HOUR, LAST_HOUR = 8, 18
MARIA = PEOPLE[0]


class CallFailedError(Exception):
    """The call of the demonstration did not end with a moved appointment."""


def wait_for_opening(cloud: RunningCloud) -> datetime:
    """Moves the local cloud's clock to the clinic's next opening hours, if it is closed.

    Returns:
        The local cloud's time then.
    """
    now = datetime.fromisoformat(cloud.ask("status")["time"])
    here = now.astimezone(ZONE)
    if here.weekday() < 5 and FIRST_HOUR <= here.hour < LAST_HOUR:
        return now
    today = here.weekday() < 5 and here.hour < FIRST_HOUR
    day = here.date() if today else opening_after(now, 1)
    opens = datetime.combine(day, time(FIRST_HOUR + 1), ZONE)
    print(f"   It is {here:%A %H:%M} in Los Angeles, and the clinic is closed:")
    print(f"   the local cloud's clock moves to {opens:%A %H:%M}.")
    moved = cloud.ask("clock", {"seconds": (opens - now) / timedelta(seconds=1)})
    return datetime.fromisoformat(moved["time"])


def lines_of(now: datetime) -> list[str]:
    """What Maria presses and says, in turn."""
    day = opening_after(now, 6)
    return [
        "1",
        f"{MARIA.birth_date:%m%d%Y}#",
        f"{day:%B} {day.day} at 3 PM",
        "yes please",
        "no thank you",
    ]


def move_appointment(cloud: RunningCloud, dynamodb: Any, cloudformation: Any) -> None:
    """Plays the call and prints it, with the appointments before and after.

    Raises:
        CallFailedError: The appointment was not moved.
    """
    now = wait_for_opening(cloud)
    table = outputs(cloudformation, STACK)["AppointmentsTable"]
    for line in open_clinic(dynamodb, table, now=now):
        print(f"   {line}")
    print(f"\n   {MARIA.phone} calls")
    out = io.StringIO()
    ended = call(cloud, MARIA.phone, lines=_spoken(lines_of(now), out), out=out)
    _flush(out)
    if ended["attributes"].get("moved") != "true":
        raise CallFailedError(
            f"The call ended as {ended['state']} without moving the appointment; it passed "
            f"{', '.join(ended['blocks'][-5:])}"
        )
    print("\n   In the book now")
    for line in open_clinic(dynamodb, table, now=now):
        print(f"   {line}")


def _spoken(lines: list[str], out: io.StringIO) -> Iterator[str]:
    for line in lines:
        _flush(out)
        print(f"     caller  {line}")
        yield line


def _flush(out: io.StringIO) -> None:
    for line in out.getvalue().splitlines():
        if line.startswith("hear> "):
            print(f"     clinic  {line.removeprefix('hear> ')}")
    out.seek(0)
    out.truncate()
