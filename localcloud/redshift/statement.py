"""One call of the Data API while it runs and after: its statements, and the rows of each."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from localcloud.athena.failure import QueryFailure
from localcloud.athena.statements.words import Words
from localcloud.lake.failures import LakeError
from localcloud.redshift.lake_rows import LakeRows
from localcloud.redshift.server import NoServerError, Server
from localcloud.redshift.translation import StatementError, not_here, translated

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)
Shape = dict[str, Any]

SUBMITTED, STARTED, FINISHED, FAILED, ABORTED = (
    "SUBMITTED",
    "STARTED",
    "FINISHED",
    "FAILED",
    "ABORTED",
)
OVER = frozenset({FINISHED, FAILED, ABORTED})


@dataclass
class Part:
    """One SQL statement."""

    text: str
    status: str = SUBMITTED
    error: str | None = None
    seconds: float = 0.0
    columns: list[Shape] = field(default_factory=list)
    rows: list[Sequence[Any]] | None = None
    count: int = -1
    created: datetime | None = None
    updated: datetime | None = None

    def described(self, identity: str) -> Shape:
        """What DescribeStatement tells of it."""
        told: Shape = {
            "Id": identity,
            "Status": self.status,
            "QueryString": self.text,
            "Duration": int(self.seconds * 1e9) if self.status in OVER else -1,
            "HasResultSet": self.rows is not None,
            "ResultRows": self.count,
            "ResultSize": sum(len(str(v)) for row in self.rows or () for v in row)
            if self.rows is not None
            else -1,
            "CreatedAt": self.created,
            "UpdatedAt": self.updated,
            "RedshiftQueryId": -1 if self.status == SUBMITTED else 1,
        }
        return {**told, "Error": self.error} if self.error else told


@dataclass
class Statement:
    """What one call has sent.

    Args:
        schemas: The external schemas of the database: their databases in Glue, by name.
        together: Whether all its parts are one transaction, as those of a batch are.
    """

    cloud: Cloud
    region: str
    identity: str
    server: Server
    database: str
    request: Shape
    parts: list[Part]
    schemas: dict[str, str]
    together: bool
    status: str = SUBMITTED
    over: threading.Event = field(default_factory=threading.Event)
    _connection: Any = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def run(self) -> None:
        """Runs its parts to their end, whatever that is."""
        begun = self.cloud.clock.now()
        for part in self.parts:
            part.created = part.updated = begun
        try:
            with self._lock:
                if self.status == ABORTED:
                    return
                self.status = STARTED
            connection = self.server.connect(self.database)
            with self._lock:
                self._connection = connection
            try:
                self._run_all(connection)
            finally:
                with self._lock:
                    self._connection = None
                connection.close()
        except NoServerError as error:
            self._fail(self.parts[0], f"ERROR: {error}")
        except Exception as error:
            LOG.exception("Statement %s failed", self.identity)
            self._fail(self.parts[0], f"ERROR: {type(error).__name__}: {error}")
        finally:
            self.over.set()

    def _run_all(self, connection: Any) -> None:
        known = dict(self.schemas)
        if self.together:
            connection.execute("BEGIN")
        for part in self.parts:
            if not self._run_part(connection, part):
                if self.together:
                    connection.execute("ROLLBACK")
                    self.schemas.clear()
                    self.schemas.update(known)
                return
        if self.together:
            connection.execute("COMMIT")
        with self._lock:
            if self.status not in OVER:
                self.status = FINISHED

    def _run_part(self, connection: Any, part: Part) -> bool:
        import psycopg

        begun = time.monotonic()
        part.status = STARTED
        try:
            self._perform(connection, part)
            part.status = FINISHED
        except psycopg.errors.QueryCanceled:
            with self._lock:
                part.status = self.status = ABORTED
        except (psycopg.Error, StatementError, QueryFailure, LakeError) as error:
            said = str(error).split("\n")[0]
            self._fail(part, said if said.startswith("ERROR") else f"ERROR: {said}")
        part.seconds = time.monotonic() - begun
        part.updated = self.cloud.clock.now()
        return part.status == FINISHED

    def _fail(self, part: Part, error: str) -> None:
        with self._lock:
            if self.status == ABORTED:
                part.status = ABORTED
                return
            part.status, part.error, self.status = FAILED, error, FAILED

    def _perform(self, connection: Any, part: Part) -> None:
        words = Words(part.text)
        lake = LakeRows(self.cloud, self.region, connection)
        if words.take("COPY"):
            part.count = lake.copy(words)
            return
        if words.sees("UNLOAD"):
            raise not_here("UNLOAD; Athena's UNLOAD runs")
        if words.take("CREATE", "EXTERNAL", "SCHEMA"):
            self._external_schema(connection, words)
            return
        text = translated(part.text, self._parameters, self._table_of(lake, part.text))
        if not text:
            return
        with connection.cursor() as cursor:
            cursor.execute(text)
            part.count = cursor.rowcount
            if cursor.description is not None:
                part.columns = [_column(each) for each in cursor.description]
                part.rows = cursor.fetchall()
                part.count = len(part.rows)

    @property
    def _parameters(self) -> Mapping[str, str]:
        return {each["name"]: each["value"] for each in self.request.get("Parameters") or ()}

    def _table_of(self, lake: LakeRows, text: str) -> Any:
        columns = _named(text)

        def external(table: exp.Table) -> str | None:
            database = self.schemas.get(str(table.db or "").lower())
            if database is None:
                return None
            return lake.external(database, str(table.name).lower(), columns)

        return external

    def _external_schema(self, connection: Any, words: Words) -> None:
        """CREATE EXTERNAL SCHEMA: what names its tables reads them from the lake."""
        unless_there = words.take("IF", "NOT", "EXISTS")
        name = words.name()
        words.expect("FROM")
        if not words.take("DATA", "CATALOG"):
            raise not_here("external schemas but FROM DATA CATALOG")
        words.expect("DATABASE")
        database = words.string()
        if name in self.schemas:
            if unless_there:
                return
            raise StatementError(f'ERROR: Schema "{name}" already exists')
        from psycopg import sql

        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))
        self.schemas[name] = database.lower()

    def cancel(self) -> bool:
        """Ends it; False where it is over."""
        with self._lock:
            if self.status in OVER:
                return False
            self.status = ABORTED
            for part in self.parts:
                part.status = part.status if part.status in OVER else ABORTED
            if self._connection is not None:
                self._connection.cancel()
        return True


def _named(text: str) -> set[str] | None:
    """All that a statement names, among it every column; None where it says ``*``."""
    words = Words(text).all
    for index, word in enumerate(words):
        before = words[index - 1].text.upper() if index else ""
        if word.text == "*" and before in ("SELECT", ",", ".", "DISTINCT"):
            return None
    return {word.value.lower() for word in words if word.kind in ("word", "quoted")}


_TYPES = {
    16: "bool",
    20: "int8",
    21: "int2",
    23: "int4",
    25: "varchar",
    114: "super",
    700: "float4",
    701: "float8",
    1042: "bpchar",
    1043: "varchar",
    1082: "date",
    1114: "timestamp",
    1184: "timestamptz",
    1700: "numeric",
    3802: "super",
}


def _column(column: Any) -> Shape:
    return {
        "name": column.name,
        "label": column.name,
        "typeName": _TYPES.get(column.type_code, "varchar"),
        "precision": column.precision or 0,
        "scale": column.scale or 0,
        "length": 0,
        "nullable": 1,
        "isCaseSensitive": column.type_code in (25, 1042, 1043),
        "isCurrency": False,
        "isSigned": column.type_code in (20, 21, 23, 700, 701, 1700),
        "schemaName": "",
        "tableName": "",
    }


def cell(value: Any) -> Shape:
    """A value as GetStatementResult tells it."""
    match value:
        case None:
            return {"isNull": True}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"longValue": value}
        case float():
            return {"doubleValue": value}
        case Decimal():
            return {"stringValue": f"{value:f}"}
        case datetime():
            return {"stringValue": value.isoformat(sep=" ")}
        case date():
            return {"stringValue": value.isoformat()}
        case bytes():
            return {"blobValue": value}
        case dict() | list():
            return {"stringValue": json.dumps(value, separators=(",", ":"))}
        case _:
            return {"stringValue": str(value)}
