"""Dialogues to and from the Lex Test Workbench."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conversations.bots import BOTS, TestedBot
from tests.conversations.dialogue import Dialogue, Expectation, SlotValue, Turn
from tests.conversations.loading import all_dialogues, load
from tests.conversations.workbench import (
    WorkbenchError,
    for_workbench,
    from_csv,
    to_csv,
    to_yaml,
)

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)

HEADER = "Line #,Conversation #,Source,Input,Expected Output Intent,"
TEST_SET = (
    HEADER
    + """\
Expected Output Slot 1,Expected Output Slot 2
1,N/A,User,book a cleaning appointment tomorrow,Appointment,Kind = cleaning,Date = tomorrow
2,1,User,"book an appointment, please",Appointment,,
3,1,Agent,What type of appointment?,,,
4,1,User,cleaning,Appointment,Kind = cleaning,
5,-,User,help,Help,,
"""
)


def read(text: str) -> list[Dialogue]:
    return from_csv(text, locale="en_US", now=NOW, path=Path("set.csv"))


def test_a_test_set_survives_the_way_there_and_back() -> None:
    assert to_csv(read(TEST_SET)) == TEST_SET.replace("5,-,", "5,N/A,")


def test_lines_of_one_conversation_become_one_dialogue() -> None:
    single, conversation, other = read(TEST_SET)

    assert single.turns[0].expect.slots["Date"] == SlotValue("tomorrow", None)
    assert [turn.user for turn in conversation.turns] == ["book an appointment, please", "cleaning"]
    assert conversation.turns[0].bot == "What type of appointment?"
    assert other.turns[0].expect.intent == "Help"


@pytest.mark.parametrize("locale", ["en_US", "ko_KR"])
@pytest.mark.parametrize("bot", BOTS.values(), ids=BOTS)
def test_what_a_test_set_can_hold_of_our_dialogues_survives_the_way_there_and_back(
    bot: TestedBot, locale: str, tmp_path: Path
) -> None:
    dialogues = [dialogue for dialogue in all_dialogues(bot) if dialogue.locale == locale]

    back = from_csv(to_csv(dialogues), locale=locale, now=NOW, path=Path("set.csv"))

    assert [dialogue.turns for dialogue in back] == [
        without_agent_if_single(for_workbench(dialogue)).turns for dialogue in dialogues
    ]
    for dialogue in back:
        path = tmp_path / f"{dialogue.name}.yaml"
        path.write_text(to_yaml(dialogue), encoding="utf-8")
        assert [(turn.user, turn.bot, turn.expect) for turn in load(path, bot).turns] == [
            (turn.user, turn.bot, turn.expect) for turn in dialogue.turns
        ]


def without_agent_if_single(dialogue: Dialogue) -> Dialogue:
    """A single input has no Agent line: the workbench takes those in conversations only."""
    if len(dialogue.turns) > 1:
        return dialogue
    (turn,) = dialogue.turns
    alone = Turn(user=turn.user, expect=turn.expect)
    return Dialogue(
        name=dialogue.name,
        path=dialogue.path,
        about=dialogue.about,
        locale=dialogue.locale,
        now=dialogue.now,
        steps=(alone,),
    )


def test_a_slot_filled_by_an_earlier_turn_is_not_said_again() -> None:
    first = Turn("Seattle", Expectation(intent="Book", slots={"City": SlotValue(None, "Seattle")}))
    second = Turn("3 nights", Expectation(asks="Room", slots={"City": SlotValue(None, "Seattle")}))
    dialogue = Dialogue("a", Path("a.yaml"), "a", "en_US", NOW, (first, second))

    assert [list(turn.expect.slots) for turn in for_workbench(dialogue).turns] == [["City"], []]


def test_a_test_set_has_one_locale() -> None:
    turn = Turn("hi", Expectation(intent="Help"))
    dialogues = [
        Dialogue("a", Path("a.yaml"), "a", locale, NOW, (turn,)) for locale in ("en_US", "ko_KR")
    ]

    with pytest.raises(WorkbenchError, match="one locale, these dialogues: en_US, ko_KR"):
        to_csv(dialogues)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("Source", "Speaker", r"set.csv:1: the column 'Source' is missing"),
        ("Expected Output Slot 2", "Notes", r"set.csv:1: unknown column 'Notes'"),
        ("3,1,Agent", "3,1,Bot", r"set.csv:4: the source is User or Agent, not 'Bot'"),
        ("3,1,Agent", "3,2,Agent", r"set.csv:4: an Agent line follows a User line"),
        ("Date = tomorrow", "tomorrow", r"set.csv:2: 'tomorrow' is not a slot"),
        ("User,cleaning,", "User,,", r"set.csv:5: the column 'Input' is empty"),
    ],
)
def test_a_csv_that_is_no_test_set_is_refused_with_its_line(
    old: str, new: str, complaint: str
) -> None:
    assert old in TEST_SET

    with pytest.raises(WorkbenchError, match=complaint):
        read(TEST_SET.replace(old, new, 1))
