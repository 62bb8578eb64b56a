"""The project's saved queries, answered here and compared with what plain Python computes."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean

import pytest

from tests.localcloud.athena.lake import Lake
from tests.localcloud.athena.project import DAYS, JOBS, MONTHS, Record, curate, events, flights

QUERIES = sorted((JOBS / "sql" / "athena").glob("*.sql"))


@pytest.fixture(scope="module")
def curated(lake: Lake) -> Lake:
    """The lake with the project's curated tables."""
    curate(lake)
    return lake


def saved(lake: Lake, name: str) -> list[list[str | None]]:
    """The rows of a saved query."""
    answer = lake.ask((JOBS / "sql" / "athena" / f"{name}.sql").read_text())
    assert answer.state == "SUCCEEDED", answer.reason
    return answer.rows


@pytest.mark.parametrize("name", [query.stem for query in QUERIES])
def test_every_saved_query_is_answered(curated: Lake, name: str) -> None:
    saved(curated, name)


def test_delays_by_month(curated: Lake) -> None:
    found = {row[0]: row[1:] for row in saved(curated, "delays_by_month")}
    for month in MONTHS:
        rows = flights(month)
        delays = [row["dep_delay"] for row in rows if row["dep_delay"] is not None]
        arrivals = [row["arr_delay"] for row in rows if row["arr_delay"] is not None]
        late = Decimal(100) * sum(delay > 15 for delay in delays) / len(delays)
        assert found[month] == [
            str(len(rows)),
            str(round(mean(delays), 1)),
            str(round(mean(arrivals), 1)),
            str(late.quantize(Decimal("0.1"), ROUND_HALF_UP)),
            str(sum(row["cancelled"] for row in rows)),
        ]


def test_bookings_by_city(curated: Lake) -> None:
    by_city: dict[str, list[Record]] = defaultdict(list)
    for day in DAYS:
        for event in events(day):
            if event["event"] == "BookingConfirmed":
                by_city[event["city"]].append(event)
    for city, currency, bookings, nights, revenue, _ in saved(curated, "bookings_by_city"):
        rows = by_city.pop(str(city))
        prices = [round(row["price"], 2) for row in rows]
        assert [currency, bookings, nights, revenue] == [
            "EUR",
            str(len(rows)),
            str(sum(row["nights"] for row in rows)),
            str(sum(prices)),
        ]
    assert not by_city


def test_broken_records_are_grouped_without_their_values(curated: Lake) -> None:
    assert saved(curated, "broken_records") == [
        ["flights", "dep_delay ... is no number", "3", "2013-01", "2013-01"]
    ]


def test_fields_without_a_column(curated: Lake) -> None:
    found = saved(curated, "fields_without_a_column")
    expected = [event for day in DAYS for event in events(day) if event["more"]]
    assert sum(int(row[2] or 0) for row in found) == len(expected)
    assert {row[1] for row in found} == {"guests"}
