"""What the dashboard shows: answers of saved queries."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ml_refarch.analytics import Chart

from stacks.analytics.tables import EVENTS, FLIGHTS, JOBS

_QUERIES: Final[Path] = JOBS / "sql" / "athena"

CHARTS: Final = (
    Chart(
        query=_QUERIES / "bookings_by_city.sql",
        tables=(EVENTS.name,),
        columns={
            "city": "STRING",
            "currency": "STRING",
            "bookings": "INTEGER",
            "nights": "INTEGER",
            "revenue": "DECIMAL",
            "price_of_a_night": "DECIMAL",
        },
        over="city",
        show=("revenue",),
        by="currency",
    ),
    Chart(
        query=_QUERIES / "events_by_day.sql",
        tables=(EVENTS.name,),
        columns={
            "date": "STRING",
            "event": "STRING",
            "events": "INTEGER",
            "more_than_a_week_before": "INTEGER",
        },
        over="date",
        show=("events",),
        by="event",
        kind="line",
    ),
    Chart(
        query=_QUERIES / "delays_by_month.sql",
        tables=(FLIGHTS.name,),
        columns={
            "month": "STRING",
            "flights": "INTEGER",
            "mean_departure_delay": "DECIMAL",
            "mean_arrival_delay": "DECIMAL",
            "late_percent": "DECIMAL",
            "cancelled": "INTEGER",
        },
        over="month",
        show=("mean_departure_delay", "mean_arrival_delay"),
    ),
)
"""A manager's three questions."""
