"""Why a query has failed, as Athena tells it."""

from __future__ import annotations

from localcloud.lake.failures import LakeError

SYSTEM, USER = 1, 2
"""The categories of Athena's errors.

Source: https://docs.aws.amazon.com/athena/latest/ug/error-reference.html
"""


class QueryFailure(Exception):  # noqa: N818 - what a query ends as, which its execution records
    """A query cannot be answered.

    Args:
        code: Trino's name of the error, such as ``SYNTAX_ERROR``.
        message: The sentence after it.
        at: Where in the query it is, counted in characters from 0.
        text: The query, where ``at`` is given.
    """

    def __init__(self, code: str, message: str, *, at: int | None = None, text: str = "") -> None:
        place = "" if at is None else f"{position(text, at)}: "
        super().__init__(f"{code}: {place}{message}" if code else message)
        self.code = code
        self.category = SYSTEM if code == "GENERIC_INTERNAL_ERROR" else USER

    @classmethod
    def of(cls, error: LakeError) -> QueryFailure:
        """What a query fails with whose tables cannot be used."""
        return cls(error.code, error.message)


def position(text: str, at: int) -> str:
    """Where a character of a text is, such as ``line 1:8``."""
    before = text[:at]
    return f"line {before.count(chr(10)) + 1}:{at - (before.rfind(chr(10)) + 1) + 1}"


def syntax_error(text: str, at: int, message: str) -> QueryFailure:
    """A query that is no SQL of Athena's."""
    return QueryFailure("", f"{position(text, at)}: {message}")
