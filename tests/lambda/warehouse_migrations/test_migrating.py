"""A warehouse's schema: each migration once, in order, and never a changed one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest
from function_folder import FunctionFolder

FUNCTION = FunctionFolder("warehouse_migrations")
MIGRATING = FUNCTION.migrating


class Store:
    """A database in memory, which does a list of statements wholly or not at all."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self.names: list[str] = []

    def run(self, statements: Sequence[str], *, name: str) -> None:
        self.names.append(name)
        self._database.execute("BEGIN")
        try:
            for one in statements:
                self._do(one)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def rows(self, statement: str, *, name: str = "") -> list[tuple[Any, ...]]:
        self.names.append(name)
        return self._database.execute(statement).fetchall()

    def _do(self, statement: str) -> None:
        if statement.startswith("LOCK TABLE"):
            return  # SQLite locks all there is
        rows = self._database.execute(statement).fetchall()
        # SQLite has NULL where Redshift has an error.
        if statement.startswith("SELECT 1 /") and rows == [(None,)]:
            raise ZeroDivisionError(statement)


def migration(name: str, *statements: str, checksum: str = "a") -> Any:
    return MIGRATING.Migration(name, checksum * 64, statements)


FLIGHTS = migration("001_flights", "CREATE TABLE flights (id INT)")
EVENTS = migration("002_events", "CREATE TABLE events (id INT)", "INSERT INTO events VALUES (1)")


def test_migrations_are_applied_in_order_and_remembered() -> None:
    store = Store()

    assert MIGRATING.migrate(store, [FLIGHTS, EVENTS]) == ["001_flights", "002_events"]
    remembered = store.rows("SELECT name, checksum FROM schema_migrations ORDER BY 1")
    assert remembered == [("001_flights", "a" * 64), ("002_events", "a" * 64)]


def test_each_is_applied_once_however_often_it_is_asked() -> None:
    store = Store()
    MIGRATING.migrate(store, [FLIGHTS, EVENTS])

    assert MIGRATING.migrate(store, [FLIGHTS, EVENTS]) == []
    assert store.rows("SELECT count(*) FROM events") == [(1,)]


def test_a_migration_that_another_run_applied_meanwhile_has_no_second_effect() -> None:
    store = Store()
    MIGRATING.migrate(store, [FLIGHTS])

    with pytest.raises(ZeroDivisionError):
        store.run(
            MIGRATING._statements(migration("001_flights", "DROP TABLE flights")), name="again"
        )
    assert store.rows("SELECT count(*) FROM flights") == [(0,)]


def test_one_that_fails_has_no_effect_and_those_before_it_stay() -> None:
    store = Store()
    broken = migration("002_broken", "CREATE TABLE half (id INT)", "CREATE TABLE flights (id INT)")

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        MIGRATING.migrate(store, [FLIGHTS, broken])
    assert store.rows("SELECT name FROM schema_migrations") == [("001_flights",)]
    with pytest.raises(sqlite3.OperationalError, match="no such table: half"):
        store.rows("SELECT * FROM half")
    mended = migration("002_broken", "CREATE TABLE half (id INT)", checksum="b")
    assert MIGRATING.migrate(store, [FLIGHTS, mended]) == ["002_broken"]


@pytest.mark.parametrize(
    ("migrations", "sentence"),
    [
        ([migration("001_flights", "SELECT 1", checksum="b"), EVENTS], "001_flights was changed"),
        ([EVENTS], "001_flights was applied and is gone"),
        (
            [FLIGHTS, migration("001_later", "SELECT 1"), EVENTS],
            "001_later is new and comes before 002_events, .* give it a number after 002",
        ),
    ],
)
def test_what_does_not_continue_what_was_applied_is_refused(
    migrations: list[Any], sentence: str
) -> None:
    store = Store()
    MIGRATING.migrate(store, [FLIGHTS, EVENTS])

    with pytest.raises(MIGRATING.MigrationRefusedError, match=sentence):
        MIGRATING.migrate(store, [*migrations, migration("003_new", "CREATE TABLE x (id INT)")])
    assert store.rows("SELECT count(*) FROM schema_migrations") == [(2,)]


def test_preparations_come_first_each_time() -> None:
    store = Store()
    prepare = ["CREATE TABLE IF NOT EXISTS before_all (id INT)"]

    MIGRATING.migrate(
        store, [migration("001_a", "INSERT INTO before_all VALUES (1)")], prepare=prepare
    )
    MIGRATING.migrate(store, [migration("001_a", "...")], prepare=prepare)
    assert store.rows("SELECT count(*) FROM before_all") == [(1,)]


@pytest.mark.parametrize("name", ["flights", "001_x'; DROP TABLE flights --", "1_x"])
def test_a_name_that_could_be_a_statement_is_refused(name: str) -> None:
    with pytest.raises(MIGRATING.MigrationRefusedError, match="is no migration"):
        MIGRATING.Migration.parse({"name": name, "checksum": "a" * 64, "statements": []})
