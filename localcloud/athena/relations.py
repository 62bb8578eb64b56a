"""The tables that one query speaks of, as relations of a DuckDB of its own."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from localcloud.athena.failure import QueryFailure
from localcloud.athena.sql.pruning import Need
from localcloud.athena.sql.translation import Relation, parse, stand_in
from localcloud.lake.catalog import Catalog, Partition, Table
from localcloud.lake.failures import LakeError
from localcloud.lake.files import format_of
from localcloud.lake.reading import Reader, selection

CATALOG = "awsdatacatalog"
DEPTH = 16
"""Views of views at most; more means that they go round."""

_PREFIXES = ("/* Presto View: ", "/* Athena View: ")
PARTITIONS = "$partitions"


class Relations:
    """Tells what stands for the tables of a query, and reads them, each once.

    Args:
        catalog: Where they are described.
        reader: Reads their objects.
        connection: Where the query will run.
        database: The one that names without a database mean; None where the query has none.
        text: The query, for places in messages.
    """

    def __init__(
        self,
        catalog: Catalog,
        reader: Reader,
        connection: duckdb.DuckDBPyConnection,
        *,
        database: str | None,
        text: str,
    ) -> None:
        self._catalog = catalog
        self._reader = reader
        self._connection = connection
        self._database = database
        self._text = text
        self._made: dict[tuple[str, str], Relation] = {}
        self._tables: dict[str, Table] = {}
        self.reads = True
        """Whether rows are read; a query that is only looked at needs none."""
        self._inside: list[Relation] = []
        self._depth = 0

    @property
    def inside_views(self) -> list[Relation]:
        """The tables that views speak of."""
        return self._inside

    def resolve(self, table: exp.Table) -> Relation | exp.Query:
        """What stands for a table; for a view, its query.

        Raises:
            QueryFailure: There is no such table, or it cannot be read.
        """
        database, name = self.names(table)
        if (database, name) in self._made:
            return self._made[database, name]
        try:
            found = self._found(table, database, name)
        except LakeError as error:
            raise QueryFailure.of(error) from error
        if isinstance(found, Relation):
            self._made[database, name] = found
        return found

    def names(self, table: exp.Table) -> tuple[str, str]:
        """Database and name of a table that a query speaks of.

        Raises:
            QueryFailure: It is of another catalog, or of no database.
        """
        catalog = str(table.catalog or CATALOG).lower()
        if catalog != CATALOG:
            raise self._failure("CATALOG_NOT_FOUND", f"Catalog '{catalog}' does not exist", table)
        database = str(table.db or self._database or "").lower()
        if not database:
            raise self._failure(
                "MISSING_SCHEMA_NAME",
                "Schema must be specified when session schema is not set",
                table,
            )
        return database, str(table.name).lower()

    def _found(self, table: exp.Table, database: str, name: str) -> Relation | exp.Query:
        relation = f"${len(self._made)}"
        if database == "information_schema":
            return self._register(relation, self._schema_of(table, name))
        if name.endswith(PARTITIONS):
            of = self._table(table, database, name.removesuffix(PARTITIONS))
            return self._register(relation, self._reader.keys(of, self._reader.partitions(of)))
        found = self._table(table, database, name)
        if found.is_view:
            return self._view(found)
        format_of(found)
        self._tables[relation] = found
        columns = {each.name: each.type.athena for each in (*found.columns, *found.keys)}
        return Relation(relation, columns, frozenset(key.name for key in found.keys))

    def load(self, relation: Relation, need: Need, condition: str | None) -> None:
        """Gets the rows that a query needs.

        Args:
            condition: What partitions have to fulfil, in DuckDB's SQL; None for nothing.

        Raises:
            QueryFailure: They cannot be read.
            ScanLimitError: They are more than the query may read.
        """
        table = self._tables.get(relation.name)
        if table is None:
            return
        try:
            if self.reads:
                partitions = self._partitions(table, condition)
                rows = self._reader.rows(table, need.columns, partitions)
            else:
                rows = self._reader.nothing(table, need.columns)
        except LakeError as error:
            raise QueryFailure.of(error) from error
        objects = f"{relation.name}.objects"
        self._connection.register(objects, rows)
        chosen = selection(table, objects, need.columns)
        self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{relation.name}" AS {chosen}')

    def _partitions(self, table: Table, condition: str | None) -> list[Partition]:
        if not table.keys:
            return []
        partitions = self._reader.partitions(table)
        if condition is None:
            return partitions
        keys = self._reader.keys(table, partitions)
        numbered = keys.append_column("$number", pa.array(range(len(partitions)), pa.int64()))
        self._connection.register("$partitions", numbered)
        found = self._connection.execute(
            f'SELECT "$number" FROM "$partitions" WHERE {condition}'  # noqa: S608 - DuckDB's own
        ).fetchall()
        return [partitions[number] for (number,) in sorted(found)]

    def _table(self, node: exp.Table, database: str, name: str) -> Table:
        found = self._catalog.table(database, name)
        if found is not None:
            return found
        if not self._catalog.has_database(database):
            raise self._failure("SCHEMA_NOT_FOUND", f"Schema '{database}' does not exist", node)
        raise self._failure(
            "TABLE_NOT_FOUND", f"Table '{CATALOG}.{database}.{name}' does not exist", node
        )

    def _view(self, view: Table) -> exp.Query:
        """The query of a view, whose names mean what they meant where it was made."""
        if self._depth >= DEPTH:
            raise QueryFailure(
                "VIEW_IS_RECURSIVE", f"Statement would create a recursive view: {view.name}"
            )
        definition = view_definition(view)
        text = definition["originalSql"]
        outer = self._database, self._text
        self._database, self._text = definition.get("schema") or view.database, text
        self._depth += 1
        try:
            query = parse(text)
            self._inside += list(stand_in(query, text, self))
        except QueryFailure as error:
            raise QueryFailure(
                "INVALID_VIEW",
                f"View '{CATALOG}.{view.database}.{view.name}' is stale or in invalid state: "
                f"{error}",
            ) from error
        finally:
            self._depth -= 1
            self._database, self._text = outer
        for node in query.walk():  # places in the view's text are none in the query's
            node.meta.pop("start", None)
        if not isinstance(query, exp.Query):
            raise QueryFailure("INVALID_VIEW", f"View {view.name} is not a query")
        declared = [str(each["name"]).lower() for each in definition.get("columns") or ()]
        given = [name.lower() for name in query.named_selects]
        if declared and "*" not in given and "" not in given and declared != given:
            raise QueryFailure(
                "VIEW_IS_STALE",
                f"View '{CATALOG}.{view.database}.{view.name}' is stale or in invalid state: its "
                f"columns are {', '.join(declared)}, and its query gives {', '.join(given)}",
            )
        return query

    def _register(self, name: str, rows: pa.Table) -> Relation:
        self._connection.register(name, rows)
        kinds = {"string": "varchar", "int64": "bigint", "int32": "integer", "date32[day]": "date"}
        return Relation(
            name, {field.name: kinds.get(str(field.type), "varchar") for field in rows.schema}
        )

    def _schema_of(self, node: exp.Table, name: str) -> pa.Table:
        databases = self._catalog.databases()
        if name == "schemata":
            rows = [{"catalog_name": CATALOG, "schema_name": each} for each in databases]
            return _rows(rows, {"catalog_name": pa.string(), "schema_name": pa.string()})
        tables = [(each, found) for each in databases for found in self._catalog.tables(each)]
        if name == "tables":
            return _rows([_table_row(each, found) for each, found in tables], _TABLES)
        if name == "columns":
            return _rows(
                [row for each, found in tables for row in _column_rows(each, found)], _COLUMNS
            )
        raise self._failure(
            "TABLE_NOT_FOUND", f"Table '{CATALOG}.information_schema.{name}' does not exist", node
        )

    def _failure(self, code: str, message: str, table: exp.Table) -> QueryFailure:
        at = (table.args.get("catalog") or table.args.get("db") or table.this).meta.get("start")
        return QueryFailure(code, message, at=at, text=self._text)


def view_definition(view: Table) -> dict[str, Any]:
    """What the catalog keeps of a view.

    Raises:
        QueryFailure: It was not made by Athena.
    """
    text = view.definition.strip()
    for prefix in _PREFIXES:
        if text.startswith(prefix):
            encoded = text.removeprefix(prefix).removesuffix("*/").strip()
            try:
                found: dict[str, Any] = json.loads(base64.b64decode(encoded, validate=True))
            except (ValueError, binascii.Error):
                break
            return found
    raise QueryFailure(
        "INVALID_VIEW", f"The definition of view {view.database}.{view.name} is not one of Athena's"
    )


def encoded_view(text: str, database: str, columns: Mapping[str, str]) -> str:
    """What the catalog keeps of a new view."""
    definition = {
        "originalSql": text,
        "catalog": CATALOG,
        "schema": database,
        "columns": [{"name": name, "type": kind} for name, kind in columns.items()],
    }
    return f"{_PREFIXES[0]}{base64.b64encode(json.dumps(definition).encode()).decode()} */"


_TABLES = dict.fromkeys(("table_catalog", "table_schema", "table_name", "table_type"), pa.string())
_COLUMNS = {
    **dict.fromkeys(("table_catalog", "table_schema", "table_name", "column_name"), pa.string()),
    "ordinal_position": pa.int64(),
    **dict.fromkeys(
        ("column_default", "is_nullable", "data_type", "comment", "extra_info"), pa.string()
    ),
}


def _table_row(database: str, found: Mapping[str, Any]) -> dict[str, Any]:
    view = found.get("TableType") == "VIRTUAL_VIEW"
    return {
        "table_catalog": CATALOG,
        "table_schema": database,
        "table_name": found["Name"],
        "table_type": "VIEW" if view else "BASE TABLE",
    }


def _column_rows(database: str, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    columns = (found.get("StorageDescriptor") or {}).get("Columns") or []
    keys = found.get("PartitionKeys") or []
    return [
        {
            "table_catalog": CATALOG,
            "table_schema": database,
            "table_name": found["Name"],
            "column_name": each["Name"],
            "ordinal_position": index,
            "is_nullable": "YES",
            "data_type": each.get("Type", "string").replace("string", "varchar"),
            "comment": each.get("Comment"),
            "extra_info": "partition key" if index > len(columns) else None,
        }
        for index, each in enumerate([*columns, *keys], 1)
    ]


def _rows(rows: list[dict[str, Any]], kinds: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))
