"""Glue's catalog as engines see it: databases, tables with their formats, partitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.lake.failures import LakeError
from localcloud.lake.types import HiveType, UnknownTypeError, parsed

if TYPE_CHECKING:
    from localcloud.interface import Cloud

VIEW = "VIRTUAL_VIEW"


@dataclass(frozen=True)
class Column:
    """A column, or a partition's key."""

    name: str
    type: HiveType
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table, or a view, of the catalog.

    Args:
        location: The prefix that holds its objects, such as ``s3://lake/flights/``.
        input_format: The Java class that reads them, which tells their format.
        serde: The Java class that reads their records.
        serde_parameters: What that class is told.
        parameters: The table's properties.
        definition: What a view stands for, as the catalog keeps it.
    """

    database: str
    name: str
    columns: tuple[Column, ...]
    keys: tuple[Column, ...] = ()
    location: str = ""
    input_format: str = ""
    serde: str = ""
    serde_parameters: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    kind: str = "EXTERNAL_TABLE"
    definition: str = ""

    @property
    def is_view(self) -> bool:
        """Whether it stands for a query."""
        return self.kind == VIEW

    @property
    def is_iceberg(self) -> bool:
        """Whether it is an Iceberg table."""
        return self.parameters.get("table_type", "").upper() == "ICEBERG"

    @property
    def projected(self) -> bool:
        """Whether its partitions follow from its properties instead of being registered."""
        return self.parameters.get("projection.enabled", "").lower() == "true"


@dataclass(frozen=True)
class Partition:
    """One partition: the values of its keys, and where its objects are."""

    values: tuple[str, ...]
    location: str


class Catalog:
    """The catalog of one region.

    Args:
        cloud: Whose Glue it is.
        region: The region.
    """

    def __init__(self, cloud: Cloud, region: str) -> None:
        self.glue = cloud.client("glue", region)

    def databases(self) -> list[str]:
        """The names of all databases, sorted."""
        return sorted(each["Name"] for each in self._all("get_databases", "DatabaseList"))

    def has_database(self, name: str) -> bool:
        """Whether there is a database of a name."""
        try:
            self.glue.get_database(Name=name)
        except ClientError as error:
            if _missing(error):
                return False
            raise
        return True

    def tables(self, database: str) -> list[dict[str, Any]]:
        """The tables of a database as Glue describes them, by name."""
        found = self._all("get_tables", "TableList", DatabaseName=database)
        return sorted(found, key=lambda each: str(each["Name"]))

    def description(self, database: str, name: str) -> dict[str, Any] | None:
        """A table as Glue describes it; None where there is none."""
        try:
            found: dict[str, Any] = self.glue.get_table(DatabaseName=database, Name=name)["Table"]
        except ClientError as error:
            if _missing(error):
                return None
            raise
        return found

    def table(self, database: str, name: str) -> Table | None:
        """A table; None where there is none.

        Raises:
            LakeError: HIVE_INVALID_METADATA, where a column has a type that Hive does not.
        """
        found = self.description(database.lower(), name.lower())
        return None if found is None else table_of(found, database.lower())

    def partitions(self, table: Table) -> list[Partition]:
        """The partitions that are registered."""
        answers = self._all(
            "get_partitions", "Partitions", DatabaseName=table.database, TableName=table.name
        )
        return [
            Partition(
                tuple(each["Values"]),
                (each.get("StorageDescriptor") or {}).get("Location")
                or folder_of(table, each["Values"]),
            )
            for each in answers
        ]

    def _all(self, operation: str, member: str, **request: Any) -> Iterator[dict[str, Any]]:
        token: dict[str, str] = {}
        while True:
            answer = getattr(self.glue, operation)(**request, **token)
            yield from answer[member]
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}


def folder_of(table: Table, values: Any) -> str:
    """Where a partition is that was registered without a location."""
    parts = "/".join(f"{key.name}={value}" for key, value in zip(table.keys, values, strict=False))
    return f"{table.location.rstrip('/')}/{parts}/"


def table_of(found: Mapping[str, Any], database: str) -> Table:
    """A table from Glue's description."""
    descriptor = found.get("StorageDescriptor") or {}
    serde = descriptor.get("SerdeInfo") or {}
    name = str(found["Name"])
    return Table(
        database=database,
        name=name,
        columns=tuple(_columns(descriptor.get("Columns") or (), name)),
        keys=tuple(_columns(found.get("PartitionKeys") or (), name)),
        location=descriptor.get("Location") or "",
        input_format=descriptor.get("InputFormat") or "",
        serde=serde.get("SerializationLibrary") or "",
        serde_parameters=serde.get("Parameters") or {},
        parameters=found.get("Parameters") or {},
        kind=found.get("TableType") or "EXTERNAL_TABLE",
        definition=found.get("ViewOriginalText") or "",
    )


def _columns(found: Any, table: str) -> Iterator[Column]:
    for each in found:
        try:
            kind = parsed(each.get("Type") or "string")
        except UnknownTypeError as error:
            raise LakeError(
                "HIVE_INVALID_METADATA", f"Column {each['Name']!r} of table {table!r}: {error}"
            ) from error
        yield Column(str(each["Name"]).lower(), kind, each.get("Comment") or "")


def _missing(error: ClientError) -> bool:
    return str(error.response["Error"]["Code"]) == "EntityNotFoundException"
