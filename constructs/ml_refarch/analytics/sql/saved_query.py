"""Queries in files: the first comment is the question that the SQL below it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .text import first_comment, statements

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,127}")
_LONGEST_QUESTION: Final = 1024
# Source: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
_LARGEST: Final = 262_144


@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """A query that people find by its name.

    Args:
        name: The file's, without its ending.
        question: What it answers.
        sql: One statement, the question in a comment before it.
    """

    name: str
    question: str
    sql: str

    @classmethod
    def read(cls, file: Path) -> SavedQuery:
        """The query in a file.

        Raises:
            ValueError: The file is not what a saved query is.
        """
        if _NAME.fullmatch(file.stem) is None:
            raise ValueError(
                f"queries: the name of {file.name} is not a letter and up to 127 lower-case "
                "letters, digits and _, then .sql"
            )
        sql = file.read_text(encoding="utf-8").strip()
        question = first_comment(sql)
        if not question:
            raise ValueError(
                f"queries: {file.name} does not begin with a comment that says its question, "
                "such as '-- Which airlines are late?'"
            )
        if len(question) > _LONGEST_QUESTION:
            raise ValueError(
                f"queries: the question of {file.name} has {len(question):,} characters, over "
                f"Athena's limit of {_LONGEST_QUESTION:,}"
            )
        return cls(name=file.stem, question=question, sql=_one_statement(file.name, sql))


def saved_queries(folder: Path) -> list[SavedQuery]:
    """The queries in the files ``*.sql`` of a folder, by name.

    Raises:
        ValueError: There is no such folder, it has none, or a file is not what a query is.
    """
    if not folder.is_dir():
        raise ValueError(f"queries: {folder} is not a folder")
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise ValueError(f"queries: {folder} has no file *.sql")
    return [SavedQuery.read(file) for file in files]


def _one_statement(name: str, sql: str) -> str:
    found = statements(sql)
    if len(found) > 1:
        raise ValueError(f"queries: {name} has more than one statement, and Athena takes one")
    if not found:
        raise ValueError(f"queries: {name} has a question and no statement")
    size = len(found[0].encode())
    if size > _LARGEST:
        raise ValueError(f"queries: {name} has {size:,} bytes, over Athena's limit of {_LARGEST:,}")
    return found[0]
