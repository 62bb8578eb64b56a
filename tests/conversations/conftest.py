"""The player of the dialogues."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.bots import HOTEL
from tests.conversations.player import Player


@pytest.fixture(scope="module")
def player() -> Iterator[Player]:
    """Of the hotel's bot; made once per module and not per run: other tests have a moto too."""
    with Player(HOTEL) as opened:
        yield opened
