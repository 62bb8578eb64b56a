"""Asks an Athena workgroup its saved queries, on the local cloud as on AWS."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

POLL_SECONDS = 0.05

Row = dict[str, str | None]


class QueryFailedError(Exception):
    """A saved query gave no answer."""


@dataclass(frozen=True)
class Answer:
    """What a saved query gave.

    Attributes:
        name: The query's.
        question: What it asks, in words.
        columns: Their names, in order.
        rows: As Athena gives them: text, or ``None`` for what is not known.
        seconds: How long the engine took.
        scanned: How many bytes it read.
    """

    name: str
    question: str
    columns: Sequence[str]
    rows: Sequence[Row]
    seconds: float
    scanned: int


def ask(athena: Any, workgroup: str, database: str) -> Iterator[Answer]:
    """Asks every saved query of a workgroup, by name.

    Raises:
        QueryFailedError: A query failed.
    """
    pages = athena.get_paginator("list_named_queries").paginate(WorkGroup=workgroup)
    saved = [
        athena.get_named_query(NamedQueryId=one)["NamedQuery"]
        for page in pages
        for one in page["NamedQueryIds"]
    ]
    for query in sorted(saved, key=lambda query: str(query["Name"])):
        yield _ask(athena, workgroup, database, query)


def _ask(athena: Any, workgroup: str, database: str, query: dict[str, Any]) -> Answer:
    execution = athena.start_query_execution(
        QueryString=query["QueryString"],
        QueryExecutionContext={"Database": database},
        WorkGroup=workgroup,
    )["QueryExecutionId"]
    while True:
        ran = athena.get_query_execution(QueryExecutionId=execution)["QueryExecution"]
        if ran["Status"]["State"] not in ("QUEUED", "RUNNING"):
            break
        time.sleep(POLL_SECONDS)
    if ran["Status"]["State"] != "SUCCEEDED":
        reason = ran["Status"].get("StateChangeReason", "")
        raise QueryFailedError(f"{query['Name']} ended as {ran['Status']['State']}: {reason}")
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution)
    header, *rows = [
        [cell.get("VarCharValue") for cell in row["Data"]]
        for page in pages
        for row in page["ResultSet"]["Rows"]
    ]
    columns = [str(name) for name in header]
    return Answer(
        name=query["Name"],
        question=query.get("Description", ""),
        columns=columns,
        rows=[dict(zip(columns, row, strict=True)) for row in rows],
        seconds=ran["Statistics"]["EngineExecutionTimeInMillis"] / 1000,
        scanned=ran["Statistics"]["DataScannedInBytes"],
    )
