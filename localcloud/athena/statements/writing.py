"""CREATE TABLE AS, INSERT INTO and UNLOAD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from botocore.exceptions import ClientError

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import DDL, DML, Outcome
from localcloud.athena.session import Rows, Session
from localcloud.athena.sql.translation import parse
from localcloud.athena.statements.properties import properties
from localcloud.athena.statements.words import Words
from localcloud.lake.catalog import Table
from localcloud.lake.failures import not_here
from localcloud.lake.files import format_of
from localcloud.lake.types import UnknownTypeError, of_duckdb
from localcloud.lake.writing import FORMATS, Form, Written, write

_CTAS_PROPERTIES = frozenset(
    {
        "external_location",
        "field_delimiter",
        "format",
        "orc_compression",
        "parquet_compression",
        "partitioned_by",
        "write_compression",
    }
)
_UNLOAD_PROPERTIES = frozenset({"compression", "field_delimiter", "format", "partitioned_by"})
_LETTERS = {"parquet": "PARQUET", "orc": "ORC", "json": "JSON", "text": "TEXTFILE"}


def create_table_as(session: Session, words: Words) -> Outcome:
    """CREATE TABLE ... AS SELECT: the words after CREATE TABLE."""
    unless_there = words.take("IF", "NOT", "EXISTS")
    named, name = words.qualified()
    database = session.database_of(named)
    comment = words.string() if words.take("COMMENT") else ""
    wanted = properties(words, _CTAS_PROPERTIES) if words.take("WITH") else {}
    words.expect("AS")
    text = words.masked(words.at).rstrip().rstrip(";")
    empty = text.upper().endswith("WITH NO DATA")
    text = text[: -len("WITH NO DATA")] if empty else text
    if session.catalog.description(database, name) is not None:
        if unless_there:
            return Outcome(DDL, "CREATE_TABLE")
        raise QueryFailure(
            "TABLE_ALREADY_EXISTS", f"Table 'awsdatacatalog.{database}.{name}' already exists"
        )
    if not session.catalog.has_database(database):
        raise QueryFailure("SCHEMA_NOT_FOUND", f"Schema '{database}' does not exist")
    rows = session.rows(parse(text), text)
    keys = [str(key).lower() for key in wanted.get("partitioned_by", [])]
    _keys_last(rows.table.column_names, keys, name)
    form = _form(wanted)
    location = _new_location(session, wanted, name)
    written = [] if empty else write(session.storage, location, rows.table, keys, form)
    _create(session, database, name, rows, keys, location, form, comment)
    _register(session, session.catalog.table(database, name), written)
    return Outcome(
        DDL,
        "CREATE_TABLE_AS_SELECT",
        [("rows", "bigint")],
        count=sum(each.rows for each in written),
        written=[each.place.url for each in written],
    )


def _keys_last(columns: Sequence[str], keys: Sequence[str], name: str) -> None:
    if len(set(columns)) != len(columns):
        twice = next(each for each in columns if list(columns).count(each) > 1)
        raise QueryFailure(
            "DUPLICATE_COLUMN_NAME", f"Column name '{twice}' specified more than once"
        )
    if keys and list(columns)[-len(keys) :] != list(keys):
        raise QueryFailure(
            "HIVE_COLUMN_ORDER_MISMATCH",
            f"Partition keys must be the last columns in the table and in the same order as the "
            f"table properties: {list(keys)} (table {name})",
        )


def _form(wanted: Mapping[str, Any]) -> Form:
    kind = str(wanted.get("format", "PARQUET")).upper()
    default = "GZIP"
    for name in ("write_compression", "parquet_compression", "orc_compression", "compression"):
        default = str(wanted.get(name, default)).upper()
    return Form(format=kind, compression=default, delimiter=wanted.get("field_delimiter", "\x01"))


def _new_location(session: Session, wanted: Mapping[str, Any], name: str) -> str:
    location = wanted.get("external_location")
    if location is None:
        folder, _, identity = session.output.rpartition("/")
        return f"{folder}/tables/{identity}/"
    if session.enforced:
        raise QueryFailure(
            "",
            "The Create Table As Select query failed because it was submitted with an "
            "'external_location' property to an Athena Workgroup that enforces a centralized "
            "output location for all queries. Please remove the 'external_location' property and "
            "resubmit the query.",
        )
    _need_empty(session, str(location), f"table '{name}'")
    return str(location).rstrip("/") + "/"


def _need_empty(session: Session, location: str, what: str) -> None:
    if session.storage.list(location):
        raise QueryFailure(
            "HIVE_PATH_ALREADY_EXISTS", f"Target directory for {what} already exists: {location}"
        )


def _create(
    session: Session,
    database: str,
    name: str,
    rows: Rows,
    keys: Sequence[str],
    location: str,
    form: Form,
    comment: str,
) -> None:
    try:
        kinds = {
            column: of_duckdb(kind)
            for column, kind in zip(rows.table.column_names, rows.duckdb, strict=True)
        }
    except UnknownTypeError as error:
        raise QueryFailure("NOT_SUPPORTED", f"Unsupported Hive type: {error}") from error
    serde, reads, writes = FORMATS[form.format]
    parameters = {"field.delim": form.delimiter} if form.format == "TEXTFILE" else {}
    session.catalog.glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            **({"Description": comment} if comment else {}),
            "PartitionKeys": [{"Name": key, "Type": kinds[key]} for key in keys],
            "Parameters": {"EXTERNAL": "TRUE", "has_encrypted_data": "false"},
            "StorageDescriptor": {
                "Columns": [
                    {"Name": column, "Type": kind}
                    for column, kind in kinds.items()
                    if column not in keys
                ],
                "Location": location,
                "InputFormat": reads,
                "OutputFormat": writes,
                "SerdeInfo": {
                    "SerializationLibrary": serde,
                    "Parameters": {"serialization.format": "1", **parameters},
                },
            },
        },
    )


def _register(session: Session, table: Table | None, written: Sequence[Written]) -> None:
    """Tells the catalog of the partitions that were written and that it does not know."""
    if table is None or not table.keys:
        return
    found = session.catalog.description(table.database, table.name) or {}
    for values in sorted({each.values for each in written}):
        place = next(each.place.url for each in written if each.values == values)
        descriptor = {**found["StorageDescriptor"], "Location": place.rpartition("/")[0] + "/"}
        try:
            session.catalog.glue.create_partition(
                DatabaseName=table.database,
                TableName=table.name,
                PartitionInput={"Values": list(values), "StorageDescriptor": descriptor},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "AlreadyExistsException":
                raise


def insert(session: Session, words: Words) -> Outcome:
    """INSERT INTO: the words after it."""
    named, name = words.qualified()
    database = session.database_of(named)
    chosen = None
    if words.sees("(") and not words.sees("(", "SELECT"):
        chosen = [each.strip().strip('"').lower() for each in words.inside().split(",")]
    text = words.masked(words.at)
    table = session.catalog.table(database, name)
    if table is None:
        raise QueryFailure(
            "TABLE_NOT_FOUND", f"Table 'awsdatacatalog.{database}.{name}' does not exist"
        )
    if table.is_view:
        raise QueryFailure("NOT_SUPPORTED", "Inserting into views is not supported")
    kind = format_of(table)
    if kind not in _LETTERS:
        raise not_here(f"INSERT INTO tables of the SerDe {table.serde}")
    rows = session.rows(parse(text), text)
    fitted = _fitted(table, rows, chosen)
    form = Form(format=_LETTERS[kind], delimiter=table.serde_parameters.get("field.delim", "\x01"))
    keys = [key.name for key in table.keys]
    written = write(session.storage, table.location, fitted, keys, form)
    if not table.projected:
        _register(session, table, written)
    return Outcome(
        DML,
        "INSERT",
        [("rows", "bigint")],
        count=fitted.num_rows,
        written=[each.place.url for each in written],
    )


def _fitted(table: Table, rows: Rows, chosen: Sequence[str] | None) -> pa.Table:
    """Rows as the table's columns hold them; those not given are NULL."""
    columns = [*table.columns, *table.keys]
    names = list(chosen) if chosen is not None else [each.name for each in columns]
    known = {each.name: each for each in columns}
    for each in names:
        if each not in known:
            raise QueryFailure(
                "COLUMN_NOT_FOUND", f"Insert column name does not exist in target table: {each}"
            )
    wanted = [known[each].type.athena for each in names]
    if len(names) != rows.table.num_columns or not all(
        _holds(kind, found) for kind, found in zip(wanted, rows.types, strict=True)
    ):
        raise QueryFailure(
            "TYPE_MISMATCH",
            f"Insert query has mismatched column types: Table: [{', '.join(wanted)}], "
            f"Query: [{', '.join(rows.types)}]",
        )
    given = dict(zip(names, rows.table.columns, strict=True))
    arrays = [
        given[each.name].cast(each.type.arrow, safe=False)
        if each.name in given
        else pa.nulls(rows.table.num_rows, each.type.arrow)
        for each in columns
    ]
    return pa.table(arrays, names=[each.name for each in columns])


_ORDER = ("tinyint", "smallint", "integer", "bigint", "decimal", "float", "double")


def _holds(wanted: str, found: str) -> bool:
    """Whether a column takes values of a type without a cast."""
    kind, given = wanted.partition("(")[0], found.partition("(")[0]
    if given == "unknown" or kind == given:
        return True
    if kind in _ORDER and given in _ORDER:
        return _ORDER.index(given) <= _ORDER.index(kind)
    return (kind, given) in {("timestamp", "date"), ("varchar", "char"), ("char", "varchar")}


def unload(session: Session, words: Words) -> Outcome:
    """UNLOAD (query) TO 's3://...' WITH (...): the words after UNLOAD."""
    words.expect("(")
    begin = words.at
    words.until((")",), openers="(", closers=")")
    text = words.masked(begin, words.at)
    words.expect(")")
    words.expect("TO")
    location = words.string()
    words.expect("WITH")
    wanted = properties(words, _UNLOAD_PROPERTIES)
    words.end()
    if "format" not in wanted:
        raise QueryFailure("INVALID_PROPERTY", "UNLOAD needs the property format")
    _need_empty(session, location, "UNLOAD")
    rows = session.rows(parse(text), text)
    keys = [str(key).lower() for key in wanted.get("partitioned_by", [])]
    _keys_last(rows.table.column_names, keys, "UNLOAD")
    written = write(session.storage, location, rows.table, keys, _form(wanted))
    return Outcome(
        DML,
        "UNLOAD",
        [("rows", "bigint")],
        count=rows.table.num_rows,
        written=[each.place.url for each in written],
    )
