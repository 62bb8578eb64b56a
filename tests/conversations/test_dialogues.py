"""Every dialogue goes as it is written."""

from __future__ import annotations

import pytest

from tests.conversations.dialogue import Dialogue
from tests.conversations.loading import all_dialogues
from tests.conversations.player import Player


@pytest.mark.parametrize("dialogue", all_dialogues(), ids=lambda dialogue: dialogue.name)
def test_dialogue(player: Player, dialogue: Dialogue) -> None:
    assert player.play(dialogue).complaint() == ""
