"""CREATE EXTERNAL TABLE, DROP TABLE, ALTER TABLE of columns and properties; databases."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import DDL, Outcome
from localcloud.athena.session import Session
from localcloud.athena.statements.properties import pairs
from localcloud.athena.statements.words import Words
from localcloud.lake.storage import place_of
from localcloud.lake.types import UnknownTypeError, parsed
from localcloud.lake.writing import FORMATS

_KEPT = (
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


def failed(message: str) -> QueryFailure:
    """A failure of Hive's DDL, as Athena tells it."""
    return QueryFailure("", f"FAILED: {message}")


def create_database(session: Session, words: Words) -> Outcome:
    """CREATE DATABASE: the words after it."""
    unless_there = words.take("IF", "NOT", "EXISTS")
    name = words.name()
    database: dict[str, Any] = {"Name": name}
    if words.take("COMMENT"):
        database["Description"] = words.string()
    if words.take("LOCATION"):
        database["LocationUri"] = place_of(words.string()).url
    if words.take("WITH", "DBPROPERTIES"):
        database["Parameters"] = pairs(words)
    words.end()
    if session.catalog.has_database(name):
        if not unless_there:
            raise failed(f"SemanticException [Error 10242]: Database {name} already exists")
    else:
        session.catalog.glue.create_database(DatabaseInput=database)
    return Outcome(DDL, "CREATE_DATABASE")


def drop_database(session: Session, words: Words) -> Outcome:
    """DROP DATABASE: the words after it."""
    if_there = words.take("IF", "EXISTS")
    name = words.name()
    how = words.take_one_of("RESTRICT", "CASCADE")
    words.end()
    if not session.catalog.has_database(name):
        if if_there:
            return Outcome(DDL, "DROP_DATABASE")
        raise failed(f"SemanticException [Error 10072]: Database does not exist: {name}")
    tables = session.catalog.tables(name)
    if tables and how != "CASCADE":
        raise failed(
            "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "
            f"InvalidOperationException(message:Database {name} is not empty. One or more tables "
            "exist.)"
        )
    for table in tables:
        session.catalog.glue.delete_table(DatabaseName=name, Name=table["Name"])
    session.catalog.glue.delete_database(Name=name)
    return Outcome(DDL, "DROP_DATABASE")


def drop_table(session: Session, words: Words) -> Outcome:
    """DROP TABLE: the words after it. Its objects stay, as those of external tables do."""
    return drop(session, words, view=False)


def drop_view(session: Session, words: Words) -> Outcome:
    """DROP VIEW: the words after it."""
    return drop(session, words, view=True)


def drop(session: Session, words: Words, *, view: bool) -> Outcome:
    """Takes a table or a view out of the catalog."""
    if_there = words.take("IF", "EXISTS")
    named, name = words.qualified()
    words.end()
    database = session.database_of(named)
    statement, noun = ("DROP_VIEW", "View") if view else ("DROP_TABLE", "Table")
    found = session.catalog.description(database, name)
    if found is None:
        if if_there:
            return Outcome(DDL, statement)
        raise failed(f"SemanticException [Error 10001]: {noun} not found {name}")
    if (found.get("TableType") == "VIRTUAL_VIEW") is not view:
        other = "view" if not view else "table"
        raise failed(
            f"SemanticException [Error 10001]: {database}.{name} is a {other}; drop it with DROP "
            f"{other.upper()}"
        )
    session.catalog.glue.delete_table(DatabaseName=database, Name=name)
    return Outcome(DDL, statement)


def create_external_table(session: Session, words: Words) -> Outcome:
    """CREATE EXTERNAL TABLE: the words after it."""
    unless_there = words.take("IF", "NOT", "EXISTS")
    named, name = words.qualified()
    database = session.database_of(named)
    table: dict[str, Any] = {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [],
        "Parameters": {"EXTERNAL": "TRUE"},
        "StorageDescriptor": {"Columns": _columns(words)},
    }
    serde: dict[str, Any] = {"Parameters": {}}
    _clauses(words, table, serde)
    if "Location" not in table["StorageDescriptor"]:
        raise failed("SemanticException: CREATE EXTERNAL TABLE needs a LOCATION")
    if "SerializationLibrary" not in serde:
        _stored_as(table, serde, "TEXTFILE")
    table["StorageDescriptor"]["SerdeInfo"] = serde
    if not session.catalog.has_database(database):
        raise failed(f"SemanticException [Error 10072]: Database does not exist: {database}")
    try:
        session.catalog.glue.create_table(DatabaseName=database, TableInput=table)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AlreadyExistsException":
            raise
        if not unless_there:
            raise failed(
                "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "
                f"AlreadyExistsException(message:Table {name} already exists)"
            ) from error
    return Outcome(DDL, "CREATE_TABLE")


def _columns(words: Words) -> list[dict[str, str]]:
    """The columns in the brackets that come next."""
    columns = []
    words.expect("(")
    while True:
        column = {"Name": words.name()}
        words.take(":")
        kind = words.until(("COMMENT", ",", ")")).strip()
        try:
            parsed(kind)
        except UnknownTypeError as error:
            raise failed(f"ParseException: {error}") from error
        column["Type"] = "".join(kind.split())
        if words.take("COMMENT"):
            column["Comment"] = words.string()
        columns.append(column)
        if not words.take(","):
            break
    words.expect(")")
    return columns


def _clauses(words: Words, table: dict[str, Any], serde: dict[str, Any]) -> None:
    while words.at < len(words.text.rstrip().rstrip(";")):
        if words.take("COMMENT"):
            table["Description"] = words.string()
        elif words.take("PARTITIONED", "BY"):
            table["PartitionKeys"] = _columns(words)
        elif words.take("LOCATION"):
            table["StorageDescriptor"]["Location"] = place_of(words.string()).url
        elif words.take("TBLPROPERTIES"):
            table["Parameters"].update(pairs(words))
        elif not _format_clause(words, table, serde):
            raise words.failure(
                "'COMMENT', 'LOCATION', 'PARTITIONED', 'ROW', 'STORED', 'TBLPROPERTIES', 'WITH'"
            )


def _format_clause(words: Words, table: dict[str, Any], serde: dict[str, Any]) -> bool:
    """Reads a clause that tells the format, if one comes next."""
    if words.take("ROW", "FORMAT", "SERDE"):
        serde["SerializationLibrary"] = words.string()
    elif words.take("WITH", "SERDEPROPERTIES"):
        serde["Parameters"].update(pairs(words))
    elif words.take("ROW", "FORMAT", "DELIMITED"):
        _delimited(words, table, serde)
    elif words.take("STORED", "AS", "INPUTFORMAT"):
        table["StorageDescriptor"]["InputFormat"] = words.string()
        words.expect("OUTPUTFORMAT")
        table["StorageDescriptor"]["OutputFormat"] = words.string()
    elif words.take("STORED", "AS"):
        _stored_as(table, serde, words.name().upper())
    else:
        return False
    return True


def _delimited(words: Words, table: dict[str, Any], serde: dict[str, Any]) -> None:
    _stored_as(table, serde, "TEXTFILE")
    while True:
        if words.take("FIELDS", "TERMINATED", "BY"):
            delimiter = codecs.decode(words.string(), "unicode_escape")
            serde["Parameters"].update(
                {"field.delim": delimiter, "serialization.format": delimiter}
            )
        elif words.take("ESCAPED", "BY"):
            serde["Parameters"]["escape.delim"] = codecs.decode(words.string(), "unicode_escape")
        elif words.take("LINES", "TERMINATED", "BY"):
            words.string()
        elif words.take("NULL", "DEFINED", "AS"):
            serde["Parameters"]["serialization.null.format"] = words.string()
        else:
            return


def _stored_as(table: dict[str, Any], serde: dict[str, Any], kind: str) -> None:
    if kind not in FORMATS:
        raise failed(f"SemanticException: STORED AS {kind} is not one of {', '.join(FORMATS)}")
    library, reads, writes = FORMATS[kind]
    serde.setdefault("SerializationLibrary", library)
    table["StorageDescriptor"].setdefault("InputFormat", reads)
    table["StorageDescriptor"].setdefault("OutputFormat", writes)


def update(session: Session, database: str, found: Mapping[str, Any]) -> None:
    """Changes a table of the catalog to what is said of it."""
    table = {name: found[name] for name in _KEPT if name in found}
    session.catalog.glue.update_table(DatabaseName=database, TableInput=table)


def add_columns(session: Session, words: Words, database: str, found: dict[str, Any]) -> Outcome:
    """ALTER TABLE ... ADD COLUMNS: the words after it."""
    known = {each["Name"] for each in found["StorageDescriptor"]["Columns"]}
    for column in _columns(words):
        if column["Name"] in known:
            raise failed(f"SemanticException: Duplicate column name: {column['Name']}")
        found["StorageDescriptor"]["Columns"].append(column)
    words.end()
    update(session, database, found)
    return Outcome(DDL, "ALTER_TABLE_ADD_COLUMNS")


def replace_columns(
    session: Session, words: Words, database: str, found: dict[str, Any]
) -> Outcome:
    """ALTER TABLE ... REPLACE COLUMNS: the words after it."""
    found["StorageDescriptor"]["Columns"] = _columns(words)
    words.end()
    update(session, database, found)
    return Outcome(DDL, "ALTER_TABLE_REPLACE_COLUMNS")


def set_properties(session: Session, words: Words, database: str, found: dict[str, Any]) -> Outcome:
    """ALTER TABLE ... SET TBLPROPERTIES or LOCATION: the words after SET."""
    if words.take("LOCATION"):
        found["StorageDescriptor"]["Location"] = place_of(words.string()).url
    else:
        words.expect("TBLPROPERTIES")
        found["Parameters"] = {**(found.get("Parameters") or {}), **pairs(words)}
    words.end()
    update(session, database, found)
    return Outcome(DDL, "ALTER_TABLE_SET_TBLPROPERTIES")
