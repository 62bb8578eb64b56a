"""Asks the lake: the saved queries, by boto3's Athena client, as tables and plots."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.analytics.lake import STACK, NoAnswerError
from demo.analytics.plots import PLOTS
from demo.stack_outputs import outputs

POLL_SECONDS = 0.05
ROWS_SHOWN = 8
WIDTH = 26

Row = dict[str, str | None]


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


def show(client: Callable[[str], Any], folder: Path) -> None:
    """Asks every saved query, prints the answers, draws some of them.

    Args:
        client: Makes a boto3 client of a service.
        folder: Where the plots go.

    Raises:
        NoAnswerError: A query failed.
    """
    found = outputs(client("cloudformation"), STACK)
    answers = list(ask(client("athena"), found["QueryWorkgroup"], found["CuratedDatabase"]))
    for answer in answers:
        for line in lines(answer):
            print(f"   {line}")
    folder.mkdir(parents=True, exist_ok=True)
    for answer in answers:
        if answer.name in PLOTS:
            path = folder / f"{answer.name}.png"
            PLOTS[answer.name](answer.question, answer.rows, path)
            print(f"   Drawn: {path}")


def ask(athena: Any, workgroup: str, database: str) -> Iterator[Answer]:
    """Asks every saved query of a workgroup, by name.

    Raises:
        NoAnswerError: A query failed.
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
        raise NoAnswerError(f"{query['Name']} ended as {ran['Status']['State']}: {reason}")
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


def lines(answer: Answer) -> Iterator[str]:
    """An answer as a table, its first rows, for a person to read."""
    yield ""
    yield answer.question
    cost = f"{answer.seconds:.2f} s, {answer.scanned / 1e6:.2f} MB read"
    if not answer.rows:
        yield f"  (no rows; {cost})"
        return
    shown = [[_cell(row[name]) for name in answer.columns] for row in answer.rows[:ROWS_SHOWN]]
    table = [[_cell(name) for name in answer.columns], *shown]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(padded)}".rstrip()
    more = len(answer.rows) - len(shown)
    yield f"  ({f'{more} more rows; ' if more else ''}{cost})"


def _cell(value: str | None) -> str:
    text = "-" if value is None else value
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
