"""The player of the calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calls.player import Player


@pytest.fixture(scope="module")
def player() -> Iterator[Player]:
    """Made once per module and not per run: other tests have a moto of their own."""
    with Player() as opened:
        yield opened
