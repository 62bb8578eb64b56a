"""SHOW and DESCRIBE."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import UTILITY, Outcome, lines
from localcloud.athena.relations import view_definition
from localcloud.athena.session import Session
from localcloud.athena.statements.words import Words
from localcloud.lake.catalog import folder_of, table_of

WIDTH = 20
"""How wide Hive writes a column of a description."""


def show(session: Session, words: Words) -> Outcome:
    """SHOW ..."""
    kind = words.take_one_of(
        "TABLES",
        "VIEWS",
        "DATABASES",
        "SCHEMAS",
        "PARTITIONS",
        "COLUMNS",
        "CREATE",
        "TBLPROPERTIES",
    )
    match kind:
        case "DATABASES" | "SCHEMAS":
            found = _matching(session.catalog.databases(), words)
            return lines(UTILITY, "SHOW_DATABASES", [("database_name", "string")], found)
        case "TABLES" | "VIEWS":
            return _tables(session, words, views=kind == "VIEWS")
        case "PARTITIONS":
            return _partitions(session, words)
        case "COLUMNS":
            return _columns(session, words)
        case "CREATE":
            return _definition(session, words)
        case "TBLPROPERTIES":
            return _properties(session, words)
    raise words.failure(
        "'COLUMNS', 'CREATE', 'DATABASES', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES', "
        "'VIEWS'"
    )


def _matching(names: list[str], words: Words) -> list[str]:
    """The names that fit a pattern of Hive's, where one is said: ``*`` and ``|``."""
    liked = words.take("LIKE")
    if not liked and words.at >= len(words.text.rstrip().rstrip(";")):
        return names
    pattern = words.string()
    words.end()
    choices = [re.escape(each).replace(r"\*", ".*") for each in pattern.lower().split("|")]
    return [name for name in names if any(re.fullmatch(each, name) for each in choices)]


def _tables(session: Session, words: Words, *, views: bool) -> Outcome:
    named = words.name() if words.take_one_of("IN", "FROM") else None
    database = session.database_of(named)
    _need_database(session, database)
    found = [
        str(each["Name"])
        for each in session.catalog.tables(database)
        if not views or each.get("TableType") == "VIRTUAL_VIEW"
    ]
    statement = "SHOW_VIEWS" if views else "SHOW_TABLES"
    return lines(UTILITY, statement, [("tab_name", "string")], _matching(found, words))


def _need_database(session: Session, name: str) -> None:
    if not session.catalog.has_database(name):
        raise QueryFailure(
            "", f"FAILED: SemanticException [Error 10072]: Database does not exist: {name}"
        )


def description_of(session: Session, words: Words) -> tuple[str, dict[str, Any]]:
    """The database, and what the catalog tells of the table that comes next.

    Raises:
        QueryFailure: There is none.
    """
    named, name = words.qualified()
    database = session.database_of(named)
    found = session.catalog.description(database, name)
    if found is None:
        raise QueryFailure(
            "", f"FAILED: SemanticException [Error 10001]: Table not found {database}.{name}"
        )
    return database, found


def _partitions(session: Session, words: Words) -> Outcome:
    database, found = description_of(session, words)
    words.end()
    table = table_of(found, database)
    if not table.keys:
        raise QueryFailure(
            "",
            f"FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "
            f"Table {database}.{table.name} is not a partitioned table",
        )
    shown = sorted(
        folder_of(table, each.values).removeprefix(table.location.rstrip("/") + "/").rstrip("/")
        for each in session.catalog.partitions(table)
    )
    return lines(UTILITY, "SHOW_PARTITIONS", [("partition", "string")], shown)


def _columns(session: Session, words: Words) -> Outcome:
    words.take_one_of("FROM", "IN")
    named, name = words.qualified()
    if named is None and words.take_one_of("FROM", "IN"):
        named = words.name()
    words.end()
    again = Words(f'"{session.database_of(named)}"."{name}"')
    _, found = description_of(session, again)
    shown = [str(each["Name"]).ljust(WIDTH) for each in _all_columns(found)]
    return lines(UTILITY, "SHOW_COLUMNS", [("field", "string")], shown)


def _all_columns(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        *(found.get("StorageDescriptor") or {}).get("Columns", ()),
        *found.get("PartitionKeys", ()),
    ]


def _properties(session: Session, words: Words) -> Outcome:
    _, found = description_of(session, words)
    chosen = words.inside().strip().strip("'\"") if words.sees("(") else None
    words.end()
    shown = [
        f"{name}\t{value}"
        for name, value in sorted((found.get("Parameters") or {}).items())
        if chosen is None or name == chosen
    ]
    return lines(
        UTILITY, "SHOW_TBLPROPERTIES", [("prpt_name", "string"), ("prpt_value", "string")], shown
    )


def describe(session: Session, words: Words) -> Outcome:
    """DESCRIBE a table: its columns, and its partitions' keys again below."""
    words.take_one_of("EXTENDED", "FORMATTED")
    words.take("TABLE")
    _, found = description_of(session, words)
    words.end()
    shown = [_described(each) for each in _all_columns(found)]
    keys = found.get("PartitionKeys") or ()
    if keys:
        title = [_line("# col_name", "data_type", "comment"), _line("", "", "")]
        shown += [_line("", "", ""), _line("# Partition Information", "", ""), *title]
        shown += [_described(each) for each in keys]
    columns = [("col_name", "string"), ("data_type", "string"), ("comment", "string")]
    return lines(UTILITY, "DESCRIBE_TABLE", columns, shown)


def _described(column: Mapping[str, Any]) -> str:
    return _line(column["Name"], column.get("Type", "string"), column.get("Comment") or "")


def _line(*cells: str) -> str:
    return "\t".join(cell.ljust(WIDTH) for cell in cells)


def _definition(session: Session, words: Words) -> Outcome:
    kind = words.take_one_of("TABLE", "VIEW")
    if kind is None:
        raise words.failure("'TABLE', 'VIEW'")
    database, found = description_of(session, words)
    words.end()
    table = table_of(found, database)
    if kind == "VIEW":
        text = f"CREATE VIEW {table.name} AS\n{view_definition(table)['originalSql']}"
        return lines(UTILITY, "SHOW_CREATE_VIEW", [("Create View", "string")], text.splitlines())
    descriptor = found.get("StorageDescriptor") or {}
    shown = [f"CREATE EXTERNAL TABLE `{database}.{table.name}`("]
    shown += _listed(descriptor.get("Columns") or ())
    if found.get("PartitionKeys"):
        shown += ["PARTITIONED BY ( ", *_listed(found["PartitionKeys"])]
    shown += ["ROW FORMAT SERDE ", f"  '{table.serde}' "]
    if table.serde_parameters:
        shown += ["WITH SERDEPROPERTIES ( ", *_pairs(table.serde_parameters)]
    shown += ["STORED AS INPUTFORMAT ", f"  '{table.input_format}' "]
    shown += ["OUTPUTFORMAT ", f"  '{descriptor.get('OutputFormat', '')}'"]
    shown += ["LOCATION", f"  '{table.location}'"]
    if table.parameters:
        shown += ["TBLPROPERTIES (", *_pairs(table.parameters)]
    return lines(UTILITY, "SHOW_CREATE_TABLE", [("createtab_stmt", "string")], shown)


def _listed(columns: Any) -> list[str]:
    texts = [
        f"  `{each['Name']}` {each.get('Type', 'string')}"
        + (f" COMMENT '{each['Comment']}'" if each.get("Comment") else "")
        for each in columns
    ]
    return [*(f"{text}, " for text in texts[:-1]), *(f"{text})" for text in texts[-1:])]


def _pairs(values: Mapping[str, str]) -> list[str]:
    texts = [f"  '{name}'='{value}'" for name, value in sorted(values.items())]
    return [*(f"{text}, " for text in texts[:-1]), *(f"{text})" for text in texts[-1:])]
