"""Every call goes as it is written."""

from __future__ import annotations

import pytest

from tests.calls.call import Call
from tests.calls.loading import all_calls
from tests.calls.player import Player


@pytest.mark.parametrize("call", all_calls(), ids=lambda call: call.name)
def test_call(player: Player, call: Call) -> None:
    assert player.play(call).complaint() == ""
