"""ALTER TABLE of partitions, and MSCK REPAIR TABLE."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from localcloud.athena.outcome import DDL, Outcome, lines
from localcloud.athena.session import Session
from localcloud.athena.statements.showing import description_of
from localcloud.athena.statements.tables import (
    add_columns,
    failed,
    replace_columns,
    set_properties,
)
from localcloud.athena.statements.words import Words
from localcloud.lake.catalog import Table, folder_of, table_of
from localcloud.lake.storage import place_of
from localcloud.lake.writing import unescaped


def alter(session: Session, words: Words) -> Outcome:
    """ALTER TABLE: the words after it."""
    database, found = description_of(session, words)
    if words.take("ADD", "COLUMNS"):
        return add_columns(session, words, database, found)
    if words.take("REPLACE", "COLUMNS"):
        return replace_columns(session, words, database, found)
    if words.take("SET"):
        return set_properties(session, words, database, found)
    table = table_of(found, database)
    if words.take("ADD"):
        return _add(session, words, table, found)
    if words.take("DROP"):
        return _drop(session, words, table)
    if words.sees("PARTITION"):
        return _move(session, words, table, found)
    raise words.failure("'ADD', 'DROP', 'PARTITION', 'REPLACE', 'SET'")


def _add(session: Session, words: Words, table: Table, found: dict[str, Any]) -> Outcome:
    unless_there = words.take("IF", "NOT", "EXISTS")
    while words.sees("PARTITION"):
        values = _values(words, table)
        location = words.string() if words.take("LOCATION") else folder_of(table, values)
        there = not register(session, table, found, values, place_of(location).url)
        if there and not unless_there:
            raise failed(
                "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "
                "AlreadyExistsException(message:Partition already exists.)"
            )
    words.end()
    return Outcome(DDL, "ALTER_TABLE_ADD_PARTITION")


def _values(words: Words, table: Table) -> list[str]:
    """The values of a PARTITION (key = value, ...), in the order of the table's keys."""
    words.expect("PARTITION")
    words.expect("(")
    found: dict[str, str] = {}
    while True:
        name = words.name()
        words.expect("=")
        found[name] = words.value()
        if not words.take(","):
            break
    words.expect(")")
    keys = [key.name for key in table.keys]
    if sorted(found) != sorted(keys):
        raise failed(
            f"SemanticException: partition spec {{{', '.join(found)}}} does not name the keys of "
            f"{table.database}.{table.name}, which are {', '.join(keys) or 'none'}"
        )
    return [found[key] for key in keys]


def register(
    session: Session, table: Table, found: dict[str, Any], values: list[str], location: str
) -> bool:
    """Tells the catalog of a partition; False where it knows it already."""
    descriptor = {**found["StorageDescriptor"], "Location": location}
    try:
        session.catalog.glue.create_partition(
            DatabaseName=table.database,
            TableName=table.name,
            PartitionInput={"Values": values, "StorageDescriptor": descriptor},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "AlreadyExistsException":
            raise
        return False
    return True


def _drop(session: Session, words: Words, table: Table) -> Outcome:
    if_there = words.take("IF", "EXISTS")
    known = {each.values for each in session.catalog.partitions(table)}
    while True:
        values = tuple(_values(words, table))
        if values in known:
            session.catalog.glue.delete_partition(
                DatabaseName=table.database, TableName=table.name, PartitionValues=list(values)
            )
        elif not if_there:
            raise failed(f"SemanticException [Error 10006]: Partition not found {values}")
        if not words.take(","):
            break
    words.end()
    return Outcome(DDL, "ALTER_TABLE_DROP_PARTITION")


def _move(session: Session, words: Words, table: Table, found: dict[str, Any]) -> Outcome:
    values = _values(words, table)
    words.expect("SET")
    words.expect("LOCATION")
    location = place_of(words.string()).url
    words.end()
    if tuple(values) not in {each.values for each in session.catalog.partitions(table)}:
        raise failed(f"SemanticException [Error 10006]: Partition not found {tuple(values)}")
    session.catalog.glue.update_partition(
        DatabaseName=table.database,
        TableName=table.name,
        PartitionValueList=values,
        PartitionInput={
            "Values": values,
            "StorageDescriptor": {**found["StorageDescriptor"], "Location": location},
        },
    )
    return Outcome(DDL, "ALTER_TABLE_SET_LOCATION")


def repair(session: Session, words: Words) -> Outcome:
    """MSCK REPAIR TABLE: finds folders ``key=value`` and registers them as partitions."""
    database, found = description_of(session, words)
    words.end()
    table = table_of(found, database)
    names = [key.name for key in table.keys]
    known = {each.values for each in session.catalog.partitions(table)}
    root = table.location.rstrip("/") + "/"
    folders: dict[tuple[str, ...], str] = {}
    for place in session.storage.list(root):
        parts = place.url.removeprefix(root).split("/")[: len(names)]
        pairs = [part.partition("=") for part in parts]
        if names and [pair[0].lower() for pair in pairs] == names:
            values = tuple(unescaped(pair[2]) for pair in pairs)
            folders.setdefault(values, root + "/".join(parts) + "/")
    told = []
    for values, location in sorted(folders.items()):
        if values not in known and register(session, table, found, list(values), location):
            spec = "/".join(f"{name}={value}" for name, value in zip(names, values, strict=True))
            told.append(f"Partitions not in metastore:\t{table.name}:{spec}")
            told.append(f"Repair: Added partition to metastore {table.name}:{spec}")
    return lines(DDL, "MSCK", [("result", "string")], told)
