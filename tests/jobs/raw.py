"""A lake in a folder: raw files as Firehose and people write them, and what jobs make of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tests.jobs.toolchain import Finished, Spark

DAY = "2026-11-27"

BOOKING = {
    "eventId": "b-1",
    "reference": "HB-1",
    "city": "Paris",
    "roomType": "queen",
    "checkIn": "2026-12-04",
    "nights": 3,
    "price": 420,
    "currency": "USD",
    "locale": "en_US",
}
MOVED = {
    "eventId": "a-1",
    "reference": "AP-1",
    "provider": "kim",
    "startsAt": "2026-12-01T15:00:00-08:00",
    "movedFrom": "2026-11-30T15:00:00+00:00",
    "timeZone": "America/Los_Angeles",
    "locale": "en_US",
}


def event(detail: object, *, id: str | None = "1", **more: str | None) -> dict[str, str | None]:  # noqa: A002 - its name on the bus
    """An event as Firehose's conversion gives it: every value a text, the detail as JSON."""
    return {
        "id": id,
        "detail_type": "BookingConfirmed",
        "source": "hotel.booking",
        "account": "123456789012",
        "time": f"{DAY}T10:00:00Z",
        "region": "eu-west-3",
        "detail": detail if detail is None or isinstance(detail, str) else json.dumps(detail),
        **more,
    }


@dataclass(frozen=True)
class Lake:
    """Raw files, and jobs that read them.

    Args:
        folder: Where ``raw`` and ``curated`` are.
    """

    folder: Path
    spark: Spark

    def put(self, *events: Mapping[str, str | None], day: str = DAY, file: str = "a") -> None:
        """Writes events as Firehose does, below their type and day."""
        for kind in {event["detail_type"] for event in events}:
            place = self.folder / "raw" / "events" / f"event={kind}" / f"date={day}"
            place.mkdir(parents=True, exist_ok=True)
            rows = [dict(event) for event in events if event["detail_type"] == kind]
            names = list(dict.fromkeys(name for row in rows for name in row))
            schema = pa.schema([(name, pa.string()) for name in names])
            pq.write_table(pa.Table.from_pylist(rows, schema), place / f"{file}.parquet")

    def put_csv(self, path: str, rows: Sequence[Mapping[str, object]] | str) -> None:
        """Writes a CSV file below the raw layer, packed if its name says so."""
        place = self.folder / "raw" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(rows, str):
            text = rows
        else:
            text = ",".join(rows[0]) + "\n"
            text += "".join(",".join(map(str, row.values())) + "\n" for row in rows)
        place.write_bytes(gzip.compress(text.encode()) if path.endswith(".gz") else text.encode())

    def curate(self, program: str, *arguments: object) -> Finished:
        """Runs a job on the folder."""
        folders = ("--source", self.folder / "raw", "--target", self.folder / "curated")
        return self.spark.run(program, *folders, *arguments)

    def events(self, *arguments: object, date: str | None = DAY) -> Finished:
        """Curates the events."""
        return self.curate("curate_events", *(("--date", date) if date else ()), *arguments)

    def flights(self, *arguments: object) -> Finished:
        """Curates the flights."""
        return self.curate("curate_flights", *arguments)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a curated table, ordered; none if it is not there."""
        folder = self.folder / "curated" / table
        if not folder.exists():
            return []
        text = pa.schema([(name, pa.string()) for name in ("date", "month", "table_name", "part")])
        hive = ds.partitioning(text, flavor="hive")
        found: list[dict[str, Any]] = (
            ds.dataset(folder, format="parquet", partitioning=hive).to_table().to_pylist()
        )
        return sorted(found, key=lambda row: json.dumps(row, default=str))

    def reasons(self) -> list[str]:
        """Why records are in quarantine."""
        return sorted(row["reason"] for row in self.rows("quarantine"))


def balanced(report: Mapping[str, Any]) -> bool:
    """Whether nothing is lost: what was read was curated, was a duplicate, or is kept apart."""
    return bool(report["read"] == report["curated"] + report["duplicates"] + report["quarantined"])
