"""One crawl: looks through the targets and writes to the catalog what is there."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.glue.crawlers.catalog import CatalogWriter, Policies
from localcloud.glue.crawlers.layout import FoundTable, tables
from localcloud.glue.crawlers.objects import Target, TargetError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Shape = dict[str, Any]


class CrawlStopped(Exception):  # noqa: N818 - somebody wished it, it is no error
    """The crawl was stopped."""


class Crawl:
    """A run of a crawler.

    Args:
        crawler: As GetCrawler shows it.

    Attributes:
        lines: What it tells its log.
        counts: Tables and partitions created, updated and deleted so far.
    """

    def __init__(self, cloud: Cloud, region: str, crawler: Shape) -> None:
        self._cloud = cloud
        self._region = region
        self._crawler = crawler
        self._stop = threading.Event()
        self.lines: list[str] = []
        self.counts: dict[str, int] = {}

    def stop(self) -> None:
        """Ends it before its next file."""
        self._stop.set()

    def run(self) -> None:
        """Crawls.

        Raises:
            CrawlStopped: It was stopped.
            TargetError: A target cannot be crawled.
        """
        targets = self._crawler.get("Targets", {})
        for shape in targets.get("S3Targets") or ():
            self._crawl_path(shape)
        for shape in targets.get("CatalogTargets") or ():
            self._crawl_tables(shape)

    def _crawl_path(self, shape: Shape) -> None:
        target = Target(self._cloud, self._region, shape, self._stop.is_set)
        writer = self._writer(str(self._crawler["DatabaseName"]))
        writer.ensure_database()
        found = self._found(target)
        if not found:
            self.lines.append(f"WARN: no files below {target.location}")
        kept: set[str] = set()
        for table in found:
            self._check_stopped()
            location = target.url(table.path)
            kept.add(writer.write(table, location, prefix=self._crawler.get("TablePrefix") or ""))
            self.lines.append(
                f"INFO: {location}: {table.schema.classification}, "
                f"{len(table.schema.columns)} columns, {len(table.partitions)} partitions"
            )
            if twice := sorted(set(table.keys) & set(table.schema.columns)):
                self.lines.append(
                    f"WARN: {location}: {', '.join(twice)} is a partition key and a column of the "
                    "files: Athena refuses a table with a column twice"
                )
        writer.gone(kept, [target.location])
        self._count(writer)

    def _crawl_tables(self, shape: Shape) -> None:
        database = shape["DatabaseName"]
        writer = self._writer(database)
        glue = self._cloud.client("glue", self._region)
        for name in shape["Tables"]:
            self._check_stopped()
            try:
                table = glue.get_table(DatabaseName=database, Name=name)["Table"]
            except ClientError as error:
                raise TargetError(
                    f"Table {database}.{name}: {error.response['Error']['Message']}"
                ) from error
            location = table.get("StorageDescriptor", {}).get("Location", "")
            target = Target(self._cloud, self._region, {"Path": location}, self._stop.is_set)
            found = self._found(target)
            whole = next((each for each in found if each.path == target.prefix), None)
            if whole is None:
                self.lines.append(f"WARN: {location} of {name} holds no files of one schema")
                continue
            writer.update(table, whole)
            writer.write_partitions(name, whole, location)
            self.lines.append(f"INFO: {name}: {len(whole.partitions)} partitions")
        self._count(writer)

    def _found(self, target: Target) -> list[FoundTable]:
        folder = target.folder()
        self._check_stopped()
        return list(tables(folder, combine=combines(self._crawler)))

    def _writer(self, database: str) -> CatalogWriter:
        return CatalogWriter(
            self._cloud,
            self._region,
            crawler=self._crawler["Name"],
            database=database,
            policies=policies_of(self._crawler),
        )

    def _count(self, writer: CatalogWriter) -> None:
        for name, number in writer.counts.items():
            self.counts[name] = self.counts.get(name, 0) + number

    def _check_stopped(self) -> None:
        if self._stop.is_set():
            raise CrawlStopped


def policies_of(crawler: Shape) -> Policies:
    """What a crawler may change, from its policies and its configuration."""
    change = crawler.get("SchemaChangePolicy") or {}
    recrawl = (crawler.get("RecrawlPolicy") or {}).get("RecrawlBehavior", "CRAWL_EVERYTHING")
    output = configuration_of(crawler).get("CrawlerOutput", {})
    return Policies(
        updates=change.get("UpdateBehavior", "UPDATE_IN_DATABASE") == "UPDATE_IN_DATABASE"
        and recrawl == "CRAWL_EVERYTHING",
        deletes=change.get("DeleteBehavior", "DEPRECATE_IN_DATABASE"),
        merges=output.get("Tables", {}).get("AddOrUpdateBehavior") == "MergeNewColumns",
        inherits=output.get("Partitions", {}).get("AddOrUpdateBehavior") == "InheritFromTable",
    )


def configuration_of(crawler: Shape) -> Shape:
    """The configuration, read.

    Raises:
        ValueError: It is no JSON.
    """
    found = json.loads(crawler.get("Configuration") or "{}")
    return found if isinstance(found, dict) else {"": found}


def combines(crawler: Shape) -> bool:
    """Whether what one table can read is one, however different its columns are."""
    grouping = configuration_of(crawler).get("Grouping", {})
    return bool(grouping.get("TableGroupingPolicy") == "CombineCompatibleSchemas")


def unknown_parts(configuration: Shape) -> Iterator[str]:
    """What of a configuration does not run in this cloud."""
    for name in configuration:
        if name not in ("Version", "CrawlerOutput", "CreatePartitionIndex", "Grouping"):
            yield name
    for name in configuration.get("Grouping", {}):
        if name != "TableGroupingPolicy":
            yield f"Grouping.{name}"
