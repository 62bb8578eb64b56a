"""The deployed Analytics stack loses no event, makes tables of them and answers with these."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo.analytics.lake import SPARK_PYTHON, STACK
from tests.e2e.asked_lake import Lake, Row
from tests.e2e.conftest import deployed
from tests.e2e.told_bookings import CHANNEL, SOURCE, Telling
from tests.models.toolchain import HERE as MODELS
from tests.models.toolchain import run as run_with_jupyter

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "demo/analytics/answers.ipynb"
DATA = ROOT / "demo/analytics/data.py"

EVENTS = """
SELECT event_id, event, city, nights, price, CAST(occurred_at AS varchar) AS at, date,
    element_at(more, 'channel') AS channel
FROM business_events ORDER BY event_id
"""
QUARANTINE = "SELECT table_name, part, reason, record FROM quarantine ORDER BY reason"
MONTH = "2013-01"
BAD_DAY = date(2013, 2, 20)
TOO_LARGE = b"x" * (11 * 1024 * 1024)


@dataclass(frozen=True)
class Gathered:
    """The lake after two days' events came, some late, and the later day was done twice.

    Attributes:
        runs: The runs that did the day.
        meanwhile: A run that was started while the first of them worked, and its last state.
        before: The rows after the first.
        failed: The records that Firehose could not use, before any was replayed.
        replayed: What the function said that put some of them back.
    """

    lake: Lake
    day: date
    told: Telling
    runs: list[dict[str, Any]]
    meanwhile: tuple[str, str]
    before: list[Row]
    failed: list[bytes]
    replayed: dict[str, Any]


@pytest.fixture(scope="module")
def lake(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The deployed stack, with nothing in it."""
    with deployed(STACK, assembly, tmp_path_factory) as target:
        yield Lake(target)


@pytest.fixture(scope="module")
def gathered(lake: Lake) -> Gathered:
    """The lake with events, of which some came when the table did not fit them."""
    day = datetime.now(UTC).date() - timedelta(days=1)
    told = Telling.of(day)
    lake.tell(told.first)
    lake.put([*told.records, *told.unusable])
    lake.deliver(told.sent - len(told.late))
    with lake.wrong_table("source", "int"):
        lake.tell(told.late)
        lake.deliver(told.sent)
    failed = lake.failed()

    lake.be_idle()
    first = lake.begin({"date": day.isoformat()})
    other = lake.begin({})
    meanwhile = (lake.end(other)["status"], lake.states(other)[-1])
    runs = [lake.end(first)]
    before = lake.ask(EVENTS)

    replayed = lake.replay(folder="format-conversion-failed/")
    lake.deliver(told.sent)
    runs.append(lake.work(day))
    return Gathered(lake, day, told, runs, meanwhile, before, failed, replayed)


@pytest.fixture(scope="module")
def flown(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The lake with the real flights of a month, the airlines, airports, aircraft and weather."""
    folder = tmp_path_factory.mktemp("flights")
    subprocess.run([SPARK_PYTHON, DATA, folder], check=True, capture_output=True)
    for path in sorted(folder.rglob("*.csv*")):
        key = path.relative_to(folder).as_posix()
        if "flown=" not in key or MONTH in key:
            lake.bring(key, path.read_bytes())
    ended = lake.run_job(date=f"{MONTH}-31")
    assert ended["JobRunState"] == "SUCCEEDED", ended
    return lake


def test_every_event_is_a_row_or_kept_apart_with_its_reason(gathered: Gathered) -> None:
    lake, told = gathered.lake, gathered.told
    rows, apart, failed = lake.ask(EVENTS), lake.ask(QUARANTINE), lake.failed()
    sent = [*told.first, *told.late]
    again = len(sent) - len(told.broken) - len(told.events(sent))
    assert again > 5
    assert len(rows) + again + len(apart) + len(failed) == told.sent
    assert lake.raw_rows() + len(failed) == told.sent
    assert sorted(failed) == sorted(told.unusable)
    reasons = Counter((one["table_name"], one["reason"]) for one in apart)
    assert reasons == {
        ("business_events", "nights is 'three', not a whole number"): len(told.broken),
        ("business_events", "detail is not a JSON object"): len(told.records),
    }


def test_an_event_is_one_row_however_often_it_came_and_in_whichever_order(
    gathered: Gathered,
) -> None:
    told = gathered.told
    expected = told.events([*told.first, *told.late])
    rows = {str(row["event_id"]): row for row in gathered.lake.ask(EVENTS)}
    assert set(rows) == set(expected)
    for name, one in expected.items():
        assert rows[name] == {
            "event_id": name,
            "event": one.event,
            "city": one.detail["city"],
            "nights": str(one.detail["nights"]),
            "price": f"{one.detail['price']}.00",
            "at": one.time.strftime("%Y-%m-%d %H:%M:%S.000"),
            "date": one.time.date().isoformat(),
            "channel": one.detail.get(CHANNEL),
        }
    assert {row["date"] for row in rows.values()} == {
        gathered.day.isoformat(),
        (gathered.day - timedelta(days=1)).isoformat(),
    }


def test_a_day_done_again_has_the_same_rows_and_those_that_came_since(gathered: Gathered) -> None:
    assert [(run["status"], run.get("cause")) for run in gathered.runs] == [("SUCCEEDED", None)] * 2
    after = gathered.lake.ask(EVENTS)
    known = {row["event_id"] for row in gathered.before}
    assert known == set(gathered.told.events(gathered.told.first))
    assert [row for row in after if row["event_id"] in known] == gathered.before
    since = {row["event_id"] for row in after} - known
    assert since == set(gathered.told.events(gathered.told.late))


def test_events_that_did_not_fit_the_table_are_put_back_once_it_is_right(
    gathered: Gathered,
) -> None:
    told, number = gathered.told, len(gathered.told.late)
    assert len(gathered.failed) == number + len(told.unusable)
    kept = [json.loads(one)["detail"] for one in gathered.failed if one not in told.unusable]
    assert {one["eventId"] for one in kept} == {one.event_id for one in told.late}
    assert gathered.replayed["records"] == number
    assert gathered.replayed["more"] is False
    assert gathered.lake.objects("errors/events/format-conversion-failed/") == []
    assert gathered.lake.objects("errors/replayed-events/format-conversion-failed/")


def test_a_run_that_begins_while_one_works_ends_at_once(gathered: Gathered) -> None:
    assert gathered.meanwhile == ("SUCCEEDED", "AlreadyRunning")


def test_what_no_event_can_be_is_refused_to_whoever_sends_it(lake: Lake) -> None:
    entry = {"Source": SOURCE, "DetailType": "BookingConfirmed"}
    answer = lake.client("events").put_events(
        Entries=[{**entry, "Detail": "{"}, {**entry, "Detail": "[]"}]
    )
    assert [one["ErrorCode"] for one in answer["Entries"]] == ["MalformedDetail"] * 2
    with pytest.raises(ClientError, match="PutRecord"):
        lake.put([TOO_LARGE])


def test_a_saved_query_answers_what_the_events_say(gathered: Gathered) -> None:
    answered = gathered.lake.ask(gathered.lake.saved("bookings_by_city"))
    expected = list(gathered.told.by_city())
    assert len(expected) == 3
    for row, other in zip(answered, expected, strict=True):
        assert float(row.pop("price_of_a_night") or "nan") == pytest.approx(
            float(other.pop("price_of_a_night"))
        )
        assert row == other


def test_a_view_is_asked_like_a_table(gathered: Gathered) -> None:
    answered = gathered.lake.ask(
        "SELECT city, currency, count(*) AS bookings, sum(nights) AS nights, sum(price) AS revenue "
        "FROM bookings GROUP BY city, currency ORDER BY revenue DESC"
    )
    told = [{**row} for row in gathered.told.by_city()]
    for row in told:
        del row["price_of_a_night"]
    assert answered == told


def test_fields_without_a_column_are_told(gathered: Gathered) -> None:
    told = gathered.told
    events = told.events([*told.first, *told.late]).values()
    counted = Counter(one.event for one in events if CHANNEL in one.detail)
    answered = gathered.lake.ask(gathered.lake.saved("fields_without_a_column"))
    assert {row["event"]: row["events"] for row in answered if row["field"] == CHANNEL} == {
        event: str(number) for event, number in counted.items()
    }


def test_a_month_of_real_flights_is_a_table(flown: Lake) -> None:
    """As the package's own file has them."""
    (answer,) = flown.ask(
        "SELECT count(*) AS flights, count_if(cancelled) AS cancelled, "
        "count(DISTINCT carrier_name) AS carriers, min(flight_date) AS first, "
        "max(flight_date) AS last, sum(dep_delay) AS delay FROM flights"
    )
    lines = gzip.decompress(flown.content(f"flights/flown={MONTH}/flights.csv.gz")).decode()
    rows = list(csv.DictReader(lines.splitlines()))
    assert answer == {
        "flights": str(len(rows)),
        "cancelled": str(sum(row["dep_time"] == "NA" for row in rows)),
        "carriers": str(len({row["carrier"] for row in rows})),
        "first": "2013-01-01",
        "last": "2013-01-31",
        "delay": str(sum(int(row["dep_delay"]) for row in rows if row["dep_delay"] != "NA")),
    }


def test_data_that_break_a_rule_stop_the_days_work_by_its_name_before_anything_is_written(
    flown: Lake,
) -> None:
    real = gzip.decompress(flown.content(f"flights/flown={MONTH}/flights.csv.gz")).decode()
    header, *lines = real.splitlines()[:21]
    month, airline = header.split(",").index("month"), header.split(",").index("carrier")
    bad = []
    for line in lines:
        cells = line.split(",")
        cells[month], cells[airline] = str(BAD_DAY.month), "??"
        bad.append(",".join(cells))
    file = gzip.compress("\n".join([header, *bad, ""]).encode())
    flown.bring(f"flights/flown={BAD_DAY:%Y-%m}/flights.csv.gz", file)
    before = flown.objects("", bucket="CuratedBucket")
    run = flown.work(BAD_DAY)
    assert (run["status"], run["error"]) == ("FAILED", "CurateFlightsFailed")
    assert run["cause"].startswith(f"CurateFlights of {BAD_DAY}: ")
    assert 'Completeness "carrier_name" > 0.99 (it is 0)' in run["cause"]
    assert flown.objects("", bucket="CuratedBucket") == before
    assert flown.ask("SELECT DISTINCT month FROM flights") == [{"month": MONTH}]


def test_the_notebook_asks_all_saved_queries_and_draws(
    gathered: Gathered, flown: Lake, tmp_path: Path
) -> None:
    done = run_with_jupyter(MODELS / "executed.py", NOTEBOOK, tmp_path, **flown.variables)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found["drawings"]) == ["hours", "months", "carriers", "weather", "bookings"]
    for cell, drawing in found["drawings"].items():
        assert min(drawing["size"]) > 300, cell
        assert 0.01 < drawing["inked"] < 0.7, cell  # a single month is a wide bar
    said = found["said"]["ask"].splitlines()
    queries = {path.stem for path in (ROOT / "jobs/sql/athena").glob("*.sql")}
    assert {line.partition(":")[0] for line in said} == queries
    assert f"bookings_by_city: {len(list(gathered.told.by_city()))} rows" in found["said"]["ask"]


def test_the_notebook_is_kept_without_output() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]] == []
