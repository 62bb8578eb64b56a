"""Dialogues to and from the CSV of the Lex Test Workbench.

A test set holds what is said, the intent it must be understood as and the slots it fills, as they
were said. It holds neither the clock nor the rooms free nor what the bot must answer, so a
dialogue read back has only what ``for_workbench`` leaves of it.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/create-test-set-from-CSV.html
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

import yaml

from tests.conversations.dialogue import Dialogue, Expectation, SlotValue, Turn

LINE = "Line #"
CONVERSATION = "Conversation #"
SOURCE = "Source"
INPUT = "Input"
INTENT = "Expected Output Intent"
SLOT = "Expected Output Slot"
COLUMNS = (LINE, CONVERSATION, SOURCE, INPUT, INTENT)
SINGLE_INPUTS = frozenset({"", "-", "N/A"})


class WorkbenchError(ValueError):
    """The CSV is not a test set; the message names the line and what is allowed."""


def slots_said(turn: Turn) -> dict[str, str]:
    """The slots that this turn's words fill, with those words.

    A slot that an earlier turn filled is expected to hold its value still, but is not said again.
    """
    said = {name: value.said or value.understood or "" for name, value in turn.expect.slots.items()}
    spoken = turn.user.casefold()
    return {name: words for name, words in said.items() if words and words.casefold() in spoken}


def for_workbench(dialogue: Dialogue) -> Dialogue:
    """What is left of a dialogue in a test set."""
    steps = tuple(
        Turn(
            user=turn.user,
            expect=Expectation(
                intent=intent,
                slots={name: SlotValue(words, None) for name, words in slots_said(turn).items()},
            ),
            bot=turn.bot,
        )
        for turn, intent in dialogue.intents()
    )
    return Dialogue(
        name=dialogue.name,
        path=dialogue.path,
        about=dialogue.name,
        locale=dialogue.locale,
        now=dialogue.now,
        steps=steps,
    )


def to_csv(dialogues: Sequence[Dialogue]) -> str:
    """A test set of these dialogues, which are all of one locale, as a test set is.

    A dialogue of one turn is a single input; a longer one is a conversation with a number.

    Raises:
        WorkbenchError: The dialogues are of several locales.
    """
    locales = sorted({dialogue.locale for dialogue in dialogues})
    if len(locales) > 1:
        raise WorkbenchError(f"a test set has one locale, these dialogues: {', '.join(locales)}")
    rows: list[list[str]] = []
    conversation = 0
    for dialogue in dialogues:
        single = len(dialogue.turns) == 1
        conversation += not single
        number = "N/A" if single else str(conversation)
        for turn, intent in dialogue.intents():
            slots = [f"{name} = {words}" for name, words in slots_said(turn).items()]
            rows.append([number, "User", turn.user, intent or "", *slots])
            if turn.bot is not None and not single:
                rows.append([number, "Agent", turn.bot, ""])
    width = max((len(row) for row in rows), default=0) - (len(COLUMNS) - 1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"{SLOT} {number}" for number in range(1, width + 1))])
    for line, row in enumerate(rows, start=1):
        padding = [""] * (width + len(COLUMNS) - 1 - len(row))
        writer.writerow([str(line), *row, *padding])
    return out.getvalue()


def from_csv(text: str, *, locale: str, now: datetime, path: Path) -> list[Dialogue]:
    """The dialogues of a test set.

    Args:
        text: The CSV.
        locale: What the test set is in; the CSV does not say.
        now: The time at which the dialogues take place; the CSV does not say.
        path: Where the CSV comes from; errors and the dialogues' names refer to it.

    Raises:
        WorkbenchError: A column is missing, or a cell is not what the workbench takes.
    """
    reader = csv.DictReader(io.StringIO(text))
    columns = list(reader.fieldnames or ())
    if missing := [column for column in COLUMNS[1:] if column not in columns]:
        raise WorkbenchError(f"{path}:1: the column {missing[0]!r} is missing")
    slot_columns = [column for column in columns if column.startswith(SLOT)]
    if unknown := [c for c in columns if c not in COLUMNS and c not in slot_columns]:
        raise WorkbenchError(
            f"{path}:1: unknown column {unknown[0]!r}; a test set has {', '.join(COLUMNS)} "
            f"and {SLOT} 1 to N"
        )
    turns: list[tuple[str, Turn]] = []
    for row in reader:
        at = f"{path}:{reader.line_num}"
        cells = {column: (row.get(column) or "").strip() for column in columns}
        number = cells[CONVERSATION]
        if number in SINGLE_INPUTS:
            number = f"single-{len(turns) + 1}"
        if not cells[INPUT]:
            raise WorkbenchError(f"{at}: the column {INPUT!r} is empty")
        match cells[SOURCE]:
            case "User":
                slots = dict(
                    _slot_cell(cells[column], at) for column in slot_columns if cells[column]
                )
                expect = Expectation(intent=cells[INTENT] or None, slots=slots)
                turns.append((number, Turn(user=cells[INPUT], expect=expect)))
            case "Agent":
                if not turns or turns[-1][0] != number or turns[-1][1].bot is not None:
                    raise WorkbenchError(f"{at}: an Agent line follows a User line it answers")
                turns[-1] = (number, replace(turns[-1][1], bot=cells[INPUT]))
            case other:
                raise WorkbenchError(f"{at}: the source is User or Agent, not {other!r}")
    return [
        Dialogue(
            name=f"{path.stem}-{number}",
            path=path,
            about=f"{path.stem}-{number}",
            locale=locale,
            now=now,
            steps=tuple(turn for _, turn in group),
        )
        for number, group in groupby(turns, key=lambda numbered: numbered[0])
    ]


def _slot_cell(cell: str, at: str) -> tuple[str, SlotValue]:
    name, equals, words = cell.partition("=")
    if not (equals and name.strip() and words.strip()):
        raise WorkbenchError(f"{at}: {cell!r} is not a slot, as in 'Date = tomorrow'")
    return name.strip(), SlotValue(words.strip(), None)


def to_yaml(dialogue: Dialogue) -> str:
    """A test set's dialogue as a dialogue file, to be completed by hand: see README.md."""
    turns = []
    for turn in dialogue.turns:
        expect: dict[str, object] = {"intent": turn.expect.intent}
        if turn.expect.slots:
            expect["slots"] = {name: str(value) for name, value in turn.expect.slots.items()}
        said = {"user": turn.user} | ({"bot": turn.bot} if turn.bot is not None else {})
        turns.append({**said, "expect": expect})
    content = {
        "about": dialogue.about,
        "locale": dialogue.locale,
        "today": dialogue.now.isoformat(),
        "turns": turns,
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
