"""Curates the flights of some months: ``raw/flights`` becomes the table ``flights``.

What is known beside them is read from ``raw/airlines``, ``planes``, ``airports`` and ``weather``.
Runs on Glue 6.0, on EMR Serverless and at a shell::

    python jobs/curate_flights.py --source s3://raw/ --target s3://curated/
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from curation.arguments import Arguments, parse
from curation.flights import Surroundings, curate_flights
from curation.job import Report, open_spark, run, settle
from curation.reading import read_flights, read_table
from curation.tables import FLIGHTS

NAME = "curate_flights"


def curate(arguments: Arguments) -> Report:
    """Curates the months of the days that the arguments name; every month if they name none."""
    spark = open_spark(NAME)
    months = sorted({day[:7] for day in arguments.days()})
    raw = read_flights(spark, arguments.source, months)
    around = Surroundings(
        **{
            name: read_table(spark, arguments.source, name)
            for name in ("airlines", "planes", "airports", "weather")
        }
    )
    return settle(spark, curate_flights(raw, around), FLIGHTS, arguments)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the job that the command line describes."""
    arguments = parse(sys.argv[1:] if argv is None else argv, description=str(__doc__))
    run(NAME, partial(curate, arguments))


if __name__ == "__main__":
    main()
