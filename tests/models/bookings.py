"""Bookings to prepare: a few a month, of two room types."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

PLAIN = {
    "avg_price_per_room": "90.5",
    "arrival_date": "2017-01-10",
    "lead_time": "30",
    "stays_in_weekend_nights": "1",
    "stays_in_week_nights": "2",
    "adults": "2",
    "children": "0",
    "babies": "0",
    "is_repeated_guest": "0",
    "previous_cancellations": "0",
    "previous_bookings_not_canceled": "0",
    "required_car_parking_spaces": "0",
    "total_of_special_requests": "1",
    "historical_adr": "80.25",
    "meal": "bed_and_breakfast",
    "market_segment": "direct",
    "distribution_channel": "direct",
    "customer_type": "transient",
    "reserved_room_type": "a",
    "agent": "not_applicable",
}

Row = dict[str, str]


def half_a_year(**changes: str) -> list[Row]:
    """Twenty bookings in each month from January to June 2017."""
    return [{**row, **changes} for row in _half_a_year()]


def _half_a_year() -> Iterator[Row]:
    for month in range(1, 7):
        for day in range(1, 21):
            better = day % 2 == 0
            yield {
                **PLAIN,
                "avg_price_per_room": f"{60 + 10 * month + 25 * better + day / 10:.2f}",
                "arrival_date": f"2017-{month:02d}-{day:02d}",
                "historical_adr": str(55 + 10 * month),
                "reserved_room_type": "d" if better else "a",
            }


def write(path: Path, rows: Sequence[Row], *, columns: Sequence[str] = tuple(PLAIN)) -> Path:
    """Writes a CSV file and gives its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path.parent


def read(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))
