"""How an answer is judged: by its meaning, and with a sentence for whatever is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversations.answer import Answer
from tests.conversations.dialogue import Expectation, SlotValue, Text

RESPONSE: dict[str, Any] = {
    "messages": [
        {"contentType": "PlainText", "content": "Let's find you a room."},
        {"contentType": "PlainText", "content": "What day do you check in?"},
    ],
    "sessionState": {
        "dialogAction": {"type": "ElicitSlot", "slotToElicit": "CheckInDate"},
        "intent": {
            "name": "BookHotel",
            "state": "InProgress",
            "slots": {
                "City": {
                    "value": {"originalValue": "the Big Apple", "interpretedValue": "New York"}
                },
                "CheckInDate": None,
            },
        },
        "sessionAttributes": {"phoneNumber": "+12065550100"},
    },
}

RIGHT = [
    Expectation(asks="CheckInDate"),
    Expectation(intent="BookHotel", state="InProgress"),
    Expectation(says=(Text("what day"), Text("/find you a .oom/"))),
    Expectation(says_not=(Text("city"),)),
    Expectation(slots={"City": SlotValue(None, "New York"), "CheckInDate": SlotValue(None, None)}),
    Expectation(slots={"City": SlotValue("the big apple", "New York")}),
    Expectation(slots={"City": SlotValue("the Big Apple", None)}),
    Expectation(attributes={"phoneNumber": "+12065550100", "bookingReference": None}),
]

WRONG = [
    (Expectation(asks="City"), "expected asks: City, got asks: CheckInDate"),
    (Expectation(confirms="BookHotel"), "expected confirms: BookHotel, got asks: CheckInDate"),
    (
        Expectation(closes=("BookHotel", "Failed")),
        "expected closes: BookHotel Failed, got asks: CheckInDate",
    ),
    (Expectation(intent="Help"), "expected the intent Help, got BookHotel"),
    (Expectation(state="Failed"), "expected the state Failed, got InProgress"),
    (Expectation(says=(Text("which city"),)), "expected to hear 'which city'"),
    (Expectation(says_not=(Text("room"),)), "expected not to hear 'room'"),
    (
        Expectation(slots={"City": SlotValue(None, "Seoul")}),
        "expected City to be Seoul, got the Big Apple = New York",
    ),
    (
        Expectation(slots={"City": SlotValue(None, None)}),
        "expected City to be nothing, got the Big Apple = New York",
    ),
    (Expectation(slots={"Nights": SlotValue(None, "3")}), "expected Nights to be 3, got nothing"),
    (
        Expectation(attributes={"phoneNumber": None}),
        "expected the session attribute phoneNumber to be None, got +12065550100",
    ),
    (
        Expectation(error="DependencyFailed"),
        "expected error DependencyFailed, got asks: CheckInDate",
    ),
]


@pytest.mark.parametrize("expect", RIGHT)
def test_an_answer_as_expected_has_no_mismatch(expect: Expectation) -> None:
    assert Answer.of(RESPONSE).mismatches(expect) == []


@pytest.mark.parametrize(("expect", "complaint"), WRONG)
def test_an_answer_that_is_not_as_expected_is_told_in_a_sentence(
    expect: Expectation, complaint: str
) -> None:
    assert Answer.of(RESPONSE).mismatches(expect) == [complaint]


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        ({"dialogAction": {"type": "ElicitIntent"}}, "asks: anything"),
        (
            {"dialogAction": {"type": "ConfirmIntent"}, "intent": {"name": "BookHotel"}},
            "confirms: BookHotel",
        ),
        (
            {
                "dialogAction": {"type": "Close"},
                "intent": {"name": "BookHotel", "state": "Fulfilled"},
            },
            "closes: BookHotel Fulfilled",
        ),
    ],
)
def test_what_an_answer_does_is_named_as_in_a_dialogue(state: dict[str, Any], meaning: str) -> None:
    assert str(Answer.of({"sessionState": state})) == meaning


def test_an_error_is_wrong_unless_it_was_expected() -> None:
    failed = Answer(error="DependencyFailedException: Invalid Lambda Response")

    assert failed.mismatches(Expectation(error="DependencyFailed")) == []
    assert failed.mismatches(Expectation(asks="City")) == [
        "expected an answer, got error DependencyFailedException: Invalid Lambda Response"
    ]
