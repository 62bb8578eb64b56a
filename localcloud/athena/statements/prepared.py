"""PREPARE, EXECUTE and DEALLOCATE PREPARE."""

from __future__ import annotations

from localcloud.athena.failure import QueryFailure
from localcloud.athena.outcome import DDL, Outcome
from localcloud.athena.session import Session, Statements
from localcloud.athena.sql.parameters import with_parameters
from localcloud.athena.sql.translation import parse
from localcloud.athena.statements import queries
from localcloud.athena.statements.words import Words


def prepare(session: Session, words: Words) -> Outcome:
    """PREPARE name FROM query: the words after PREPARE."""
    name = words.name()
    words.expect("FROM")
    text = words.rest()
    parse(text)
    _statements(session).keep(name, text)
    return Outcome(DDL, "PREPARE")


def execute(session: Session, words: Words) -> Outcome:
    """EXECUTE name [USING value, ...]: the words after EXECUTE."""
    text = _statements(session).text(words.name())
    values: list[str] = []
    if words.take("USING"):
        values.append(words.until((",",), openers="(", closers=")"))
        while words.take(","):
            values.append(words.until((",",), openers="(", closers=")"))
    words.end()
    values = values or list(session.parameters)
    return queries.select(session, with_parameters(parse(text), values, text), text)


def deallocate(session: Session, words: Words) -> Outcome:
    """DEALLOCATE PREPARE name: the words after it."""
    _statements(session).forget(words.name())
    words.end()
    return Outcome(DDL, "DEALLOCATE")


def _statements(session: Session) -> Statements:
    if session.statements is None:
        raise QueryFailure("NOT_SUPPORTED", "Prepared statements belong to a workgroup")
    return session.statements
