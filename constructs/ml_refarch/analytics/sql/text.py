"""What is in the text of an SQL file: the comment that comes first, and statements."""

from __future__ import annotations

import re
from typing import Final

# What quotes and comments hide, or a semicolon that nothing hides.
_TOKEN: Final = re.compile(r"""\$\$.*?\$\$|'[^']*'|"[^"]*"|--[^\n]*|/\*.*?\*/|;""", re.DOTALL)
_COMMENT: Final = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
# A comment with the blanks around it is one blank.
_TOKEN_OR_BLANKS: Final = re.compile(rf"(?:\s|{_COMMENT.pattern})+|{_TOKEN.pattern}", re.DOTALL)


def first_comment(sql: str) -> str:
    """The lines of the comment that comes first, as one; empty when none does."""
    words: list[str] = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        words.append(line.lstrip("-").strip())
    return " ".join(words).strip()


def statements(sql: str) -> list[str]:
    """The statements, without what separates them; comments before and in them stay."""
    found, start = [], 0
    for token in _TOKEN.finditer(sql):
        if token.group() == ";":
            found.append(sql[start : token.start()])
            start = token.end()
    return [one.strip() for one in (*found, sql[start:]) if _says_something(one)]


def on_one_line(sql: str) -> str:
    """The statement without its comments and line breaks; what is quoted stays as it is."""

    def kept(token: re.Match[str]) -> str:
        hidden = token.group()
        return hidden if _TOKEN.fullmatch(hidden) and not _COMMENT.fullmatch(hidden) else " "

    return _TOKEN_OR_BLANKS.sub(kept, sql).strip()


def _says_something(sql: str) -> bool:
    return bool(_COMMENT.sub("", sql).strip())
