"""Makes training data of hotel bookings: checks, cleans, and splits by month of arrival.

A processing job brings this one file, so it needs Python alone. By hand::

    python prepare.py --input raw --output prepared
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))

TARGET = "avg_price_per_room"
DATE = "arrival_date"
# The least and the most that a booking may have; what lies beyond is an error of entry.
PRICE = (1, 5000)
COUNTS = {
    "lead_time": (0, 1000),
    "stays_in_weekend_nights": (0, 100),
    "stays_in_week_nights": (0, 250),
    "adults": (1, 50),
    "children": (0, 20),
    "babies": (0, 20),
    "is_repeated_guest": (0, 1),
    "previous_cancellations": (0, 1000),
    "previous_bookings_not_canceled": (0, 1000),
    "required_car_parking_spaces": (0, 50),
    "total_of_special_requests": (0, 50),
}
# The average price of the year before, around that day of the year.
AMOUNTS = {"historical_adr": PRICE}
CATEGORIES = (
    "meal",
    "market_segment",
    "distribution_channel",
    "customer_type",
    "reserved_room_type",
    "agent",
)
# What a booking may say and no model sees: the first four are not known for certain, or not final,
# when a price is named, company says next to nothing, the rest repeat the date or the line.
NOT_USED = (
    "assigned_room_type",
    "country",
    "booking_changes",
    "days_in_waiting_list",
    "company",
    "arrival_date_num",
    "near_christmas",
    "near_new_years",
    "rownames",
)
# What a request for a price need not say; a model has last year's prices in a table of its own.
OPTIONAL = {
    "children": 0,
    "babies": 0,
    "is_repeated_guest": 0,
    "previous_cancellations": 0,
    "previous_bookings_not_canceled": 0,
    "required_car_parking_spaces": 0,
    "total_of_special_requests": 0,
    "agent": "not_applicable",
    "historical_adr": None,
}
SCHEMA = {
    "target": TARGET,
    "date": DATE,
    "counts": COUNTS,
    "amounts": AMOUNTS,
    "categories": CATEGORIES,
    "optional": OPTIONAL,
    "not_used": NOT_USED,
}
COLUMNS = (TARGET, DATE, *COUNTS, *AMOUNTS, *CATEGORIES)
MISSING = {"", "na", "nan", "null", "none"}
MOST_UNUSABLE = 0.05

Booking = dict[str, str | float]


class DataError(Exception):
    """The data cannot be trained on; the message says where and why."""


class UnusableError(Exception):
    """One booking cannot be trained on; the message is the reason that is counted."""


@dataclass
class Bookings:
    """What was read: bookings fit to train on, and how many were left out for which reason."""

    rows: list[Booking] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    files: dict[str, int] = field(default_factory=dict)


def read(folder: Path) -> Bookings:
    """Reads every CSV file below a folder.

    Raises:
        DataError: there is none, one has the wrong columns or types, or too much is unusable.
    """
    paths = sorted(path for path in folder.rglob("*.csv") if path.is_file())
    if not paths:
        raise DataError(f"There is no CSV file below {folder}.")
    found = Bookings()
    names: dict[str, str] = {}
    for path in paths:
        name = str(path.relative_to(folder))
        first = names.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), name)
        if first != name:
            raise DataError(f"{name} holds the same bookings as {first}: remove one of them.")
        before = len(found.rows)
        for where, values in _lines(path, name):
            try:
                found.rows.append(_booking(values, where))
            except UnusableError as reason:
                found.left_out[str(reason)] += 1
        found.files[name] = len(found.rows) - before
    _refuse_great_loss(found)
    return found


def _lines(path: Path, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines of a file by column, each with the words that say where it stands."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            header = next(reader, [])
            _check_header(header, name)
            for line in reader:
                where = f"{name}, line {reader.line_num}"
                if len(line) != len(header):
                    raise DataError(
                        f"{where} has {len(line)} values; the header names {len(header)} columns."
                    )
                yield where, dict(zip(header, line, strict=True))
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"{name} is not a CSV file in UTF-8: {error}") from error


def _check_header(header: Sequence[str], name: str) -> None:
    if not any(header):
        raise DataError(f"{name} is empty.")
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise DataError(f"{name} has no column {', '.join(missing)}; it has {', '.join(header)}.")
    twice = [column for column in COLUMNS if header.count(column) > 1]
    if twice:
        raise DataError(f"{name} has the column {', '.join(twice)} more than once.")


def _booking(values: Mapping[str, str], where: str) -> Booking:
    """A booking with its values typed.

    Raises:
        DataError: a value is of the wrong type: then the whole file is in doubt.
        UnusableError: a value is missing or out of its range: then only the booking is.
    """
    texts = {column: values[column].strip() for column in COLUMNS}
    for column, text in texts.items():
        if text.lower() in MISSING:
            raise UnusableError(f"{column} is missing")
    booking: Booking = {TARGET: 0.0, DATE: _day(texts[DATE], where)}
    for column, (low, high) in {TARGET: PRICE, **COUNTS, **AMOUNTS}.items():
        number = _number(texts[column], column, where)
        if not low <= number <= high:
            raise UnusableError(f"{column} is not between {low} and {high}")
        if column in COUNTS and not number.is_integer():
            raise UnusableError(f"{column} is not a whole number")
        booking[column] = number
    if booking["stays_in_weekend_nights"] == booking["stays_in_week_nights"] == 0:
        raise UnusableError("no night is booked")
    return booking | {column: texts[column] for column in CATEGORIES}


def _day(text: str, where: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise DataError(f"{where}: {DATE} is {text!r}, not a day such as 2017-08-31.") from None


def _number(text: str, column: str, where: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise DataError(f"{where}: {column} is {text!r}, not a number.")
    return number


def _refuse_great_loss(found: Bookings) -> None:
    lost, kept = found.left_out.total(), len(found.rows)
    if not lost and not kept:
        raise DataError(f"There is no booking in {', '.join(found.files)}, only a header.")
    if lost > MOST_UNUSABLE * (lost + kept):
        reasons = "; ".join(f"{reason}: {n}" for reason, n in found.left_out.most_common(5))
        raise DataError(
            f"{lost} of {lost + kept} bookings are unusable, more than {MOST_UNUSABLE:.0%} "
            f"({reasons})."
        )


def split(rows: Iterable[Booking], *, validation: int, test: int) -> dict[str, list[Booking]]:
    """Holds the last months out: a model is asked about days to come, never about days gone by.

    Args:
        rows: The bookings, in any order.
        validation: Months that end training, before those of the test.
        test: The last months, on which the model is judged.

    Raises:
        DataError: the bookings span too few months, or all have one price.
    """
    ordered = sorted(rows, key=lambda row: str(row[DATE]))
    months = sorted({_month(row) for row in ordered})
    if len(months) <= validation + test:
        raise DataError(
            f"The bookings span {len(months)} months, {months[0]} to {months[-1]}; "
            f"{validation} to validate and {test} to test leave none to train on."
        )
    ends = {"train": months[-validation - test - 1], "validation": months[-test - 1]}
    parts: dict[str, list[Booking]] = {"train": [], "validation": [], "test": []}
    for row in ordered:
        parts[next((part for part, end in ends.items() if _month(row) <= end), "test")].append(row)
    prices = {row[TARGET] for row in parts["train"]}
    if len(prices) == 1:
        raise DataError(
            f"{TARGET} is {prices.pop():g} in each of the {len(parts['train'])} bookings to train "
            "on: there is nothing to learn."
        )
    return parts


def _month(row: Booking) -> str:
    return str(row[DATE])[:7]


def write(found: Bookings, parts: Mapping[str, list[Booking]], output: Path) -> None:
    """Writes a CSV file per part, the schema beside the training data, and a report."""
    for part, rows in parts.items():
        folder = output / part
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{part}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([_text(row[column]) for column in COLUMNS] for row in rows)
    (output / "train" / "schema.json").write_text(json.dumps(SCHEMA, indent=2) + "\n")
    report = {
        "files": found.files,
        "bookings": len(found.rows),
        "left_out": dict(found.left_out),
        "parts": {part: _summary(rows) for part, rows in parts.items()},
    }
    folder = output / "report"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "preparation.json").write_text(json.dumps(report, indent=2) + "\n")


def _text(value: str | float) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _summary(rows: Sequence[Booking]) -> dict[str, object]:
    prices = [float(row[TARGET]) for row in rows]
    return {
        "bookings": len(rows),
        "first_month": _month(rows[0]),
        "last_month": _month(rows[-1]),
        "mean_price": round(sum(prices) / len(prices), 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepares the data; the exit code is 1 where that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--input", type=Path, default=BASE / "processing/input/data")
    parser.add_argument("--output", type=Path, default=BASE / "processing/output")
    parser.add_argument("--validation-months", type=int, choices=range(1, 13), default=2)
    parser.add_argument("--test-months", type=int, choices=range(1, 13), default=2)
    # DescribeProcessingJob gives the beginning of this file as its ExitMessage.
    parser.add_argument("--message", type=Path, default=BASE / "output/message")
    given = parser.parse_args(arguments)
    try:
        found = read(given.input)
        parts = split(found.rows, validation=given.validation_months, test=given.test_months)
    except DataError as error:
        print(error, file=sys.stderr)
        if given.message.parent.is_dir():
            given.message.write_text(str(error), encoding="utf-8")
        return 1
    write(found, parts, given.output)
    for part, rows in parts.items():
        print(f"{part}: {len(rows)} bookings, {_month(rows[0])} to {_month(rows[-1])}")
    if found.left_out:
        print(f"left out: {dict(found.left_out)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
