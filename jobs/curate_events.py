"""Curates the events of some days: ``raw/events`` becomes the table ``business_events``.

Runs on Glue 6.0, on EMR Serverless and at a shell::

    python jobs/curate_events.py --source s3://raw/ --target s3://curated/ --date 2026-11-27
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from curation.arguments import Arguments, parse
from curation.events import curate_events
from curation.job import Report, open_spark, run, settle
from curation.reading import read_events
from curation.tables import BUSINESS_EVENTS

NAME = "curate_events"


def curate(arguments: Arguments) -> Report:
    """Curates the days that the arguments name, and those just before, for what came late."""
    spark = open_spark(NAME)
    # Days before those that are written tell which of their events came before.
    raw = read_events(spark, arguments.source, arguments.days(earlier=arguments.late_days))
    decided = curate_events(raw, late_days=arguments.late_days)
    return settle(spark, decided, BUSINESS_EVENTS, arguments, partitions=arguments.days() or None)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the job that the command line describes."""
    arguments = parse(sys.argv[1:] if argv is None else argv, description=str(__doc__))
    run(NAME, partial(curate, arguments))


if __name__ == "__main__":
    main()
