"""Runs one statement: tells which kind it is, and has that kind done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import Outcome
from localcloud.athena.session import Session
from localcloud.athena.sql.parameters import with_parameters
from localcloud.athena.sql.translation import parse
from localcloud.athena.statements import queries, showing
from localcloud.athena.statements.words import Words
from localcloud.lake.failures import LakeError

Statement = Callable[[Session, Words], Outcome]

_STATEMENTS: tuple[tuple[tuple[str, ...], Statement], ...] = (
    (("SHOW",), showing.show),
    (("DESCRIBE",), showing.describe),
    (("DESC",), showing.describe),
    (("EXPLAIN",), queries.explain),
)
_REFUSED = {
    "MERGE": "MERGE, which is for Iceberg tables",
    "UPDATE": "UPDATE, which is for Iceberg tables",
    "DELETE": "DELETE, which is for Iceberg tables",
    "OPTIMIZE": "OPTIMIZE, which is for Iceberg tables",
    "VACUUM": "VACUUM, which is for Iceberg tables",
}


def run(session: Session, parameters: Sequence[str] = ()) -> Outcome:
    """Runs a session's statement.

    Args:
        parameters: What stands for its question marks.

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
        query = with_parameters(parse(session.text), parameters, session.text)
        return queries.select(session, query)
    except LakeError as error:
        raise QueryFailure.of(error) from error
