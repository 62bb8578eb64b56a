"""What a query gives: columns, rows as text, and what it has written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

DML, DDL, UTILITY = "DML", "DDL", "UTILITY"

_SIZES = {
    "boolean": (0, 0),
    "tinyint": (3, 0),
    "smallint": (5, 0),
    "integer": (10, 0),
    "bigint": (19, 0),
    "float": (17, 0),
    "double": (17, 0),
    "varchar": (2147483647, 0),
    "string": (0, 0),
    "timestamp": (3, 0),
    "timestamp with time zone": (3, 0),
}
"""Precision and scale as Athena tells them for each type."""


@dataclass(frozen=True)
class Outcome:
    """What a query gives.

    Args:
        kind: ``DML``, ``DDL`` or ``UTILITY``.
        statement: Its kind more exactly, such as ``SELECT`` or ``SHOW_TABLES``.
        columns: Name and type of each column.
        rows: The rows, every value a text.
        header: Whether the names of the columns are the first row that clients get.
        count: How many rows a statement has written that tells it.
        written: The URLs of what it has written.
        read: The rows of its tables that it has read are not known; these are those it gives.
    """

    kind: str
    statement: str
    columns: Sequence[tuple[str, str]] = ()
    rows: pa.Table = field(default_factory=lambda: pa.table({}))
    header: bool = False
    count: int | None = None
    written: Sequence[str] = ()

    @property
    def column_info(self) -> list[dict[str, Any]]:
        """The columns as GetQueryResults tells them."""
        return [_info(name, kind) for name, kind in self.columns]


def lines(
    kind: str, statement: str, columns: Sequence[tuple[str, str]], found: Iterable[str]
) -> Outcome:
    """What a statement gives that answers lines of text."""
    names = [name for name, _ in columns]
    texts = pa.table([pa.array(list(found), pa.string())], names=names[:1] or ["result"])
    return Outcome(kind, statement, columns, texts)


def _info(name: str, kind: str) -> dict[str, Any]:
    simple = kind.partition("(")[0]
    precision, scale = _SIZES.get(simple, (0, 0))
    if simple in ("decimal", "varchar", "char") and "(" in kind:
        numbers = [int(each) for each in kind.partition("(")[2].rstrip(")").split(",")]
        precision, scale = numbers[0], numbers[1] if len(numbers) > 1 else 0
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": simple,
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": simple in ("varchar", "char", "string"),
    }
