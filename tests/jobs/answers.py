"""A few rows of the curated tables, with the types that the jobs declare, in DuckDB."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import duckdb

from tests.jobs.toolchain import JOBS

Rows = Sequence[Mapping[str, object]]

_TYPES = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "map<string,string>": "MAP(VARCHAR, VARCHAR)",
}


def lake_of(tables: Mapping[str, Rows]) -> duckdb.DuckDBPyConnection:
    """A database with the tables that the jobs declare, and these rows."""
    connection = duckdb.connect()
    for name, rows in tables.items():
        declared = json.loads((JOBS / "curation" / "schemas" / f"{name}.json").read_text())
        columns = {**declared["columns"], **declared["partitions"]}
        types = ", ".join(f'"{column}" {_TYPES.get(of, of)}' for column, of in columns.items())
        connection.execute(f'CREATE TABLE "{name}" ({types})')
        places = ", ".join("?" for _ in columns)
        for row in rows:
            unknown = set(row) - set(columns)
            if unknown:
                raise AssertionError(f"{name} has no {', '.join(sorted(unknown))}")
            values: list[Any] = [row.get(column) for column in columns]
            connection.execute(f'INSERT INTO "{name}" VALUES ({places})', values)  # noqa: S608 - names of ours
    return connection


def curated() -> dict[str, Rows]:
    """Two months of flights, three bookings, two appointments, two broken records."""
    return {"flights": flights(), "business_events": events(), "quarantine": broken()}


def flights() -> Rows:
    """A flight a day of each of two airlines; it rains when the first is late."""
    rows = []
    for number in range(60):
        moment = datetime(2013, 1, 1, 8) + timedelta(days=number)  # noqa: DTZ001 - a local clock
        wet = number % 2 == 0
        common = {
            "flight_date": moment.date(),
            "origin": "EWR",
            "cancelled": False,
            "hour": 8,
            "temp": 40.0,
            "visib": 10.0,
            "wind_speed": 5.0,
            "month": f"{moment:%Y-%m}",
            "distance": 1400,
        }
        delay = 38 if wet else 1
        late = {"carrier": "UA", "carrier_name": "United", "dest": "IAH", "dest_name": "Houston"}
        flown = {"dep_delay": delay, "arr_delay": delay - 5, "precip": 0.1 if wet else 0.0}
        if number == 59:
            flown = {"precip": 0.0, "cancelled": True}
        rows.append({**common, **late, **flown})
        on_time = {"carrier": "AA", "carrier_name": "American", "dest": "MIA", "dest_name": "Miami"}
        rows.append({**common, **on_time, "dep_delay": 0, "arr_delay": 0, "precip": 0.0})
    return rows


def events() -> Rows:
    """Bookings and appointments, as the bots tell of them."""
    first = datetime(2026, 11, 20, 10)  # noqa: DTZ001 - UTC's clock, without a zone

    def happened(event: str, reference: str, *, hours: int = 0, **more: Any) -> dict[str, object]:
        moment = first + timedelta(hours=hours)
        row = {"event": event, "reference": reference, "occurred_at": moment, "source": "s"}
        return {**row, "date": f"{moment:%Y-%m-%d}", "locale": "en_US", "more": {}, **more}

    def booked(reference: str, city: str, days: int, **more: Any) -> dict[str, object]:
        stay: dict[str, Any] = {"city": city, "nights": 2, "price": 300, "currency": "USD"}
        arrives = (first + timedelta(days=days)).date()
        return happened("BookingConfirmed", reference, check_in=arrives, **stay, **more)

    noon = first + timedelta(days=3)
    kim: dict[str, Any] = {"provider": "kim", "starts_at": noon}
    return [
        booked("1", "Paris", 7, more={"loyalty": "gold"}),
        booked("2", "Paris", 10),
        booked("3", "Rome", 3),
        happened("BookingCancelled", "1", hours=24, city="Paris"),
        happened("AppointmentBooked", "4", **kim),
        happened("AppointmentBooked", "5", **kim),
        happened("AppointmentMoved", "4", moved_from=noon - timedelta(days=2), **kim),
        happened("AppointmentCancelled", "5", hours=52, **kim),
    ]


def broken() -> Rows:
    """Records that no table could take."""
    return [
        {
            "reason": f"dep_delay is '{said}', not a whole number",
            "table_name": "flights",
            "part": part,
        }
        for said, part in (("soon", "2013-01"), ("late", "2013-02"))
    ]
