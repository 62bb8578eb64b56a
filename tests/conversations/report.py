"""Plays the dialogues and prints the metrics of the Lex Test Workbench.

    python -m tests.conversations.report
    python -m tests.conversations.report --bot patient_scheduling
    python -m tests.conversations.report --locale ko_KR --conversations
    python -m tests.conversations.report --write-test-sets build
    python -m tests.conversations.report --test-set set.csv --locale en_US --today 2026-11-02

Every line, conversation, intent and slot is Matched, Mismatched or ExecutionError.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/test-results-details-test-set.html
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.conversations.bots import BOTS, HOTEL
from tests.conversations.dialogue import Dialogue
from tests.conversations.loading import LOCALES, all_dialogues
from tests.conversations.played import Played, PlayedTurn, Result
from tests.conversations.player import Player
from tests.conversations.workbench import from_csv, to_csv

Row = tuple[str, Result]


def overall(played: Sequence[Played]) -> list[Row]:
    """Every conversation, every single input and every line, under its kind."""
    rows: list[Row] = []
    for one in played:
        kind = "conversations" if len(one.turns) > 1 else "single inputs"
        rows.append((kind, one.result))
        rows += [("lines", turn.result) for turn in one.turns]
    return rows


def by_conversation(played: Sequence[Played]) -> list[Row]:
    """Every conversation from end to end."""
    return [(one.dialogue.name, one.result) for one in played]


def by_intent(played: Sequence[Played]) -> list[Row]:
    """Every line, under the intent it was expected to be understood as."""
    return [(f"{_locale(one)} {turn.intent}", turn.intent_result) for one, turn in _turns(played)]


def by_slot(played: Sequence[Played]) -> list[Row]:
    """Every slot expected of a line, under its intent."""
    return [
        (f"{_locale(one)} {turn.intent}.{slot}", result)
        for one, turn in _turns(played)
        for slot, result in turn.slot_results.items()
    ]


def table(title: str, rows: Iterable[Row]) -> str:
    """The rows counted by name and result."""
    counts: dict[str, Counter[Result]] = {}
    for name, result in rows:
        counts.setdefault(name, Counter())[result] += 1
    width = max([len(title), *map(len, counts)])
    lines = [f"{title:{width}}  {'total':>5}  " + "  ".join(Result)]
    for name, counted in sorted(counts.items()):
        cells = "  ".join(f"{counted[result]:{len(result)}}" for result in Result)
        lines.append(f"{name:{width}}  {counted.total():5}  {cells}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Prints the report; 1 if anything is not as expected."""
    options = _options().parse_args(arguments)
    dialogues = _dialogues(options)
    if options.write_test_sets:
        _write(options.write_test_sets, options.bot, dialogues)
    with Player(BOTS[options.bot]) as player:
        played = [player.play(dialogue) for dialogue in dialogues]
    tables: list[tuple[str, Callable[[Sequence[Played]], list[Row]]]] = [
        ("OVERALL", overall),
        ("BY INTENT", by_intent),
        ("BY SLOT", by_slot),
    ]
    if options.conversations:
        tables.insert(1, ("BY CONVERSATION", by_conversation))
    _print("\n\n".join(table(title, rows(played)) for title, rows in tables))
    complaints = [one.complaint() for one in played if one.result is not Result.MATCHED]
    if complaints:
        _print("\n" + "\n\n".join(complaints))
    return 1 if complaints else 0


def _turns(played: Sequence[Played]) -> Iterable[tuple[Played, PlayedTurn]]:
    return ((one, turn) for one in played for turn in one.turns)


def _locale(played: Played) -> str:
    return played.dialogue.locale


def _dialogues(options: argparse.Namespace) -> list[Dialogue]:
    if options.test_set:
        if not options.locale:
            raise SystemExit("--test-set needs --locale: the CSV does not say which it is")
        text = options.test_set.read_text(encoding="utf-8-sig")
        return from_csv(text, locale=options.locale, now=options.today, path=options.test_set)
    dialogues = all_dialogues(BOTS[options.bot])
    return [one for one in dialogues if options.locale in (None, one.locale)]


def _write(folder: Path, bot: str, dialogues: Sequence[Dialogue]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for locale in sorted({dialogue.locale for dialogue in dialogues}):
        path = folder / f"{bot}-{locale}.csv"
        path.write_text(
            to_csv([one for one in dialogues if one.locale == locale]), encoding="utf-8"
        )
        _print(f"wrote {path}")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.conversations.report",
        description="Plays the dialogues and prints the metrics of the Lex Test Workbench.",
    )
    parser.add_argument(
        "--bot", choices=sorted(BOTS), default=HOTEL.name, help="whose dialogues: %(default)s"
    )
    parser.add_argument("--locale", choices=sorted(LOCALES), help="play those of one locale")
    parser.add_argument("--conversations", action="store_true", help="list every conversation")
    parser.add_argument(
        "--write-test-sets", type=Path, metavar="FOLDER", help="write one CSV per locale there"
    )
    parser.add_argument("--test-set", type=Path, metavar="CSV", help="play this test set instead")
    parser.add_argument(
        "--today",
        type=lambda text: datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC),
        default=datetime.now(UTC),
        metavar="YYYY-MM-DD",
        help="the day on which a test set takes place; today by default",
    )
    return parser


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
