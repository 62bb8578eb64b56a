"""Preparation refuses what cannot be trained on, with a sentence and exit code 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.models.bookings import PLAIN, half_a_year, read, write
from tests.models.toolchain import PRICING, Finished, run


def prepare(folder: Path, output: Path, *more: object) -> Finished:
    message = output.parent / "message"
    arguments = ("--input", folder, "--output", output, "--message", message)
    return run(PRICING / "prepare.py", *arguments, *more)


def refusal(tmp_path: Path, *more: object) -> str:
    """The sentence with which the data in ``raw`` are refused."""
    done = prepare(tmp_path / "raw", tmp_path / "prepared", *more)
    assert done.returncode == 1, done.stdout
    assert not (tmp_path / "prepared").exists()
    assert (tmp_path / "message").read_text() == done.stderr.rstrip("\n")
    return done.stderr.rstrip("\n").replace(f"{tmp_path}/", "")


def test_bookings_are_split_by_month_whatever_their_order(tmp_path: Path) -> None:
    rows = half_a_year()
    write(tmp_path / "raw" / "b" / "late.csv", rows[::-2])
    write(tmp_path / "raw" / "early.csv", rows[::2])
    done = prepare(tmp_path / "raw", tmp_path / "prepared", "--test-months", 1)
    assert done.returncode == 0, done.stderr
    months = {
        part: [
            row["arrival_date"][:7] for row in read(tmp_path / "prepared" / part / f"{part}.csv")
        ]
        for part in ("train", "validation", "test")
    }
    assert {part: (min(found), max(found)) for part, found in months.items()} == {
        "train": ("2017-01", "2017-03"),
        "validation": ("2017-04", "2017-05"),
        "test": ("2017-06", "2017-06"),
    }
    assert months["train"] == sorted(months["train"])
    assert done.stdout.splitlines()[0] == "train: 60 bookings, 2017-01 to 2017-03"


def test_the_same_data_are_prepared_alike(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "one.csv", half_a_year())
    for output in ("first", "second"):
        assert prepare(tmp_path / "raw", tmp_path / output).returncode == 0
    files = sorted((tmp_path / "first").rglob("*.*"))
    assert len(files) == 5
    for file in files:
        other = tmp_path / "second" / file.relative_to(tmp_path / "first")
        assert file.read_bytes() == other.read_bytes()


def test_a_few_unusable_bookings_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = half_a_year()
    rows[3]["adults"] = "0"
    rows[40]["meal"] = " "
    rows[41]["lead_time"] = "2.5"
    rows[80] |= {"stays_in_weekend_nights": "0", "stays_in_week_nights": "0"}
    write(tmp_path / "raw" / "some.csv", rows)
    assert prepare(tmp_path / "raw", tmp_path / "prepared").returncode == 0
    report = json.loads((tmp_path / "prepared" / "report" / "preparation.json").read_text())
    assert report["left_out"] == {
        "adults is not between 1 and 50": 1,
        "meal is missing": 1,
        "lead_time is not a whole number": 1,
        "no night is booked": 1,
    }
    assert report["files"] == {"some.csv": 116}


def test_many_unusable_bookings_are_refused(tmp_path: Path) -> None:
    rows = half_a_year()
    for row in rows[:12]:
        row["adults"] = "0"
    write(tmp_path / "raw" / "bad.csv", rows)
    assert refusal(tmp_path) == (
        "12 of 120 bookings are unusable, more than 5% (adults is not between 1 and 50: 12)."
    )


def test_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "notes.txt").write_text("nothing")
    assert refusal(tmp_path) == "There is no CSV file below raw."


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "good.csv", half_a_year())
    (tmp_path / "raw" / "empty.csv").touch()
    assert refusal(tmp_path) == "empty.csv is empty."


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "head.csv", [])
    assert refusal(tmp_path) == "There is no booking in head.csv, only a header."


def test_a_missing_column_is_refused_by_name(tmp_path: Path) -> None:
    columns = [column for column in PLAIN if column not in {"lead_time", "meal"}]
    write(tmp_path / "raw" / "short.csv", half_a_year(), columns=columns)
    said = refusal(tmp_path)
    assert said.startswith("short.csv has no column lead_time, meal; it has avg_price_per_room, ")


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("avg_price_per_room", "cheap", "avg_price_per_room is 'cheap', not a number"),
        ("avg_price_per_room", "inf", "avg_price_per_room is 'inf', not a number"),
        ("lead_time", "a week", "lead_time is 'a week', not a number"),
        (
            "arrival_date",
            "31/08/2017",
            "arrival_date is '31/08/2017', not a day such as 2017-08-31",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_line(
    tmp_path: Path, column: str, value: str, complaint: str
) -> None:
    rows = half_a_year()
    rows[1][column] = value
    write(tmp_path / "raw" / "typed.csv", rows)
    assert refusal(tmp_path) == f"typed.csv, line 3: {complaint}."


def test_one_price_for_all_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "flat.csv", half_a_year(avg_price_per_room="100.0"))
    assert refusal(tmp_path) == (
        "avg_price_per_room is 100 in each of the 40 bookings to train on: "
        "there is nothing to learn."
    )


def test_too_few_months_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "short.csv", half_a_year())
    assert refusal(tmp_path, "--test-months", 4) == (
        "The bookings span 6 months, 2017-01 to 2017-06; 2 to validate and 4 to test leave none "
        "to train on."
    )


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "one.csv", half_a_year())
    write(tmp_path / "raw" / "two.csv", half_a_year())
    assert refusal(tmp_path) == "two.csv holds the same bookings as one.csv: remove one of them."


def test_a_torn_line_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "torn.csv", half_a_year())
    with (tmp_path / "raw" / "torn.csv").open("a") as stream:
        stream.write("100,2017-06-30,3\n")
    assert refusal(tmp_path) == "torn.csv, line 122 has 3 values; the header names 20 columns."


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    assert refusal(tmp_path).startswith("photo.csv is not a CSV file in UTF-8: ")


def test_a_wrong_number_of_months_is_refused_by_the_command_line(tmp_path: Path) -> None:
    done = prepare(tmp_path, tmp_path / "prepared", "--test-months", 0)
    assert done.returncode == 2
    assert "argument --test-months: invalid choice: 0 (choose from 1, 2, " in done.stderr
