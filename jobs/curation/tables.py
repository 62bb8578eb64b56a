"""The tables that jobs write: the same definitions that the stack declares in the Glue catalog."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Table:
    """A table of the curated layer.

    Args:
        name: Also the folder's.
        columns: Hive's types by name.
        partitions: So of the columns that are folders.
    """

    name: str
    columns: Mapping[str, str]
    partitions: Mapping[str, str]

    @property
    def partition(self) -> str:
        """The innermost partition column."""
        return list(self.partitions)[-1]

    def spark_type(self, column: str) -> str:
        """What Spark calls a column's type.

        Hive's timestamp has no zone; Spark's own has one, which other engines would then show.
        """
        kind = self.columns[column]
        return "timestamp_ntz" if kind == "timestamp" else kind


def load(name: str) -> Table:
    """The definition of a table, read from inside the package: also where that is a zip file."""
    text = files(__package__).joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return Table(name, found["columns"], found["partitions"])


BUSINESS_EVENTS = load("business_events")
FLIGHTS = load("flights")
QUARANTINE = load("quarantine")
