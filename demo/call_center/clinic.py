"""The clinic of the demonstration: ``python -m demo.call_center.clinic --stack CallCenter``.

Writes a provider, people and their appointments, through the same library that the functions
use. Works on whatever cloud the environment's credentials and ``AWS_ENDPOINT_URL`` name.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from demo.stack_outputs import outputs

# Lambda puts a layer's folder on the path; so does this program.
sys.path.append(str(Path(__file__).parents[2] / "lambda/layers/appointment_book/python"))

from appointment_book import (
    AppointmentBook,
    BookStore,
    Opening,
    Person,
    Provider,
)

STACK = "CallCenter"
ZONE = ZoneInfo("America/Los_Angeles")
PROVIDER = Provider(
    id="chen",
    names={"en_US": "Dr. Chen", "ko_KR": "첸 선생님"},
    zone=ZONE,
    slot=timedelta(minutes=30),
    openings=tuple(
        Opening(weekday, opens, closes)
        for weekday in range(5)
        for opens, closes in ((time(9), time(12)), (time(13), time(17)))
    ),
)
PEOPLE = (
    Person("maria", "Maria Lopez", "+15551230001", date(1980, 6, 5), "en_US"),
    Person("seoyeon", "김서연", "+821012345678", date(1991, 3, 14), "ko_KR"),
)


def open_clinic(dynamodb: Any, table: str, *, now: datetime) -> list[str]:
    """Puts provider and people into a table, and an appointment for whoever has none.

    Args:
        dynamodb: A client of DynamoDB.
        table: The appointments' table.
        now: From when on appointments are given; aware.

    Returns:
        A sentence for each person: who, with which number and date of birth, comes when.
    """
    store = BookStore(client=dynamodb, table_name=table)
    book = AppointmentBook(store=store, clock=lambda: now)
    store.put_provider(PROVIDER)
    told = []
    for place, person in enumerate(PEOPLE):
        store.put_person(person)
        visitor = book.visitor(person.id)
        appointment = visitor.next if visitor else None
        if appointment is None:
            wished = datetime.combine(opening_after(now, place + 2), time(10), ZONE)
            free = book.nearest(PROVIDER, wished.astimezone(UTC))
            appointment = book.book(person, PROVIDER, free[0], request=f"demo: {person.id}")
        at = appointment.starts_at.astimezone(ZONE)
        told.append(
            f"{person.name}, {person.phone}, born {person.birth_date}, comes {at:%Y-%m-%d %H:%M}"
        )
    return told


def opening_after(now: datetime, days: int) -> date:
    """The working day so many working days after a moment, on the clinic's calendar."""
    day = now.astimezone(ZONE).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def main() -> None:
    """Opens the clinic in a deployed stack."""
    parser = argparse.ArgumentParser(description="Adds a clinic to a deployed CallCenter stack.")
    parser.add_argument("--stack", default=STACK, help="default: %(default)s")
    stack = parser.parse_args().stack
    table = outputs(boto3.client("cloudformation"), stack)["AppointmentsTable"]
    for line in open_clinic(boto3.client("dynamodb"), table, now=datetime.now(UTC)):
        print(line)


if __name__ == "__main__":
    main()
