"""The measurement that the benchmarks take from here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conversations.dialogue import Dialogue, Expectation, Given, Turn
from tests.conversations.throughput import DialogueFailedError, measure

BOOKING = Dialogue(
    name="booking",
    path=Path("booking.yaml"),
    about="a booking",
    locale="en_US",
    now=datetime(2026, 11, 2, 12, tzinfo=UTC),
    steps=(
        Turn("Book a king room in Seoul tomorrow for 1 night", Expectation(confirms="BookHotel")),
        Turn("yes", Expectation(closes=("BookHotel", "Fulfilled"))),
    ),
    given=Given(attributes={"phoneNumber": "+12065550100"}),
)


def test_every_turn_counts_each_time() -> None:
    measured = measure(times=2, dialogues=[BOOKING])

    assert [len(once) for once in measured.turns] == [2, 2]
    assert measured.turns_per_second > 0
    assert measured.milliseconds[0] <= measured.milliseconds[1]


def test_a_dialogue_that_fails_is_not_measured() -> None:
    wrong = Turn("Book a hotel", Expectation(confirms="BookHotel"))

    with pytest.raises(DialogueFailedError, match="expected confirms: BookHotel, got asks: City"):
        measure(times=1, dialogues=[replace(BOOKING, steps=(wrong,))])
