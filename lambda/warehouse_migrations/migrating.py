"""Brings a warehouse's schema up to date: each migration once, in order, whole or not at all."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

logger = logging.getLogger(__name__)

MEMORY = "schema_migrations"
"""The table that remembers what was applied."""

_NAME = re.compile(r"\d{3}_[a-z0-9_]+")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")


class MigrationRefusedError(ValueError):
    """The migrations there are do not continue those that were applied."""


class Database(Protocol):
    """Where migrations are applied."""

    def run(self, statements: Sequence[str], *, name: str) -> None:
        """Runs statements in one transaction."""

    def rows(self, statement: str, *, name: str) -> list[tuple[Any, ...]]:
        """The rows that a statement answers with, on its own."""


@dataclass(frozen=True)
class Migration:
    """A step from one schema to the next.

    Attributes:
        name: Begins with its number.
        checksum: Of the file it was read from.
        statements: What it does.
    """

    name: str
    checksum: str
    statements: tuple[str, ...]

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Migration:
        """Takes what the deployment tells.

        Raises:
            MigrationRefusedError: It is none. Name and checksum become part of statements.
        """
        name, checksum = str(value["name"]), str(value["checksum"])
        if _NAME.fullmatch(name) is None or _CHECKSUM.fullmatch(checksum) is None:
            raise MigrationRefusedError(f"{name!r} with checksum {checksum!r} is no migration")
        return cls(name, checksum, tuple(str(one) for one in value["statements"]))


def migrate(
    database: Database, migrations: Sequence[Migration], *, prepare: Sequence[str] = ()
) -> list[str]:
    """Applies the migrations that were not, and tells which.

    Args:
        database: Where.
        migrations: All there are, in order.
        prepare: Statements before the first, of no effect the second time.

    Raises:
        MigrationRefusedError: One that was applied has changed or is gone, or a new one comes
            before one that was applied. Nothing is applied then.
        StatementFailedError: A statement failed; the migrations before its own are applied.
    """
    memory = (
        f"CREATE TABLE IF NOT EXISTS {MEMORY} (name VARCHAR(128) NOT NULL, "
        "checksum CHAR(64) NOT NULL, applied_at TIMESTAMP NOT NULL)"
    )
    database.run([memory, *prepare], name="prepare")
    remembered = database.rows(
        f"SELECT name, checksum FROM {MEMORY}",  # noqa: S608 - a constant
        name=MEMORY,
    )
    applied = {str(name): str(checksum).strip() for name, checksum in remembered}
    new = pending(migrations, applied)
    for one in new:
        database.run(_statements(one), name=one.name)
        logger.info("Applied %s", one.name)
    return [one.name for one in new]


def pending(migrations: Sequence[Migration], applied: Mapping[str, str]) -> list[Migration]:
    """The migrations that are not applied yet.

    Args:
        migrations: All there are, in order.
        applied: The checksums of those that are, by name.

    Raises:
        MigrationRefusedError: They do not continue those that were applied.
    """
    by_name = {one.name: one for one in migrations}
    for name, checksum in sorted(applied.items()):
        if name not in by_name:
            raise MigrationRefusedError(f"{name} was applied and is gone; bring it back")
        if by_name[name].checksum != checksum:
            raise MigrationRefusedError(
                f"{name} was changed after it was applied; put it back as it was, and make the "
                "change in a new migration"
            )
    new = [one for one in migrations if one.name not in applied]
    last = max(applied, default="")
    for one in new:
        if one.name < last:
            raise MigrationRefusedError(
                f"{one.name} is new and comes before {last}, which was applied; give it a number "
                f"after {last[:3]}"
            )
    return new


def _statements(one: Migration) -> list[str]:
    """What applies a migration and remembers it, and fails if somebody did meanwhile."""
    now = datetime.now(UTC).isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
    # Redshift enforces no unique key: whoever comes second waits here, then divides by zero.
    return [
        f"LOCK TABLE {MEMORY}",
        # Name and checksum were checked when they were parsed.
        f"SELECT 1 / (SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END FROM {MEMORY} "  # noqa: S608
        f"WHERE name = '{one.name}')",
        *one.statements,
        f"INSERT INTO {MEMORY} (name, checksum, applied_at) "  # noqa: S608
        f"VALUES ('{one.name}', '{one.checksum}', '{now}')",
    ]
