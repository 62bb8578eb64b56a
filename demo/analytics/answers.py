"""Asks the lake: the saved queries, by boto3's Athena client, as tables and plots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demo.analytics.asking import Answer, ask
from demo.analytics.lake import STACK
from demo.analytics.plots import PLOTS
from demo.stack_outputs import outputs

ROWS_SHOWN = 8
WIDTH = 26


def show(client: Callable[[str], Any], folder: Path) -> None:
    """Asks every saved query, prints the answers, draws some of them.

    Args:
        client: Makes a boto3 client of a service.
        folder: Where the plots go.

    Raises:
        QueryFailedError: A query failed.
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
            PLOTS[answer.name](answer.question, answer.rows).savefig(path, dpi=120)
            print(f"   Drawn: {path}")


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
