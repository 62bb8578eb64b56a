"""What one query works with: the catalog, the lake, a DuckDB of its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from localcloud.athena.complaints import failure_of
from localcloud.athena.failure import QueryFailure
from localcloud.athena.relations import CATALOG, Relations
from localcloud.athena.sql.macros import prepare
from localcloud.athena.sql.translation import translate
from localcloud.athena.texts import athena_type
from localcloud.errors import ServiceError
from localcloud.lake.catalog import Catalog
from localcloud.lake.reading import Reader
from localcloud.lake.storage import Meter, Storage

if TYPE_CHECKING:
    from localcloud.athena.saved import SavedQueries
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rows:
    """What a query answers: rows, and the types of their columns to Athena and to DuckDB."""

    table: pa.Table
    types: tuple[str, ...]
    duckdb: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Statements:
    """The prepared statements of one workgroup.

    Args:
        saved: The service that keeps them.
        region: The workgroup's region.
        group: Its name.
    """

    saved: SavedQueries
    region: str
    group: str

    def keep(self, name: str, text: str) -> None:
        """Keeps one; one of the same name is replaced."""
        try:
            self.saved.forget_prepared(self.region, self.group, name)
        except ServiceError:
            LOG.debug("%s is new", name)
        self.saved.keep_prepared(self.region, self.group, name, text)

    def text(self, name: str) -> str:
        """One that is kept.

        Raises:
            QueryFailure: There is none of the name.
        """
        try:
            return str(self.saved.prepared(self.region, self.group, name)["QueryStatement"])
        except ServiceError as error:
            raise QueryFailure("NOT_FOUND", f"Prepared statement not found: {name}") from error

    def forget(self, name: str) -> None:
        """Forgets one.

        Raises:
            QueryFailure: There is none of the name.
        """
        self.text(name)
        self.saved.forget_prepared(self.region, self.group, name)


class Session:
    """The surroundings of one query.

    Args:
        cloud: Whose lake it is.
        region: Where the query runs.
        text: The query.
        database: The one that names without a database mean; None for none.
        output: Where the query's own files belong, such as ``s3://results/id``.
        identity: The query's id.
        scan_limit: How many bytes it may read; None for any number.
        statements: The prepared statements of its workgroup.
        catalog: The catalog that names without one mean; there is Glue's only.
        parameters: What stands for the query's question marks.
        enforced: Whether the workgroup enforces where results go.

    Raises:
        QueryFailure: There is no such catalog.
    """

    def __init__(
        self,
        cloud: Cloud,
        region: str,
        *,
        text: str,
        database: str | None,
        output: str,
        identity: str,
        scan_limit: int | None = None,
        statements: Statements | None = None,
        catalog: str | None = None,
        parameters: Sequence[str] = (),
        enforced: bool = False,
    ) -> None:
        if catalog and catalog.lower() != CATALOG:
            raise QueryFailure("CATALOG_NOT_FOUND", f"Catalog '{catalog}' does not exist")
        self.text = text
        self.statements = statements
        self.parameters = parameters
        self.enforced = enforced
        self.database = database.lower() if database else None
        self.output = output
        self.identity = identity
        self.now: datetime = cloud.clock.now()
        self.meter = Meter(scan_limit)
        self.catalog = Catalog(cloud, region)
        self.storage = Storage(cloud, region, self.meter)
        self.reader = Reader(self.catalog, self.storage, now=self.now)
        self._cancelled = False

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The query's own DuckDB, made when it is first needed."""
        if self._cancelled:
            raise duckdb.InterruptException
        made = duckdb.connect(":memory:")
        prepare(made)
        return made

    @cached_property
    def relations(self) -> Relations:
        """The tables that the query speaks of."""
        return Relations(
            self.catalog,
            self.reader,
            self.connection,
            database=self.database,
            text=self.text,
        )

    def translated(self, query: exp.Expr, text: str | None = None) -> str:
        """A query in DuckDB's SQL."""
        return translate(query, text or self.text, self.relations, now=self.now)

    def rows(self, query: exp.Expr, text: str | None = None) -> Rows:
        """What a query answers.

        Args:
            text: What it was read from, where that is not the whole statement.

        Raises:
            QueryFailure: It cannot be answered.
            ScanLimitError: It would read more than it may.
            duckdb.InterruptException: It was cancelled.
        """
        try:
            translated = self.translated(query, text)
            relation = self.connection.sql(translated)
            types = tuple(str(each) for each in relation.types)
            table = relation.to_arrow_table()
        except duckdb.InterruptException:
            raise
        except duckdb.Error as error:
            raise failure_of(error) from error
        known = tuple(athena_type(each) for each in types)
        return Rows(_narrowed(table, types), known, tuple(relation.types))

    def relation(self, query: exp.Expr, text: str) -> duckdb.DuckDBPyRelation:
        """A query that will not run, which tells its columns: nothing is read for it.

        Raises:
            QueryFailure: It cannot be answered.
        """
        self.relations.reads = False
        try:
            return self.connection.sql(self.translated(query, text))
        except duckdb.Error as error:
            raise failure_of(error) from error

    def database_of(self, named: str | None) -> str:
        """The database that a statement means.

        Raises:
            QueryFailure: It names none, and neither does the query's context.
        """
        found = named or self.database
        if not found:
            raise QueryFailure(
                "MISSING_SCHEMA_NAME", "Schema must be specified when session schema is not set"
            )
        return found

    def cancel(self) -> None:
        """Ends what runs."""
        self._cancelled = True
        self.meter.stop()
        if "connection" in self.__dict__:
            self.connection.interrupt()

    def close(self) -> None:
        """Lets go of the DuckDB."""
        if "connection" in self.__dict__:
            self.connection.close()


def _narrowed(table: pa.Table, types: tuple[str, ...]) -> pa.Table:
    """Sums of whole numbers are bigint in Athena, whatever DuckDB needs for them."""
    for index, kind in enumerate(types):
        if kind == "HUGEINT":
            try:
                column = table.column(index).cast(pa.int64())
            except pa.ArrowInvalid as error:
                raise QueryFailure(
                    "NUMERIC_VALUE_OUT_OF_RANGE", "bigint addition overflow"
                ) from error
            table = table.set_column(index, table.column_names[index], column)
    return table
