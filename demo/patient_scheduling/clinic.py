"""The clinic of the demonstration: ``python -m demo.patient_scheduling.clinic``.

Writes providers and patients through the same library that the functions use. Works on whatever
cloud the environment's credentials and ``AWS_ENDPOINT_URL`` name.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from demo.stack_outputs import outputs

# Lambda puts a layer's folder on the path; so does this program.
sys.path.append(str(Path(__file__).parents[2] / "lambda/layers/appointment_book/python"))

from appointment_book import BookStore, Opening, Person, Provider

STACK = "PatientScheduling"
CATALOGUE = Path(__file__).parents[2] / "lambda/patient_scheduling/catalog.json"
ZONE = ZoneInfo("America/Los_Angeles")
OPENINGS = tuple(
    Opening(weekday, opens, closes)
    for weekday in range(5)
    for opens, closes in ((time(9), time(12)), (time(13), time(17)))
)
SLOT = timedelta(minutes=30)
PATIENTS = (
    Person("patient-1", "Ana Silva", "+12065550101", date(1984, 9, 17), "en_US"),
    Person("patient-2", "김서연", "+821098765432", date(1991, 3, 14), "ko_KR"),
)


def holidays(year: int) -> frozenset[date]:
    """The days of a year on which the clinic is closed whatever the weekday."""
    fourth_thursday = 22 + (3 - date(year, 11, 22).weekday()) % 7
    return frozenset(
        {date(year, 1, 1), date(year, 7, 4), date(year, 11, fourth_thursday), date(year, 12, 25)}
    )


def providers(now: datetime) -> Iterator[Provider]:
    """The providers of the bot's catalogue, with the clinic's hours."""
    year = now.astimezone(ZONE).year
    catalogue = json.loads(CATALOGUE.read_text("utf-8"))
    for each in catalogue["providers"]:
        yield Provider(
            id=each["id"],
            names=each["names"],
            zone=ZONE,
            slot=SLOT,
            openings=OPENINGS,
            away=holidays(year) | holidays(year + 1),
        )


def open_clinic(dynamodb: Any, table: str, *, now: datetime) -> list[str]:
    """Puts providers and patients into a table; appointments that are there stay.

    Args:
        dynamodb: A client of DynamoDB.
        table: The appointments' table.
        now: Whose year's and next year's holidays are kept; aware.

    Returns:
        A sentence for each patient: who, with which number and date of birth.
    """
    store = BookStore(client=dynamodb, table_name=table)
    for provider in providers(now):
        store.put_provider(provider)
    for person in PATIENTS:
        store.put_person(person)
    return [f"{each.name}, {each.phone}, born {each.birth_date}" for each in PATIENTS]


def open_day_after(now: datetime, days: int) -> date:
    """The first day, at least so many days after a moment, on which the clinic is open."""
    day = now.astimezone(ZONE).date() + timedelta(days=days)
    while day.weekday() > 4 or day in holidays(day.year):
        day += timedelta(days=1)
    return day


def main() -> None:
    """Opens the clinic in a deployed stack."""
    parser = argparse.ArgumentParser(description="Adds a clinic to a deployed stack.")
    parser.add_argument("--stack", default=STACK, help="default: %(default)s")
    stack = parser.parse_args().stack
    table = outputs(boto3.client("cloudformation"), stack)["AppointmentsTable"]
    for line in open_clinic(boto3.client("dynamodb"), table, now=datetime.now(UTC)):
        print(line)


if __name__ == "__main__":
    main()
