"""Statements of SQL files, as a state machine takes them."""

from __future__ import annotations

import pytest
from ml_refarch.analytics.sql.text import on_one_line


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("DELETE FROM a\nWHERE  b = 1", "DELETE FROM a WHERE b = 1"),
        ("-- why\nDELETE FROM a -- all\nWHERE b", "DELETE FROM a WHERE b"),
        ("SELECT /* one\n two */ 1", "SELECT 1"),
        ("SELECT '--no  comment', \"a  b\"\n", "SELECT '--no  comment', \"a  b\""),
        ("SELECT $$a\n;  b$$", "SELECT $$a\n;  b$$"),
    ],
)
def test_a_statement_is_on_one_line_but_for_what_is_quoted(sql: str, line: str) -> None:
    assert on_one_line(sql) == line
