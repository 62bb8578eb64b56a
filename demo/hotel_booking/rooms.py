"""The rooms of the demonstration: ``python -m demo.hotel_booking.rooms --stack HotelBooking``.

Writes one item for each city and kind of room: how many there are, and what a night costs. Works
on whatever cloud the environment's credentials and ``AWS_ENDPOINT_URL`` name.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import boto3

from demo.stack_outputs import outputs

CATALOG = Path(__file__).parents[2] / "lambda" / "hotel_booking" / "catalog.json"

KINDS = {"queen": (10, 180), "king": (6, 240), "deluxe": (3, 390)}
"""Rooms of a kind in each hotel, and whole US dollars a night."""


def add_rooms(dynamodb: Any, table: str) -> int:
    """Puts the rooms of every city into a table; nights that are booked stay booked.

    Returns:
        How many kinds of room were written.
    """
    catalog = json.loads(CATALOG.read_text(encoding="utf-8"))
    cities = [city["id"] for city in catalog["cities"]]
    for city in cities:
        for kind, (capacity, rate) in KINDS.items():
            dynamodb.put_item(
                TableName=table,
                Item={
                    "pk": {"S": f"ROOMS#{city}"},
                    "sk": {"S": f"TYPE#{kind}"},
                    "capacity": {"N": str(capacity)},
                    "rate": {"N": str(rate)},
                },
            )
    return len(cities) * len(KINDS)


def main() -> None:
    """Adds the rooms to a deployed stack."""
    parser = argparse.ArgumentParser(description="Adds rooms to a deployed HotelBooking stack.")
    parser.add_argument("--stack", default="HotelBooking", help="default: %(default)s")
    stack = parser.parse_args().stack
    table = outputs(boto3.client("cloudformation"), stack)["RoomsTable"]
    count = add_rooms(boto3.client("dynamodb"), table)
    print(f"{count} kinds of room are in {table}.")


if __name__ == "__main__":
    main()
