"""What a job is told: by Glue, by EMR Serverless or at a shell, in the same words."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Arguments:
    """The command line of a job.

    Args:
        source: The raw layer's root, ``s3://bucket/`` or a folder; so ``target`` of the curated.
        quarantine: Where broken records go.
        database: The Glue database in which new partitions are registered; nowhere if ``None``.
        day: The day to curate; every day there is if ``None``.
        late_days: How many days before it are curated again, for what came late.
        rules: DQDL; see :mod:`curation.rules`.
    """

    source: str
    target: str
    quarantine: str
    database: str | None
    day: date | None
    late_days: int
    rules: str

    def days(self, *, earlier: int = 0) -> list[str]:
        """The days to curate, oldest first, and some before them."""
        if self.day is None:
            return []
        back = self.late_days + earlier
        return [(self.day - timedelta(days=days)).isoformat() for days in range(back, -1, -1)]


def parse(argv: Sequence[str], *, description: str) -> Arguments:
    """Reads a command line.

    Glue adds arguments of its own (``--JOB_NAME``), which are left alone.

    Raises:
        SystemExit: It is wrong; argparse has said why.
    """
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    parser.add_argument("--source", required=True, type=_folder, help="the raw layer's root")
    parser.add_argument("--target", required=True, type=_folder, help="the curated layer's root")
    parser.add_argument(
        "--quarantine", type=_folder, help="for broken records; TARGET/quarantine when left out"
    )
    parser.add_argument("--database", help="the Glue database that knows the partitions")
    parser.add_argument("--date", type=_day, help="YYYY-MM-DD; every day when left out")
    parser.add_argument("--late-days", type=_count, default=2, help="days before it; 2")
    parser.add_argument("--rules", default="", help='DQDL, such as Rules = [ IsComplete "id" ]')
    known, _ = parser.parse_known_args(argv)
    return Arguments(
        source=known.source,
        target=known.target,
        quarantine=known.quarantine or f"{known.target}/quarantine",
        database=known.database or None,
        day=known.date,
        late_days=known.late_days,
        rules=known.rules,
    )


def _folder(text: str) -> str:
    if not text.strip("/ "):
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder, such as s3://bucket/")
    return text.rstrip("/")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day, such as 2026-11-27") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 366:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 0 to 366")
    return int(text)
