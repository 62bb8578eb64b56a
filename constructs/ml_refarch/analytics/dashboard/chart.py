"""A chart: the answer of a saved query, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ml_refarch.analytics.sql import SavedQuery

Kind = Literal["bar", "line"]
ColumnType = Literal["STRING", "INTEGER", "DECIMAL", "DATETIME"]

_KINDS: Final = ("bar", "line")
_TYPES: Final = ("STRING", "INTEGER", "DECIMAL", "DATETIME")
_NUMBERS: Final = ("INTEGER", "DECIMAL")
_TABLE: Final = re.compile(r"[a-z_][a-z0-9_]*")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Shows columns of a query's answer.

    Args:
        query: The file ``<name>.sql`` with the query; its question is the chart's title.
        tables: The tables that it reads.
        columns: All columns of the answer, in their order, with their types as QuickSight has
            them: ``STRING``, ``INTEGER``, ``DECIMAL``, ``DATETIME``.
        over: The column along which is shown: a category, or time.
        show: The columns whose numbers are shown.
        by: The column by whose values they are told apart, if any; one column is shown then.
        kind: ``bar`` or ``line``.

    Raises:
        ValueError: The query, a column, a type or the kind is not such.
    """

    query: Path
    tables: tuple[str, ...]
    columns: Mapping[str, ColumnType]
    over: str
    show: tuple[str, ...]
    by: str | None = None
    kind: Kind = "bar"

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"kind: {self.kind!r} is not one of {', '.join(_KINDS)}")
        self._check_tables()
        self._check_columns()
        self._check_what_is_shown()

    def _check_tables(self) -> None:
        if not self.tables:
            raise ValueError(f"tables: {self.name} reads none, and shows what is in one")
        for table in self.tables:
            if _TABLE.fullmatch(table) is None:
                raise ValueError(
                    f"tables: {table!r} is not lower-case letters, digits and _, a digit not first"
                )

    def _check_columns(self) -> None:
        for column, of in self.columns.items():
            if of not in _TYPES:
                raise ValueError(f"columns: {of!r} of {column} is not one of {', '.join(_TYPES)}")
        for parameter, name in (
            ("over", self.over),
            *(("show", one) for one in self.show),
            *((("by", self.by),) if self.by else ()),
        ):
            if name not in self.columns:
                raise ValueError(
                    f"{parameter}: {name!r} is not one of the columns "
                    f"{', '.join(self.columns) or '(none)'}"
                )

    def _check_what_is_shown(self) -> None:
        if not self.show or (self.by and len(self.show) > 1):
            raise ValueError(
                f"show: {', '.join(self.show) or 'nothing'} is not one column"
                f"{'' if self.by else ' or more'} to show"
            )
        for name in self.show:
            if self.columns[name] not in _NUMBERS:
                raise ValueError(
                    f"show: {name} is {self.columns[name]}, not one of {', '.join(_NUMBERS)}"
                )

    @property
    def name(self) -> str:
        """The file's, without its ending."""
        return self.query.stem

    def read(self) -> SavedQuery:
        """The query."""
        return SavedQuery.read(self.query)

    def sql(self, database: str) -> str:
        """The query for QuickSight, which knows no database that tables are of when none is said.

        Args:
            database: That of the tables.
        """
        named = ", ".join(
            f'{table} AS (SELECT * FROM "{database}"."{table}")'  # noqa: S608 - checked names
            for table in self.tables
        )
        return f"WITH {named}\nSELECT * FROM (\n{self.read().sql}\n)"


def check_time(value: str) -> None:
    """Refuses what is no time of day.

    Raises:
        ValueError: It is not.
    """
    if _TIME.fullmatch(value) is None:
        raise ValueError(f"refresh_at: {value!r} is not a time of day such as '05:00'")
