"""Why a table cannot be read or written, in the words of the engines that read it on AWS."""

from __future__ import annotations


class LakeError(Exception):
    """The lake refuses.

    Args:
        code: Trino's name of the error, such as ``TABLE_NOT_FOUND`` or ``HIVE_BAD_DATA``.
        message: A sentence that names what is wrong.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def not_here(what: str) -> LakeError:
    """What works on AWS and is not made here."""
    return LakeError("NOT_SUPPORTED", f"The local cloud does not have {what}")
