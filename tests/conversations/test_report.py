"""The metrics: every line, conversation, intent and slot counted once, under its result."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.conversations.answer import Answer
from tests.conversations.dialogue import Dialogue, Expectation, SlotValue, Turn
from tests.conversations.played import Played, PlayedTurn, Result
from tests.conversations.report import by_conversation, by_intent, by_slot, overall, table

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)

BOOK = Turn("book", Expectation(asks="City", intent="Book"))
CITY = Turn("Seoul", Expectation(asks="Nights", slots={"City": SlotValue(None, "Seoul")}))
HELP = Turn("help", Expectation(intent="Help"))


def played(name: str, *turns: tuple[Turn, str, Answer]) -> Played:
    dialogue = Dialogue(name, Path(name), name, "en_US", NOW, tuple(turn for turn, _, _ in turns))
    return Played(
        dialogue,
        tuple(
            PlayedTurn(turn, intent, answer, tuple(answer.mismatches(turn.expect)))
            for turn, intent, answer in turns
        ),
    )


ASKED = Answer(action="ElicitSlot", slot_to_elicit="City", intent="Book")
HEARD = Answer(
    action="ElicitSlot",
    slot_to_elicit="Nights",
    intent="Book",
    slots={"City": SlotValue("Seoul", "Seoul")},
)
MISHEARD = Answer(
    action="ElicitSlot",
    slot_to_elicit="Nights",
    intent="Book",
    slots={"City": SlotValue("Seattle", "Seattle")},
)

PLAYED = [
    played("good", (BOOK, "Book", ASKED), (CITY, "Book", HEARD)),
    played("misheard", (BOOK, "Book", ASKED), (CITY, "Book", MISHEARD)),
    played("broken", (BOOK, "Book", ASKED), (CITY, "Book", Answer(error="DependencyFailed"))),
    played("help", (HELP, "Help", Answer(intent="Book"))),
]


def test_a_conversation_is_matched_only_if_every_line_is() -> None:
    assert by_conversation(PLAYED) == [
        ("good", Result.MATCHED),
        ("misheard", Result.MISMATCHED),
        ("broken", Result.EXECUTION_ERROR),
        ("help", Result.MISMATCHED),
    ]


def test_a_conversation_whose_bookings_are_wrong_is_mismatched() -> None:
    good = PLAYED[0]

    assert Played(good.dialogue, good.turns, ("no booking",)).result is Result.MISMATCHED


def test_single_inputs_are_counted_apart_from_conversations() -> None:
    rows = overall(PLAYED)

    assert [result for name, result in rows if name == "single inputs"] == [Result.MISMATCHED]
    assert len([name for name, _ in rows if name == "conversations"]) == 3
    assert len([name for name, _ in rows if name == "lines"]) == 7


def test_an_intent_is_matched_though_a_slot_of_its_line_is_not() -> None:
    rows = by_intent(PLAYED)

    assert rows.count(("en_US Book", Result.MATCHED)) == 5
    assert rows.count(("en_US Book", Result.EXECUTION_ERROR)) == 1
    assert rows.count(("en_US Help", Result.MISMATCHED)) == 1


def test_each_slot_expected_is_counted() -> None:
    assert by_slot(PLAYED) == [
        ("en_US Book.City", Result.MATCHED),
        ("en_US Book.City", Result.MISMATCHED),
        ("en_US Book.City", Result.EXECUTION_ERROR),
    ]


def test_a_table_counts_by_name_and_result() -> None:
    assert table("BY SLOT", by_slot(PLAYED)).splitlines() == [
        "BY SLOT          total  Matched  Mismatched  ExecutionError",
        "en_US Book.City      3        1           1               1",
    ]


def test_a_complaint_tells_the_conversation_and_what_was_wrong_with_it() -> None:
    complaint = PLAYED[1].complaint()

    assert "user: Seoul" in complaint
    assert "expected City to be Seoul, got Seattle = Seattle" in complaint
    assert PLAYED[0].complaint() == ""
