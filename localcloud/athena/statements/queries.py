"""SELECT, and EXPLAIN."""

from __future__ import annotations

from sqlglot import exp

from localcloud.athena.failure import syntax_error
from localcloud.athena.outcome import DML, UTILITY, Outcome, lines
from localcloud.athena.session import Session
from localcloud.athena.sql.translation import parse
from localcloud.athena.statements.words import Words
from localcloud.athena.texts import texts_of


def select(session: Session, query: exp.Expr, text: str | None = None) -> Outcome:
    """Answers a query.

    Args:
        text: What it was read from, where that is not the statement.
    """
    if not isinstance(query, exp.Query | exp.Values):
        raise syntax_error(session.text, 0, f"mismatched input '{session.text.split()[0]}'")
    rows = session.rows(query, text)
    columns = list(zip(rows.table.column_names, rows.types, strict=True))
    return Outcome(DML, "SELECT", columns, texts_of(rows.table), header=True)


def explain(session: Session, words: Words) -> Outcome:
    """Tells how a query would be answered here, which is not how Athena would."""
    words.take("ANALYZE")
    if words.sees("("):
        words.inside()
    text = words.masked(words.at)
    query = parse(text)
    plan = str(session.relation(query, text).explain()).splitlines()
    return lines(UTILITY, "EXPLAIN", [("Query Plan", "varchar")], plan)
