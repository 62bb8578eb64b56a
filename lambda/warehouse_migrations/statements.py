"""Statements to a warehouse, by the Redshift Data API, each waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 5.0


class StatementFailedError(RuntimeError):
    """The warehouse did not do what it was told."""


class Warehouse:
    """Sends statements to a workgroup of Redshift Serverless.

    Args:
        data: A client of the Redshift Data API.
        workgroup: The workgroup.
        database: Where the statements run.
        secret: The ARN of the secret with whose user they do.
        seconds: How long all of them may take together.
        wait: Waits some seconds.
        clock: Tells the time, in seconds.
    """

    def __init__(
        self,
        data: Any,  # noqa: ANN401 - a client
        *,
        workgroup: str,
        database: str,
        secret: str,
        seconds: float,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._data = data
        self._where = {"WorkgroupName": workgroup, "Database": database, "SecretArn": secret}
        self._seconds = seconds
        self._wait = wait
        self._clock = clock
        self._until = clock() + seconds

    def run(self, statements: Sequence[str], *, name: str) -> None:
        """Runs statements in one transaction.

        Args:
            statements: At most 40.
            name: What they are for; a failure says it.

        Raises:
            StatementFailedError: One failed, so that none has an effect.
        """
        sent = self._data.batch_execute_statement(
            **self._where, Sqls=list(statements), StatementName=name
        )
        self._await(sent["Id"], name)

    def rows(self, statement: str, *, name: str) -> list[tuple[Any, ...]]:
        """The rows that a query answers with.

        Raises:
            StatementFailedError: It failed.
        """
        sent = self._data.execute_statement(**self._where, Sql=statement, StatementName=name)
        self._await(sent["Id"], name)
        found: list[tuple[Any, ...]] = []
        more: dict[str, str] = {}
        while True:
            page = self._data.get_statement_result(Id=sent["Id"], **more)
            found += [tuple(_value(field) for field in record) for record in page["Records"]]
            if not page.get("NextToken"):
                return found
            more = {"NextToken": page["NextToken"]}

    def _await(self, statement_id: str, name: str) -> None:
        pause = FIRST_WAIT_SECONDS
        while True:
            told = self._data.describe_statement(Id=statement_id)
            if told["Status"] == "FINISHED":
                return
            if told["Status"] in ("FAILED", "ABORTED"):
                raise StatementFailedError(f"{name}: {_reason(told)}")
            if self._clock() + pause > self._until:
                self._data.cancel_statement(Id=statement_id)
                raise StatementFailedError(
                    f"{name}: not done within the {self._seconds:g} s there are, and cancelled"
                )
            self._wait(pause)
            pause = min(2 * pause, LONGEST_WAIT_SECONDS)


def _reason(told: dict[str, Any]) -> str:
    """Why it failed, with the statement that did."""
    for part in told.get("SubStatements", ()):
        if part.get("Error"):
            return f"{part['Error']} (statement: {part.get('QueryString', '')})"
    return str(told.get("Error") or told["Status"])


def _value(field: dict[str, Any]) -> Any:  # noqa: ANN401 - of any type
    if field.get("isNull"):
        return None
    return next(iter(field.values()))
