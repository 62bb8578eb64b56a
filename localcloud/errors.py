"""The error that a service of the local cloud answers with."""

from __future__ import annotations


class ServiceError(Exception):
    """An error of an AWS API, as its clients see it.

    Args:
        code: The error's name in the service's API model, such as ``ResourceNotFoundException``.
        message: A sentence for the person who can mend it.
        status: The HTTP status, where the service's model does not name one.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
