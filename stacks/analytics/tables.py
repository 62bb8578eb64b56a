"""The curated tables, as the jobs declare them, and what their data must satisfy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

JOBS: Final = Path(__file__).parents[2] / "jobs"
"""Spark and SQL that run on the lake."""

PACKAGE: Final = JOBS / "curation"
"""What the Spark scripts import."""


@dataclass(frozen=True, kw_only=True)
class Curated:
    """A table that a job writes.

    Args:
        name: Also the folder's.
        description: What it holds.
        columns: Hive's types by name.
        partitions: So of the columns that are folders.
    """

    name: str
    description: str
    columns: Mapping[str, str]
    partitions: Mapping[str, str]

    @classmethod
    def read(cls, name: str) -> Curated:
        """The table as the job has it."""
        found = json.loads((PACKAGE / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
        return cls(name=name, **found)


EVENTS: Final = Curated.read("business_events")
FLIGHTS: Final = Curated.read("flights")
QUARANTINE: Final = Curated.read("quarantine")

BOOKINGS: Final[Mapping[str, str]] = {
    "reference": "string",
    "city": "string",
    "room_type": "string",
    "check_in": "date",
    "nights": "int",
    "price": "decimal(12,2)",
    "currency": "string",
    "booked_at": "timestamp",
    "cancelled_at": "timestamp",
}
"""What the view of bookings gives."""

EVENT_RULES: Final = (
    'Rules = [ IsComplete "event_id", IsUnique "event_id", IsComplete "event", '
    'IsComplete "occurred_at" ]'
)
"""A day without events is a good day."""

FLIGHT_RULES: Final = (
    'Rules = [ RowCount > 0, IsComplete "flight_id", IsUnique "flight_id", '
    'IsComplete "carrier", Completeness "carrier_name" > 0.99, '
    'ColumnValues "dep_delay" between -121 and 2001 where "cancelled = false" ]'
)
"""Bounds of ``between`` are outside of it, and a flight that never left has no delay."""
