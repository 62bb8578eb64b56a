"""Every dialogue goes as it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.bots import BOTS, TestedBot
from tests.conversations.dialogue import Dialogue
from tests.conversations.loading import all_dialogues
from tests.conversations.player import Player

DIALOGUES = [(bot, dialogue) for bot in BOTS.values() for dialogue in all_dialogues(bot)]


@pytest.fixture(scope="module")
def players() -> Iterator[dict[str, Player]]:
    """The player that is open now, under its bot's name: only one can stand on moto at a time."""
    opened: dict[str, Player] = {}
    yield opened
    for player in opened.values():
        player.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("bot", "dialogue"), DIALOGUES, ids=[f"{b.name}/{d.name}" for b, d in DIALOGUES]
)
def test_dialogue(players: dict[str, Player], bot: TestedBot, dialogue: Dialogue) -> None:
    if bot.name not in players:
        for player in players.values():
            player.__exit__(None, None, None)
        players.clear()
        players[bot.name] = Player(bot).__enter__()
    assert players[bot.name].play(dialogue).complaint() == ""
