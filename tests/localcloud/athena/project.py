"""The project's own tables and SQL, with rows made up by rule."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from localcloud.lake.types import parsed
from tests.localcloud.athena.lake import BUCKET, Lake

JOBS = Path(__file__).parents[3] / "jobs"
SCHEMAS = JOBS / "curation" / "schemas"
MONTHS = ("2013-01", "2013-02")
DAYS = ("2024-03-01", "2024-03-02")

Record = dict[str, Any]


def flights(month: str) -> list[Record]:
    """A month's flights: every seventh is cancelled, every fifth has no weather."""
    first = date.fromisoformat(f"{month}-01")
    return [
        {
            "flight_id": f"{month}/{n}",
            "flight_date": first + timedelta(days=n % 28),
            "carrier": ("AA", "UA", "DL")[n % 3],
            "carrier_name": ("American", "United", "Delta")[n % 3],
            "tailnum": f"N{n % 11}",
            "seats": 100 + n % 11,
            "origin": ("JFK", "LGA", "EWR")[n % 3],
            "dest": ("SFO", "BOS")[n % 2],
            "dest_name": ("San Francisco", "Boston")[n % 2],
            "distance": 400 + n,
            "dep_delay": None if n % 7 == 0 else n % 60 - 10,
            "arr_delay": None if n % 7 == 0 else n % 50 - 12,
            "cancelled": n % 7 == 0,
            "hour": n % 24,
            "temp": None if n % 5 == 0 else 20.5,
            "wind_speed": float(n % 30),
            "precip": (n % 4) / 10,
            "visib": float(n % 10),
            "more": [("x", str(n))],
        }
        for n in range(900)
    ]


def events(day: str) -> list[Record]:
    """A day's events of both bots."""
    begin = datetime.fromisoformat(day)
    kinds = (
        "BookingConfirmed",
        "BookingCancelled",
        "AppointmentBooked",
        "AppointmentMoved",
        "AppointmentCancelled",
    )
    return [
        {
            "event_id": f"{day}/{n}",
            "event": kinds[n % 5],
            "source": "hotel" if n % 5 < 2 else "clinic",
            "occurred_at": begin + timedelta(minutes=n),
            "reference": f"R{n // 5 if n % 3 else n}",
            "locale": ("en_US", "ko_KR")[n % 2],
            "city": ("Seoul", "Paris")[n % 2],
            "check_in": (begin + timedelta(days=n % 20)).date(),
            "nights": 1 + n % 4,
            "price": Decimal(100 + n) / 3,
            "currency": "EUR",
            "provider": None if n % 5 < 2 else ("Kim", "Lee")[n % 2],
            "starts_at": begin + timedelta(days=n % 6, hours=9),
            "moved_from": begin + timedelta(days=n % 3),
            "more": [("guests", "2")] if n % 10 == 0 else [],
        }
        for n in range(400)
    ]


def rows(name: str, records: list[Record]) -> pa.Table:
    """Records as a table of the schema that the jobs write."""
    columns = json.loads((SCHEMAS / f"{name}.json").read_text())["columns"]
    fitted = []
    for column, kind in columns.items():
        arrow = parsed(kind).arrow
        values = [record.get(column) for record in records]
        if pa.types.is_decimal(arrow):
            values = [None if v is None else round(v, arrow.scale) for v in values]
        fitted.append((column, pa.array(values, arrow)))
    return pa.table([array for _, array in fitted], names=[column for column, _ in fitted])


def curate(lake: Lake) -> None:
    """Declares the project's curated tables, and fills them."""
    for name in ("flights", "business_events", "quarantine"):
        schema = json.loads((SCHEMAS / f"{name}.json").read_text())
        lake.table(name, schema["columns"], keys=schema["partitions"])
    for month in MONTHS:
        lake.put(f"flights/month={month}/a.parquet", rows("flights", flights(month)))
        lake.partition("flights", month)
    for day in DAYS:
        lake.put(f"business_events/date={day}/a.parquet", rows("business_events", events(day)))
        lake.partition("business_events", day)
    broken = [{"reason": f"dep_delay '{n}' is no number", "record": "{}"} for n in range(3)]
    key = "quarantine/table_name=flights/part=2013-01/a.parquet"
    lake.put(key, rows("quarantine", broken))
    lake.partition("quarantine", "flights", "2013-01")


CURATED = f"s3://{BUCKET}"
