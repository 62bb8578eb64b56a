"""A warehouse, and somebody who sends it statements."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from localcloud.cloud import LocalCloud

NAMESPACE, GROUP, DATABASE = "warehouse", "analysts", "analytics"
PATIENCE = 60.0
PAUSE = threading.Event()
"""Never set: gives way between two looks at a statement."""


@dataclass(frozen=True)
class Warehouse:
    """The warehouse of one cloud."""

    cloud: LocalCloud

    def send(self, *statements: str, **request: Any) -> str:
        """Sends statements, several as one transaction, and returns their id."""
        client = self.cloud.client("redshift-data")
        asked = {"WorkgroupName": GROUP, "Database": DATABASE, **request}
        if len(statements) == 1:
            return str(client.execute_statement(Sql=statements[0], **asked)["Id"])
        return str(client.batch_execute_statement(Sqls=list(statements), **asked)["Id"])

    def end(self, identity: str) -> dict[str, Any]:
        """Statements once they are over."""
        client, deadline = self.cloud.client("redshift-data"), time.monotonic() + PATIENCE
        while True:
            described: dict[str, Any] = client.describe_statement(Id=identity)
            if described["Status"] in ("FINISHED", "FAILED", "ABORTED"):
                return described
            assert time.monotonic() < deadline, described
            PAUSE.wait(0.01)

    def run(self, *statements: str, **request: Any) -> dict[str, Any]:
        """Runs statements that have to succeed."""
        described = self.end(self.send(*statements, **request))
        assert described["Status"] == "FINISHED", described.get("Error")
        return described

    def rows(self, statement: str, **request: Any) -> list[list[Any]]:
        """The rows that a statement answers."""
        identity = self.run(statement, **request)["Id"]
        pages = self.cloud.client("redshift-data").get_paginator("get_statement_result")
        records = pages.paginate(Id=identity).build_full_result()["Records"]
        return [[_value(cell) for cell in row] for row in records]

    def refusal(self, *statements: str, **request: Any) -> str:
        """Why statements fail."""
        described = self.end(self.send(*statements, **request))
        assert described["Status"] == "FAILED", described
        return str(described["Error"])


def _value(cell: dict[str, Any]) -> Any:
    if cell.get("isNull"):
        return None
    ((_, value),) = [(k, v) for k, v in cell.items() if k != "isNull"]
    return value
