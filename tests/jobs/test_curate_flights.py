"""Flights become rows with all that is known of them; so do the real ones."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.jobs.raw import Lake, balanced
from tests.jobs.toolchain import ROOT, python

MONTH = "flights/flown=2013-01"

FLIGHT: dict[str, object] = {
    "year": 2013,
    "month": 1,
    "day": 31,
    "dep_time": 20,
    "sched_dep_time": 2345,
    "dep_delay": 35,
    "arr_time": 324,
    "sched_arr_time": 305,
    "arr_delay": 19,
    "carrier": "UA",
    "flight": 1545,
    "tailnum": "N14228",
    "origin": "EWR",
    "dest": "IAH",
    "air_time": 227,
    "distance": 1400,
    "hour": 23,
    "minute": 45,
    "time_hour": "2013-02-01T04:00:00Z",
}
CANCELLED = {
    **FLIGHT,
    "flight": 7,
    **dict.fromkeys(
        ("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", "tailnum"), "NA"
    ),
}


@pytest.fixture
def known(lake: Lake) -> Lake:
    """A lake with what is known beside the flights."""
    lake.put_csv("airlines/airlines.csv", [{"carrier": "UA", "name": "United Air Lines Inc."}])
    plane = {"tailnum": "N14228", "year": 1999, "manufacturer": "BOEING", "model": "737-824"}
    lake.put_csv("planes/planes.csv", [{**plane, "seats": 149}])
    airports = [{"faa": "EWR", "name": "Newark"}, {"faa": "IAH", "name": "Houston"}]
    lake.put_csv("airports/airports.csv", airports)
    hour = {"origin": "EWR", "temp": 39.02, "humid": 59.4, "wind_speed": 10.4, "wind_gust": "NA"}
    weather = {**hour, "precip": 0, "pressure": 1012, "visib": 10, "time_hour": FLIGHT["time_hour"]}
    # The clocks go back once a year, and an hour comes twice.
    lake.put_csv("weather/weather.csv", [weather, weather])
    return lake


def test_a_flight_becomes_a_row_with_all_that_is_known_of_it(known: Lake) -> None:
    known.put_csv(f"{MONTH}/flights.csv.gz", [FLIGHT, CANCELLED])
    report = known.flights().report
    assert (report["read"], report["curated"], report["partitions"]) == (2, 2, ["2013-01"])
    flown, cancelled = sorted(known.rows("flights"), key=lambda row: row["cancelled"])
    assert {name: str(value) for name, value in flown.items() if value not in (None, [])} == {
        "flight_id": "UA1545-EWR-2013-02-01T04Z",
        "flight_date": "2013-01-31",
        "carrier": "UA",
        "carrier_name": "United Air Lines Inc.",
        "flight": "1545",
        "tailnum": "N14228",
        "manufacturer": "BOEING",
        "model": "737-824",
        "seats": "149",
        "origin": "EWR",
        "origin_name": "Newark",
        "dest": "IAH",
        "dest_name": "Houston",
        "distance": "1400",
        "scheduled_departure": "2013-01-31 23:45:00",
        "departure": "2013-02-01 00:20:00",
        "scheduled_arrival_time": "03:05",
        "arrival_time": "03:24",
        "dep_delay": "35",
        "arr_delay": "19",
        "air_time": "227",
        "cancelled": "False",
        "hour": "23",
        "temp": "39.02",
        "humid": "59.4",
        "wind_speed": "10.4",
        "precip": "0.0",
        "pressure": "1012.0",
        "visib": "10.0",
        "month": "2013-01",
    }
    assert cancelled["cancelled"]
    assert {cancelled[name] for name in ("departure", "arrival_time", "tailnum", "seats")} == {None}


def test_broken_lines_are_kept_apart_each_with_its_reason(known: Lake) -> None:
    rows = [
        FLIGHT,
        {**FLIGHT, "carrier": "NA"},
        {**FLIGHT, "dep_delay": "soon"},
        {**FLIGHT, "month": 3},
        {**FLIGHT, "sched_dep_time": 2565},
    ]
    header = ",".join(FLIGHT)
    lines = [header, *(",".join(map(str, row.values())) for row in rows), "2013,1,1,torn"]
    known.put_csv(f"{MONTH}/flights.csv", "\n".join([*lines, ""]))
    report = known.flights().report
    assert balanced(report)
    assert report["curated"] == 1
    kept = {row["reason"]: row["record"] for row in known.rows("quarantine")}
    assert sorted(kept) == [
        "carrier is missing",
        "dep_delay is 'soon', not a whole number",
        "it is of 2013-03, not of its folder's month",
        "the line has not the columns of the header",
        "there is no such day or time",
    ]
    assert kept["the line has not the columns of the header"] == "2013,1,1,torn"
    assert json.loads(kept["there is no such day or time"])["sched_dep_time"] == "2565"


def test_the_report_that_was_written_last_counts(known: Lake) -> None:
    known.put_csv(f"{MONTH}/1.csv", [FLIGHT])
    known.put_csv(f"{MONTH}/2.csv.gz", [{**FLIGHT, "arr_delay": 21}, {**FLIGHT, "arr_delay": 20}])
    report = known.flights().report
    assert (report["curated"], report["duplicates"]) == (1, 2)
    assert [row["arr_delay"] for row in known.rows("flights")] == [21]


def test_files_may_have_other_columns_in_another_order(known: Lake) -> None:
    known.put_csv(f"{MONTH}/old.csv", [FLIGHT])
    turned: dict[str, Any] = {"gate": "C3", **dict(reversed(FLIGHT.items())), "flight": 2}
    del turned["minute"]
    known.put_csv("flights/flown=2013-02/none.csv", "")
    known.put_csv(f"{MONTH}/new.csv", [turned])
    assert known.flights().report["curated"] == 2
    rows = {row["flight"]: row for row in known.rows("flights")}
    assert (dict(rows[2]["more"]), dict(rows[1545]["more"])) == ({"gate": "C3"}, {})
    assert {rows[2][name] == rows[1545][name] for name in ("departure", "dest", "air_time")} == {
        True
    }


def test_only_the_months_of_the_days_asked_for_are_written(known: Lake) -> None:
    known.put_csv(f"{MONTH}/a.csv", [FLIGHT])
    later = {**FLIGHT, "month": 3, "day": 1, "time_hour": "2013-03-02T04:00:00Z"}
    known.put_csv("flights/flown=2013-03/a.csv", [later])
    report = known.flights("--date", "2013-03-02", "--late-days", "2").report
    assert report["partitions"] == ["2013-03"]
    assert known.flights("--date", "2013-02-01").report["partitions"] == ["2013-01"]
    assert [row["month"] for row in known.rows("flights")] == ["2013-01", "2013-03"]


def test_files_that_are_missing_are_named(known: Lake) -> None:
    done = known.flights("--date", "2014-06-01")
    assert done.code == 1
    assert done.sentence.startswith("curate_flights failed: There is no CSV file with a header in ")
    assert done.sentence.endswith("/raw/flights/flown=*/")
    known.put_csv(f"{MONTH}/a.csv", [FLIGHT])
    (known.folder / "raw" / "weather" / "weather.csv").unlink()
    assert known.flights().sentence.endswith("/raw/weather/")


def test_a_header_that_names_a_column_twice_is_refused(known: Lake) -> None:
    known.put_csv(f"{MONTH}/a.csv", "year,month,year\n2013,1,2013\n")
    assert known.flights().sentence.endswith(
        "flown=2013-01/a.csv has a column without a name of its own: year,month,year"
    )


def test_each_of_the_27004_real_flights_of_a_month_is_curated(lake: Lake) -> None:
    write = [python(), ROOT / "demo" / "analytics" / "data.py", lake.folder / "raw"]
    done = subprocess.run(list(map(str, write)), check=True, capture_output=True, text=True)
    assert done.stdout.startswith("336776 flights below ")
    rules = (
        'Rules = [ RowCount = 27004, IsUnique "flight_id", IsComplete "carrier_name",'
        ' ColumnValues "dep_delay" between -31 and 1302 where "cancelled = false",'
        ' Completeness "temp" > 0.99, Sum "distance" = 27188805 ]'
    )
    # One month of the twelve: here code is interpreted, which is slow for many rows.
    january = lake.flights("--rules", rules, "--date", "2013-01-31")
    assert january.code == 0, january.stderr
    report = january.report
    assert (report["read"], report["curated"], report["partitions"]) == (
        27_004,
        27_004,
        ["2013-01"],
    )
