"""Each file of SQL asks one question, in words first, in a grammar that its engine has."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from pglast import parse_sql
from sqlglot import exp

from tests.jobs.answers import curated, lake_of
from tests.jobs.toolchain import HERE, JOBS, ROOT

SQL = JOBS / "sql"
ATHENA = sorted((SQL / "athena").glob("*.sql"))
REDSHIFT = sorted((SQL / "redshift").rglob("*.sql"))
MIGRATIONS = sorted((SQL / "redshift" / "migrations").glob("*.sql"))
LOADS = sorted((SQL / "redshift" / "load").glob("*.sql"))
GIVEN = {"curated": "s3://c", "role": "arn:r", "date": "2026-11-27", "month": "2026-11"}


def called(path: Path) -> str:
    return path.stem


def trino(*texts: str) -> list[list[str]]:
    """What Trino's grammar has against each text."""
    node = ROOT / ".venv" / "bin" / "node"
    done = subprocess.run(
        [node if node.exists() else "node", "--no-warnings", HERE / "trino.mjs"],
        input=json.dumps(texts),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    found: list[list[str]] = json.loads(done.stdout)
    return found


def plain(statement: Any) -> str:
    """A statement of Redshift's in what PostgreSQL's grammar has: where rows lie is left out."""
    for kind in (exp.DistKeyProperty, exp.DistStyleProperty, exp.SortKeyProperty):
        for found in list(statement.find_all(kind)):
            found.pop()
    return str(statement.sql(dialect="redshift"))


def statements(path: Path) -> list[str]:
    text = re.sub(r"^--.*$", "", path.read_text(), flags=re.MULTILINE)
    return [part.strip() for part in text.split(";") if part.strip()]


@pytest.mark.parametrize("path", [*ATHENA, *REDSHIFT], ids=called)
def test_a_file_begins_with_its_question(path: Path) -> None:
    first = path.read_text().splitlines()[0]
    assert re.fullmatch(r"-- [A-Z].{10,96}\?", first), first
    assert re.fullmatch(r"[a-z0-9][a-z0-9_]*\.sql", path.name)


def test_no_two_files_ask_the_same() -> None:
    first = [path.read_text().splitlines()[0] for path in [*ATHENA, *REDSHIFT]]
    assert len(set(first)) == len(first) > 20


def test_athenas_files_are_of_trinos_grammar() -> None:
    texts = [path.read_text() for path in ATHENA]
    complaints = dict(zip(map(called, ATHENA), trino(*texts), strict=True))
    assert {name: found for name, found in complaints.items() if found} == {}


def test_the_grammar_refuses_what_is_no_sql() -> None:
    refused = trino("SELEC 1", "SELECT a FROM t GROUP carrier", "SELECT 1 FROM t QUALIFY x = 1")
    assert all(refused)


@pytest.mark.parametrize("path", ATHENA, ids=called)
def test_athena_is_asked_one_thing_of_tables_that_there_are(path: Path) -> None:
    (query,) = sqlglot.parse(path.read_text(), dialect="athena")
    assert isinstance(query, exp.Select)
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    tables = {table.name for table in query.find_all(exp.Table)} - own
    assert tables
    assert tables <= {"business_events", "flights", "quarantine"}
    assert not any(table.db for table in query.find_all(exp.Table))


@pytest.mark.parametrize("path", [path for path in REDSHIFT if path not in LOADS], ids=called)
def test_redshifts_files_are_one_statement_of_postgresqls_grammar(path: Path) -> None:
    (text,) = statements(path)
    parsed = sqlglot.parse_one(text, dialect="redshift")
    assert not isinstance(parsed, exp.Command), "not understood"
    parse_sql(text if parsed.find(exp.Create) is None else plain(parsed))


@pytest.mark.parametrize("path", LOADS, ids=called)
def test_a_load_removes_what_it_then_copies(path: Path) -> None:
    delete, copy = (text.format(**GIVEN) for text in statements(path))
    table = f"analytics.{path.stem}"
    parse_sql(delete)
    assert delete.split()[:3] == ["DELETE", "FROM", table]
    assert copy.split() == [
        *("COPY", table, "FROM", f"'s3://c/{path.stem}/{_partition(path.stem)}/'"),
        *("IAM_ROLE", "'arn:r'", "FORMAT", "AS", "PARQUET", "SERIALIZETOJSON"),
    ]


def _partition(table: str) -> str:
    (name,) = json.loads((JOBS / "curation" / "schemas" / f"{table}.json").read_text())[
        "partitions"
    ]
    return f"{name}={GIVEN[name]}"


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:3]) for path in MIGRATIONS]
    assert numbers == list(range(1, len(MIGRATIONS) + 1))


@pytest.mark.parametrize("table", ["flights", "business_events"])
def test_the_warehouse_has_the_columns_of_the_files_that_it_copies(table: str) -> None:
    """COPY of Parquet goes by the place of a column, not by its name."""
    (path,) = (path for path in MIGRATIONS if path.stem.endswith(f"create_{table}"))
    made = sqlglot.parse_one(statements(path)[0], dialect="redshift")
    kinds = {
        "string": {"VARCHAR"},
        "int": {"INTEGER"},
        "double": {"DOUBLE PRECISION"},
        "map<string,string>": {"SUPER"},
        "decimal(12,2)": {"DECIMAL(12, 2)"},
    }
    declared = {
        column.name: column.args["kind"].sql(dialect="redshift")
        for column in made.find_all(exp.ColumnDef)
    }
    columns = json.loads((JOBS / "curation" / "schemas" / f"{table}.json").read_text())["columns"]
    assert list(declared) == list(columns)
    for name, kind in columns.items():
        found = declared[name].partition("(")[0] if kind == "string" else declared[name]
        assert found in kinds.get(kind, {kind.upper()}), name


@pytest.fixture(scope="module")
def lake() -> duckdb.DuckDBPyConnection:
    """A lake of a few rows, whose answers can be worked out by hand."""
    return lake_of(curated())


def answer(lake: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    """What Athena's query answers, asked of DuckDB."""
    text = (SQL / "athena" / f"{name}.sql").read_text()
    (query,) = sqlglot.transpile(text, read="athena", write="duckdb")
    return lake.sql(query).fetchall()


@pytest.mark.parametrize("path", ATHENA, ids=called)
def test_each_question_has_an_answer(lake: duckdb.DuckDBPyConnection, path: Path) -> None:
    assert answer(lake, path.stem)


def test_delays_and_cancellations_are_those_of_the_flights(lake: duckdb.DuckDBPyConnection) -> None:
    assert answer(lake, "delays_by_carrier")[0][:4] == ("UA", "United", 60, 19.8)
    assert [row[-1] for row in answer(lake, "delays_by_carrier")] == [1.7, 0.0]
    assert answer(lake, "delays_by_weather")[0][0] == "rain or snow"
    assert answer(lake, "worst_routes")[0][:4] == ("EWR", "IAH", "Houston", 60)


def test_bookings_are_counted_with_what_was_cancelled(lake: duckdb.DuckDBPyConnection) -> None:
    assert [row[0] for row in answer(lake, "bookings_by_city")] == ["Paris", "Rome"]
    # The median is near one: engines differ on which value between two they give.
    leads = [(*row[:3], row[-1]) for row in answer(lake, "booking_lead_times")]
    assert leads == [("Paris", 2, 8.5, 0), ("Rome", 1, 3.0, 1)]
    cancellations = {row[0]: row[1:5] for row in answer(lake, "booking_cancellations")}
    assert cancellations == {"Paris": (2, 1, 50.0, 24.0), "Rome": (1, 0, 0.0, None)}


def test_appointments_moved_and_cancelled_late_are_told(lake: duckdb.DuckDBPyConnection) -> None:
    assert answer(lake, "appointments_moved") == [("kim", 2, 1, 1, 2.0)]
    assert answer(lake, "cancelled_after_the_reminder") == [("kim", 1, 1, 0.8)]


def test_fields_without_a_column_and_broken_records_are_told(
    lake: duckdb.DuckDBPyConnection,
) -> None:
    assert answer(lake, "fields_without_a_column") == [
        ("BookingConfirmed", "loyalty", 1, "2026-11-20")
    ]
    assert answer(lake, "broken_records") == [
        ("flights", "dep_delay is ..., not a whole number", 2, "2013-01", "2013-02")
    ]
