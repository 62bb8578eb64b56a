"""Runs one statement: tells which kind it is, and has that kind done."""

from __future__ import annotations

from collections.abc import Callable

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import Outcome
from localcloud.athena.session import Session
from localcloud.athena.sql.parameters import with_parameters
from localcloud.athena.sql.translation import parse
from localcloud.athena.statements import (
    partitions,
    prepared,
    queries,
    showing,
    tables,
    views,
    writing,
)
from localcloud.athena.statements.words import Words
from localcloud.lake.failures import LakeError

Statement = Callable[[Session, Words], Outcome]

_STATEMENTS: tuple[tuple[tuple[str, ...], Statement], ...] = (
    (("SHOW",), showing.show),
    (("DESCRIBE",), showing.describe),
    (("DESC",), showing.describe),
    (("EXPLAIN",), queries.explain),
    (("INSERT", "INTO"), writing.insert),
    (("UNLOAD",), writing.unload),
    (("CREATE", "EXTERNAL", "TABLE"), tables.create_external_table),
    (("CREATE", "TABLE"), writing.create_table_as),
    (("CREATE", "DATABASE"), tables.create_database),
    (("CREATE", "SCHEMA"), tables.create_database),
    (
        ("CREATE", "OR", "REPLACE", "VIEW"),
        lambda session, words: views.create_view(session, words, replace=True),
    ),
    (
        ("CREATE", "VIEW"),
        lambda session, words: views.create_view(session, words, replace=False),
    ),
    (("DROP", "DATABASE"), tables.drop_database),
    (("DROP", "SCHEMA"), tables.drop_database),
    (("DROP", "TABLE"), tables.drop_table),
    (("DROP", "VIEW"), tables.drop_view),
    (("ALTER", "TABLE"), partitions.alter),
    (("MSCK", "REPAIR", "TABLE"), partitions.repair),
    (("PREPARE",), prepared.prepare),
    (("EXECUTE",), prepared.execute),
    (("DEALLOCATE", "PREPARE"), prepared.deallocate),
)
_REFUSED = {
    "MERGE": "MERGE, which is for Iceberg tables",
    "UPDATE": "UPDATE, which is for Iceberg tables",
    "DELETE": "DELETE, which is for Iceberg tables",
    "OPTIMIZE": "OPTIMIZE, which is for Iceberg tables",
    "VACUUM": "VACUUM, which is for Iceberg tables",
}


def run(session: Session) -> Outcome:
    """Runs a session's statement.

    Raises:
        QueryFailure: It cannot be run.
        ScanLimitError: It would read more than it may.
        duckdb.InterruptException: It was cancelled.
    """
    try:
        words = Words(session.text)
        for keywords, statement in _STATEMENTS:
            if words.take(*keywords):
                return statement(session, words)
        for keyword, what in _REFUSED.items():
            if words.sees(keyword):
                raise QueryFailure("NOT_SUPPORTED", f"The local cloud does not have {what}")
        query = with_parameters(parse(session.text), session.parameters, session.text)
        return queries.select(session, query)
    except LakeError as error:
        raise QueryFailure.of(error) from error
