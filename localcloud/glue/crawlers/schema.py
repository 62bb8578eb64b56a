"""What a file tells of itself, and how files that belong together are one schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from localcloud.lake.types import HiveType

TEXT = HiveType("string")
WIDER = ("tinyint", "smallint", "int", "bigint", "float", "double")
"""Numbers, each of which holds those before it."""

ALIKE = 0.7
"""How much of two schemas must be the same for one table.

Source: https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
"""

UNKNOWN = "UNKNOWN"
QUOTED = "areColumnsQuoted"


@dataclass(frozen=True)
class Schema:
    """The format of a file, or of files, and its columns.

    Attributes:
        classification: ``csv``, ``json``, ``parquet`` or ``UNKNOWN``.
        compression: ``none`` or ``gzip``.
        details: What else is told of the format, such as a delimiter.
        records: How many records were looked at.
        size: In how many bytes.
    """

    classification: str
    columns: Mapping[str, HiveType] = field(default_factory=dict)
    compression: str = "none"
    details: Mapping[str, str] = field(default_factory=dict)
    records: int = 0
    size: int = 0

    def compatible(self, other: Schema) -> bool:
        """Whether one table can read both."""
        return (
            self.classification != UNKNOWN
            and (self.classification, self.compression) == (other.classification, other.compression)
            and _read_by(self.details) == _read_by(other.details)
        )

    def alike(self, other: Schema) -> bool:
        """Whether both may be of one table, by their columns, too."""
        if not self.compatible(other):
            return False
        fewer = min(len(self.columns), len(other.columns))
        same = len(set(self.columns) & set(other.columns))
        return fewer == 0 or same / fewer >= ALIKE

    def with_(self, other: Schema) -> Schema:
        """The schema of both: the columns of this one, then those that only the other has."""
        return Schema(
            self.classification,
            merged(self.columns, other.columns),
            self.compression,
            {**self.details, **_quoted(self.details, other.details)},
            self.records + other.records,
            self.size + other.size,
        )


def _read_by(details: Mapping[str, str]) -> dict[str, str]:
    """What of a format's details says how it is read."""
    return {name: value for name, value in details.items() if name != QUOTED}


def _quoted(*details: Mapping[str, str]) -> dict[str, str]:
    """That some values stand in quotes, where some of the files say so."""
    return {QUOTED: "true"} if any(each.get(QUOTED) == "true" for each in details) else {}


def merged(first: Mapping[str, HiveType], second: Mapping[str, HiveType]) -> dict[str, HiveType]:
    """The columns of both, each of a type that holds what either has."""
    columns = dict(first)
    for name, kind in second.items():
        columns[name] = wider(columns[name], kind) if name in columns else kind
    return columns


def wider(first: HiveType, second: HiveType) -> HiveType:
    """A type that holds the values of both; text, where nothing else does."""
    if first == second:
        return first
    if first.name in WIDER and second.name in WIDER:
        return max(first, second, key=lambda kind: WIDER.index(kind.name))
    if first.name == second.name == "struct":
        fields = merged(dict(first.parts), dict(second.parts))
        return HiveType("struct", tuple(fields.items()))
    if first.name == second.name == "array":
        (_, one), (_, other) = first.parts[0], second.parts[0]
        return HiveType("array", (("element", wider(one, other)),))
    return TEXT


def united(schemas: Iterable[Schema], *, combine: bool = False) -> Schema | None:
    """The one schema of all; None where some are not alike, or there are none.

    Args:
        combine: Whether what is compatible is enough, however different the columns are.
    """
    whole: Schema | None = None
    for schema in schemas:
        if whole is None:
            whole = schema
        elif whole.compatible(schema) if combine else whole.alike(schema):
            whole = whole.with_(schema)
        else:
            return None
    return whole
