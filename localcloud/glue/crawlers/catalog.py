"""What a crawl writes to the catalog: tables and partitions, as its policies allow.

Source: https://docs.aws.amazon.com/glue/latest/dg/crawler-schema-changes-prevent.html
"""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.glue.crawlers.layout import FoundPartition, FoundTable
from localcloud.glue.crawlers.storage import columns, storage_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]

BATCH = 100
"""Partitions that one call creates at most."""

UPDATED_BY = "UPDATED_BY_CRAWLER"
DEPRECATED_BY = "DEPRECATED_BY_CRAWLER"


@dataclass(frozen=True)
class Policies:
    """What a crawl may change.

    Attributes:
        updates: Whether tables that are there are changed.
        deletes: ``LOG``, ``DELETE_FROM_DATABASE`` or ``DEPRECATE_IN_DATABASE``.
        merges: Whether columns are only added.
        inherits: Whether partitions have the table's columns instead of their own.
    """

    updates: bool = True
    deletes: str = "DEPRECATE_IN_DATABASE"
    merges: bool = False
    inherits: bool = False


class CatalogWriter:
    """Writes what one crawl finds.

    Attributes:
        counts: Tables and partitions created, updated and deleted.
    """

    def __init__(
        self, cloud: Cloud, region: str, *, crawler: str, database: str, policies: Policies
    ) -> None:
        self._glue = cloud.client("glue", region)
        self._crawler = crawler
        self._database = database
        self._policies = policies
        self.counts: Counter[str] = Counter()

    def ensure_database(self) -> None:
        """Makes the database, where it is not there."""
        try:
            self._glue.get_database(Name=self._database)
        except self._glue.exceptions.EntityNotFoundException:
            self._glue.create_database(DatabaseInput={"Name": self._database})

    def write(self, found: FoundTable, location: str, *, prefix: str = "") -> str:
        """Makes a table of what was found, or changes the one that is there.

        Args:
            location: Its path, with the bucket.
            prefix: Of the table's name.

        Returns:
            The table's name.
        """
        name = f"{prefix}{found.name}".lower()
        table = self._table(name)
        if table is not None and not same_place(_location(table), location):
            # The name is taken by other data.
            name = f"{name}_{hashlib.md5(location.encode(), usedforsecurity=False).hexdigest()}"
            table = self._table(name)
        if table is None:
            self._glue.create_table(
                DatabaseName=self._database, TableInput=self._input(name, found, location)
            )
            self.counts["TablesCreated"] += 1
        else:
            self.update(table, found)
        self.write_partitions(name, found, location)
        return name

    def update(self, table: Shape, found: FoundTable) -> None:
        """Changes a table to what was found, if the policies allow it."""
        if not self._policies.updates:
            return
        changed = _as_input(table)
        storage = changed.setdefault("StorageDescriptor", {})
        known = storage.get("Columns", [])
        # What the keys of partitions are called is not found in the files.
        names = {each["Name"] for each in changed.get("PartitionKeys") or ()}
        have = {each["Name"] for each in known}
        wanted = [
            each
            for each in columns(found.schema.columns)
            if each["Name"] in have or each["Name"] not in names
        ]
        if self._policies.merges:
            wanted = [*known, *(each for each in wanted if each["Name"] not in have)]
        storage["Columns"] = wanted
        parameters = changed.setdefault("Parameters", {})
        parameters.pop(DEPRECATED_BY, None)
        if wanted != known or DEPRECATED_BY in table.get("Parameters", {}):
            parameters[UPDATED_BY] = self._crawler
            self._glue.update_table(DatabaseName=self._database, TableInput=changed)
            self.counts["TablesUpdated"] += 1

    def gone(self, kept: set[str], places: list[str]) -> None:
        """Does as the policy says with tables of this crawler whose data are not there any more.

        Args:
            kept: The tables that were found.
            places: Where was looked.
        """
        for table in self._tables():
            mine = table.get("Parameters", {}).get(UPDATED_BY) == self._crawler
            location = _location(table)
            below = any(_below(location, place) for place in places)
            if mine and below and table["Name"] not in kept:
                self._forget_table(table)

    def _forget_table(self, table: Shape) -> None:
        if self._policies.deletes == "DELETE_FROM_DATABASE":
            self._glue.delete_table(DatabaseName=self._database, Name=table["Name"])
            self.counts["TablesDeleted"] += 1
        elif self._policies.deletes == "DEPRECATE_IN_DATABASE":
            changed = _as_input(table)
            if DEPRECATED_BY not in changed.setdefault("Parameters", {}):
                changed["Parameters"][DEPRECATED_BY] = self._crawler
                self._glue.update_table(DatabaseName=self._database, TableInput=changed)
                self.counts["TablesUpdated"] += 1

    def write_partitions(self, name: str, found: FoundTable, location: str) -> None:
        """Makes the partitions that were found, and changes those that are there."""
        table = self._table(name)
        keys = [each["Name"] for each in (table or {}).get("PartitionKeys") or ()]
        if table is None or len(keys) != len(found.keys) or not keys:
            return
        known = {tuple(each["Values"]): each for each in self._partitions(name)}
        fresh = [each for each in found.partitions if each.values not in known]
        for start in range(0, len(fresh), BATCH):
            batch = [
                self._partition(table, each, found, location) for each in fresh[start:][:BATCH]
            ]
            answer = self._glue.batch_create_partition(
                DatabaseName=self._database, TableName=name, PartitionInputList=batch
            )
            self.counts["PartitionsCreated"] += len(batch) - len(answer.get("Errors", ()))
        if self._policies.updates and not self._policies.inherits:
            self._update_partitions(table, found, location, known)
        gone = set(known) - {each.values for each in found.partitions}
        for values in sorted(gone) if self._policies.deletes == "DELETE_FROM_DATABASE" else ():
            if _below(_location(known[values]), location):
                self._glue.delete_partition(
                    DatabaseName=self._database, TableName=name, PartitionValues=list(values)
                )
                self.counts["PartitionsDeleted"] += 1

    def _update_partitions(
        self,
        table: Shape,
        found: FoundTable,
        location: str,
        known: Mapping[tuple[str, ...], Shape],
    ) -> None:
        for each in found.partitions:
            before = known.get(each.values)
            if before is None:
                continue
            wanted = self._partition(table, each, found, location)
            storage = before.get("StorageDescriptor", {})
            if storage.get("Columns") != wanted["StorageDescriptor"]["Columns"]:
                self._glue.update_partition(
                    DatabaseName=self._database,
                    TableName=table["Name"],
                    PartitionValueList=list(each.values),
                    PartitionInput=wanted,
                )
                self.counts["PartitionsUpdated"] += 1

    def _partition(
        self, table: Shape, each: FoundPartition, found: FoundTable, location: str
    ) -> Shape:
        storage = copy.deepcopy(table["StorageDescriptor"])
        storage["Location"] = location.rstrip("/") + "/" + each.path[len(found.path) :].lstrip("/")
        if not self._policies.inherits:
            storage["Columns"] = columns(each.schema.columns)
        return {"Values": list(each.values), "StorageDescriptor": storage}

    def _input(self, name: str, found: FoundTable, location: str) -> Shape:
        schema = found.schema
        parameters = {
            "CrawlerSchemaDeserializerVersion": "1.0",
            "CrawlerSchemaSerializerVersion": "1.0",
            UPDATED_BY: self._crawler,
            "averageRecordSize": str(schema.size // schema.records if schema.records else 0),
            "classification": schema.classification,
            "compressionType": schema.compression,
            "objectCount": str(found.objects),
            "recordCount": str(schema.records),
            "sizeKey": str(found.size),
            "typeOfData": "file",
            **schema.details,
        }
        return {
            "Name": name,
            "Owner": "owner",
            "Retention": 0,
            "StorageDescriptor": storage_of(schema, location, parameters),
            "PartitionKeys": [{"Name": key, "Type": "string"} for key in found.keys],
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters,
        }

    def _table(self, name: str) -> Shape | None:
        try:
            table: Shape = self._glue.get_table(DatabaseName=self._database, Name=name)["Table"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "EntityNotFoundException":
                raise
            return None
        return table

    def _tables(self) -> Iterator[Shape]:
        pages = self._glue.get_paginator("get_tables").paginate(DatabaseName=self._database)
        for page in pages:
            yield from page["TableList"]

    def _partitions(self, name: str) -> Iterator[Shape]:
        pages = self._glue.get_paginator("get_partitions")
        for page in pages.paginate(DatabaseName=self._database, TableName=name):
            yield from page["Partitions"]


def same_place(first: str, second: str) -> bool:
    """Whether two locations are one."""
    return first.rstrip("/") == second.rstrip("/")


def _below(location: str, place: str) -> bool:
    return (location.rstrip("/") + "/").startswith(place.rstrip("/") + "/")


def _location(shape: Shape) -> str:
    return str(shape.get("StorageDescriptor", {}).get("Location", ""))


def _as_input(table: Shape) -> Shape:
    """A table as UpdateTable takes it: without what the catalog knows itself."""
    kept = (
        "Name",
        "Description",
        "Owner",
        "Retention",
        "StorageDescriptor",
        "PartitionKeys",
        "ViewOriginalText",
        "ViewExpandedText",
        "TableType",
        "Parameters",
    )
    return copy.deepcopy({name: table[name] for name in kept if table.get(name) is not None})
