"""What the player does beside talking: the world before, between and after the turns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conversations.dialogue import (
    Dialogue,
    Expectation,
    Given,
    Later,
    Meanwhile,
    Outcome,
    RetryFulfilment,
    Step,
    Turn,
)
from tests.conversations.hotel.dialogue import Free, Full, HotelAfter, Stay
from tests.conversations.played import Result
from tests.conversations.player import Player

BOOK = Turn(
    "Book a king room in Seoul for 1 night from December 10th 2026",
    Expectation(confirms="BookHotel"),
)
YES = Turn("yes", Expectation(closes=("BookHotel", "Fulfilled")))
TAKEN = Turn("yes", Expectation(asks="RoomType"))
KING = Stay("seoul", "king", date(2026, 12, 10), 1)


def dialogue(*steps: Step, then: Outcome | None = None) -> Dialogue:
    return Dialogue(
        name="dialogue",
        path=Path("dialogue.yaml"),
        about="a dialogue",
        locale="en_US",
        now=datetime(2026, 11, 2, 12, tzinfo=UTC),
        steps=steps,
        given=Given(attributes={"phoneNumber": "+12065550100"}),
        then=then,
    )


def test_others_take_the_room_between_two_turns(player: Player) -> None:
    assert player.play(dialogue(BOOK, Meanwhile(Full((KING,))), TAKEN)).complaint() == ""
    assert "expected asks: RoomType" in player.play(dialogue(BOOK, TAKEN)).complaint()


def test_time_passes_between_two_turns(player: Player) -> None:
    gone = Later(by=timedelta(minutes=6))

    answer = player.play(dialogue(BOOK, gone, YES)).turns[-1].answer

    assert str(answer) == "asks: anything"


def test_each_dialogue_has_a_hotel_of_its_own(player: Player) -> None:
    one = HotelAfter(bookings=({"city": "seoul"},), free=(Free("seoul", "king", KING.check_in, 4),))

    for _ in range(2):
        assert player.play(dialogue(BOOK, YES, then=one)).complaint() == ""


@pytest.mark.parametrize(
    ("then", "complaint"),
    [
        (HotelAfter(bookings=()), "expected no booking but 0, there is also"),
        (HotelAfter(bookings=({"city": "busan"},)), "expected a booking of {'city': 'busan'}"),
        (
            HotelAfter(free=(Free("seoul", "king", KING.check_in, 5),)),
            "expected 5 free king rooms in seoul on 2026-12-10, there are 4",
        ),
    ],
)
def test_a_hotel_that_is_not_as_expected_is_told(
    player: Player, then: Outcome, complaint: str
) -> None:
    assert complaint in player.play(dialogue(BOOK, YES, then=then)).complaint()


def test_without_a_fulfilment_there_is_none_to_retry(player: Player) -> None:
    complaint = player.play(dialogue(BOOK, RetryFulfilment(line=7))).complaint()

    assert "line 7: there is no fulfilment to retry" in complaint


def test_a_fulfilment_answered_otherwise_the_second_time_is_told(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = player.function.modules["handler"].handle
    calls: list[Any] = []

    def forgetful(event: Any, context: Any) -> Any:
        calls.append(event)
        return handle(event, context) | {"requestAttributes": {"call": str(len(calls))}}

    monkeypatch.setattr(player.function.modules["handler"], "handle", forgetful)

    complaint = player.play(dialogue(BOOK, YES, RetryFulfilment(line=9))).complaint()

    assert "line 9: the fulfilment was answered with" in complaint


def test_a_function_that_raises_is_an_execution_error_and_the_session_survives(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = player.function.modules["handler"].handle
    failures = [RuntimeError("the database is away")]

    def shaky(event: Any, context: Any) -> Any:
        if failures and event["inputTranscript"] == "yes":
            raise failures.pop()
        return handle(event, context)

    monkeypatch.setattr(player.function.modules["handler"], "handle", shaky)
    failed = Turn("yes", Expectation(error="the database is away"))

    assert player.play(dialogue(BOOK, failed, YES)).complaint() == ""

    failures.append(RuntimeError("the database is away"))
    unexpected = player.play(dialogue(BOOK, YES))
    assert unexpected.result is Result.EXECUTION_ERROR
    assert "DependencyFailedException" in unexpected.complaint()
