"""Migrations of a warehouse's schema: files that are applied in the order of their numbers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .text import statements

_FILE: Final = re.compile(r"(\d{3})_[a-z0-9_]{1,100}")
# BatchExecuteStatement takes 40; two guard a migration, one remembers it.
MOST_STATEMENTS: Final = 37
# They are properties of a resource, told to a function by an event.
_LARGEST: Final = 200_000


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A step from one schema to the next.

    Args:
        name: The file's, without its ending.
        checksum: Of the file, so that one that was applied is not changed afterwards.
        statements: What it does, in one transaction.
    """

    name: str
    checksum: str
    statements: tuple[str, ...]

    @classmethod
    def read(cls, file: Path) -> Migration:
        """The migration in a file.

        Raises:
            ValueError: The file is not what a migration is.
        """
        if _FILE.fullmatch(file.stem) is None:
            raise ValueError(
                f"migrations: the name of {file.name} is not three digits, _, lower-case letters, "
                "digits and _, then .sql, such as 001_flights.sql"
            )
        sql = file.read_text(encoding="utf-8")
        found = statements(sql)
        if not 1 <= len(found) <= MOST_STATEMENTS:
            raise ValueError(
                f"migrations: {file.name} has {len(found)} statements, not 1 to {MOST_STATEMENTS}, "
                "the most of one transaction"
            )
        # Checked out on Windows, it is the same migration.
        unified = "\n".join(sql.splitlines()).strip()
        checksum = hashlib.sha256(unified.encode()).hexdigest()
        return cls(name=file.stem, checksum=checksum, statements=tuple(found))


def migrations_of(folder: Path) -> list[Migration]:
    """The migrations in the files ``NNN_<name>.sql`` of a folder, in order.

    Raises:
        ValueError: There is no such folder, a file is not what a migration is, two have one
            number, or they are too long together.
    """
    if not folder.is_dir():
        raise ValueError(f"migrations: {folder} is not a folder")
    found = [Migration.read(file) for file in sorted(folder.glob("*.sql"))]
    if not found:
        raise ValueError(f"migrations: {folder} has no file *.sql")
    by_number: dict[str, str] = {}
    for one in found:
        number = one.name[:3]
        if number in by_number:
            raise ValueError(
                f"migrations: {by_number[number]} and {one.name} have one number, and are not "
                "in order therefore"
            )
        by_number[number] = one.name
    size = sum(len(one.encode()) for each in found for one in each.statements)
    if size > _LARGEST:
        raise ValueError(
            f"migrations: {folder} has {size:,} bytes of statements, over the {_LARGEST:,} that "
            "a deployment can tell of"
        )
    return found
