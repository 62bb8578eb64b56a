"""One player for all the dialogues of a test run: the bot is synthesised and trained once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.player import Player


@pytest.fixture(scope="session")
def player() -> Iterator[Player]:
    with Player() as opened:
        yield opened
