"""An ingestion: a query that runs on Athena, whose rows a data set would keep in SPICE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

Shape = dict[str, Any]

RUNNING: Final = "RUNNING"
FAILED: Final = "FAILED"
COMPLETED: Final = "COMPLETED"


@dataclass
class Ingestion:
    """One, as it is known: how it went is asked of Athena until it is over.

    Args:
        arn: Its ARN.
        identity: Its id.
        created: When it was begun.
        kind: What began it: ``INITIAL_INGESTION``, ``EDIT`` or ``FULL_REFRESH``.
        columns: What the answer must have.
        query: The query's id; none that could not be begun has one.
    """

    arn: str
    identity: str
    created: datetime
    kind: str
    columns: tuple[str, ...]
    query: str | None = None
    status: str = RUNNING
    error: Shape | None = None
    rows: int = 0

    def begin(self, athena: Any, sql: str, workgroup: str | None) -> None:
        """Asks Athena; that it does not take the query is how this went."""
        group = {"WorkGroup": workgroup} if workgroup else {}
        try:
            begun = athena.start_query_execution(QueryString=sql, **group)
        except ClientError as error:
            self.fail("DATA_SOURCE_CONNECTION_FAILED", error.response["Error"]["Message"])
        else:
            self.query = begun["QueryExecutionId"]

    def fail(self, reason: str, message: str) -> None:
        """It went wrong."""
        self.status, self.error = FAILED, {"Type": reason, "Message": message}

    def look(self, athena: Any) -> None:
        """Asks Athena how it went."""
        if self.status != RUNNING or self.query is None:
            return
        ran = athena.get_query_execution(QueryExecutionId=self.query)["QueryExecution"]["Status"]
        match ran["State"]:
            case "SUCCEEDED":
                self._take_in(athena)
            case "FAILED" | "CANCELLED":
                reason = ran.get("StateChangeReason", "the query was cancelled")
                missing = "TABLE_NOT_FOUND" in reason
                self.fail("SQL_TABLE_NOT_FOUND" if missing else "SQL_EXCEPTION", reason)

    def _take_in(self, athena: Any) -> None:
        pages = list(
            athena.get_paginator("get_query_results").paginate(QueryExecutionId=self.query)
        )
        told = [one["Name"] for one in pages[0]["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]]
        missing = [name for name in self.columns if name not in told]
        if missing:
            self.fail(
                "SQL_SCHEMA_MISMATCH_ERROR",
                f"the answer has no column {', '.join(missing)}; it has {', '.join(told)}",
            )
            return
        # The first row of all is the header.
        self.rows = sum(len(page["ResultSet"]["Rows"]) for page in pages) - 1
        self.status = COMPLETED

    @property
    def told(self) -> Shape:
        """As DescribeIngestion tells it."""
        told: Shape = {
            "Arn": self.arn,
            "IngestionId": self.identity,
            "IngestionStatus": self.status,
            "CreatedTime": self.created,
            "RequestSource": "MANUAL",
            "RequestType": self.kind,
        }
        if self.error is not None:
            told["ErrorInfo"] = self.error
        if self.status == COMPLETED:
            told["RowInfo"] = {
                "RowsIngested": self.rows,
                "RowsDropped": 0,
                "TotalRowsInDataset": self.rows,
            }
        return told
