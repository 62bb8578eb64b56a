"""The project's own SQL of the warehouse: migrations, loads and questions, on real rows."""

from __future__ import annotations

import pytest

from tests.localcloud.athena.lake import Lake
from tests.localcloud.athena.project import CURATED, DAYS, JOBS, MONTHS, curate, events, flights
from tests.localcloud.redshift.warehouse import Warehouse

SQL = JOBS / "sql" / "redshift"
ROLE = "arn:aws:iam::123456789012:role/warehouse"


def load(warehouse: Warehouse, name: str, **values: str) -> None:
    """Runs a load, in one transaction."""
    text = (SQL / "load" / f"{name}.sql").read_text()
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    filled = lines.format(curated=CURATED, role=ROLE, **values)
    warehouse.run(*[each for each in filled.split(";") if each.strip()])


@pytest.fixture(scope="module")
def loaded(warehouse: Warehouse, lake: Lake) -> Warehouse:
    """The warehouse with the project's tables, loaded from the lake, one day twice."""
    curate(lake)
    for migration in sorted((SQL / "migrations").glob("*.sql")):
        warehouse.run(migration.read_text())
    for month in (*MONTHS, MONTHS[0]):
        load(warehouse, "flights", month=month)
    for day in (*DAYS, DAYS[0]):
        load(warehouse, "business_events", date=day)
    return warehouse


@pytest.mark.parametrize("name", [query.stem for query in sorted((SQL / "queries").glob("*.sql"))])
def test_every_question_is_answered(loaded: Warehouse, name: str) -> None:
    assert loaded.rows((SQL / "queries" / f"{name}.sql").read_text())


def test_what_is_loaded_again_is_there_once(loaded: Warehouse) -> None:
    assert loaded.rows("SELECT count(*) FROM analytics.flights") == [
        [sum(len(flights(month)) for month in MONTHS)]
    ]
    assert loaded.rows(
        "SELECT count(DISTINCT event_id), count(*) FROM analytics.business_events"
    ) == [[sum(len(events(day)) for day in DAYS)] * 2]


def test_fields_without_a_column_are_kept(loaded: Warehouse) -> None:
    rows = loaded.rows("SELECT more FROM analytics.business_events WHERE event_id = '2024-03-01/0'")
    assert rows == [['{"guests":"2"}']]
