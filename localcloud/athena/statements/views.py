"""CREATE VIEW."""

from __future__ import annotations

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import DDL, Outcome
from localcloud.athena.relations import encoded_view
from localcloud.athena.session import Session
from localcloud.athena.sql.translation import parse
from localcloud.athena.statements.words import Words
from localcloud.lake.types import UnknownTypeError, of_duckdb, parsed


def create_view(session: Session, words: Words, *, replace: bool) -> Outcome:
    """CREATE [OR REPLACE] VIEW: the words after it. Its query has to be one that can run."""
    named, name = words.qualified()
    database = session.database_of(named)
    words.expect("AS")
    masked = words.masked(words.at)
    text = words.rest()
    found = session.catalog.description(database, name)
    if found is not None:
        if found.get("TableType") != "VIRTUAL_VIEW":
            raise QueryFailure("TABLE_ALREADY_EXISTS", f"{database}.{name} is a table, not a view")
        if not replace:
            raise QueryFailure(
                "TABLE_ALREADY_EXISTS", f"View already exists: awsdatacatalog.{database}.{name}"
            )
    columns = _columns(session, masked)
    table = {
        "Name": name,
        "TableType": "VIRTUAL_VIEW",
        "Parameters": {"presto_view": "true", "comment": "Presto View"},
        "ViewOriginalText": encoded_view(
            text,
            session.database or database,
            {each: parsed(kind).athena for each, kind in columns.items()},
        ),
        "ViewExpandedText": "/* Presto View */",
        "PartitionKeys": [],
        "StorageDescriptor": {
            "Columns": [{"Name": each, "Type": kind} for each, kind in columns.items()],
            "Location": "",
            "SerdeInfo": {},
        },
    }
    if not session.catalog.has_database(database):
        raise QueryFailure("SCHEMA_NOT_FOUND", f"Schema '{database}' does not exist")
    if found is None:
        session.catalog.glue.create_table(DatabaseName=database, TableInput=table)
    else:
        session.catalog.glue.update_table(DatabaseName=database, TableInput=table)
    return Outcome(DDL, "CREATE_VIEW")


def _columns(session: Session, text: str) -> dict[str, str]:
    """The columns that a query gives, by Hive's types."""
    relation = session.relation(parse(text), text)
    if len(set(relation.columns)) != len(relation.columns):
        raise QueryFailure("DUPLICATE_COLUMN_NAME", "Column names of a view have to differ")
    try:
        return {
            name: of_duckdb(kind)
            for name, kind in zip(relation.columns, relation.types, strict=True)
        }
    except UnknownTypeError as error:
        raise QueryFailure("NOT_SUPPORTED", f"Unsupported Hive type: {error}") from error
