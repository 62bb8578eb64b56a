"""Answers that Lex takes, and none that it would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from lex_dialog import (
    Answer,
    Button,
    Card,
    CustomPayload,
    IntentState,
    InvalidMessageError,
    LexEvent,
    Message,
    NoRouteError,
    PlainText,
    Router,
    Ssml,
    close,
    confirm_intent,
    delegate,
    elicit_intent,
    elicit_slot,
)


def scalar(value: str) -> dict[str, Any]:
    return {
        "shape": "Scalar",
        "value": {"originalValue": value, "interpretedValue": value, "resolvedValues": [value]},
    }


@pytest.fixture
def event() -> LexEvent:
    return LexEvent.parse(
        {
            "invocationSource": "DialogCodeHook",
            "sessionId": "session",
            "bot": {"localeId": "en_US"},
            "requestAttributes": {"channel": "web"},
            "sessionState": {
                "activeContexts": [{"name": "booked"}],
                "sessionAttributes": {"kept": "yes", "old": "value"},
                "intent": {
                    "name": "BookHotel",
                    "state": "ReadyForFulfillment",
                    "confirmationState": "Confirmed",
                    "slots": {"City": scalar("Seattle"), "Nights": None},
                },
            },
        }
    )


def test_delegating_hands_everything_back(event: LexEvent) -> None:
    assert delegate(event) == {
        "sessionState": {
            "dialogAction": {"type": "Delegate"},
            "sessionAttributes": {"kept": "yes", "old": "value"},
            "activeContexts": [{"name": "booked"}],
            "intent": {
                "name": "BookHotel",
                "state": "ReadyForFulfillment",
                "confirmationState": "Confirmed",
                "slots": {"City": scalar("Seattle"), "Nights": None},
            },
        },
        "requestAttributes": {"channel": "web"},
    }


def test_the_slot_asked_for_is_emptied_and_the_confirmation_undone(event: LexEvent) -> None:
    answer = elicit_slot(event, "City", say="Which city?", slots={"Nights": "3"})

    intent = answer["sessionState"]["intent"]
    assert answer["sessionState"]["dialogAction"] == {"type": "ElicitSlot", "slotToElicit": "City"}
    assert intent["slots"] == {"City": None, "Nights": scalar("3")}
    assert (intent["state"], intent["confirmationState"]) == ("InProgress", "None")
    assert answer["messages"] == [{"contentType": "PlainText", "content": "Which city?"}]


def test_a_slot_that_the_intent_does_not_have_cannot_be_asked_for(event: LexEvent) -> None:
    with pytest.raises(ValueError, match="'Town' is not one of BookHotel: it has City, Nights"):
        elicit_slot(event, "Town")


def test_attributes_are_kept_set_and_removed(event: LexEvent) -> None:
    answer = delegate(event, remember={"new": "value", "old": None, "never": None})

    assert answer["sessionState"]["sessionAttributes"] == {"kept": "yes", "new": "value"}


def test_confirming_carries_the_intent_and_its_slots(event: LexEvent) -> None:
    answer = confirm_intent(event, say=["Three nights.", "Shall I?"])

    assert answer["sessionState"]["dialogAction"] == {"type": "ConfirmIntent"}
    assert answer["sessionState"]["intent"]["confirmationState"] == "None"
    assert [message["content"] for message in answer["messages"]] == ["Three nights.", "Shall I?"]


def test_asking_for_an_intent_carries_none(event: LexEvent) -> None:
    answer = elicit_intent(event, say="What would you like?")

    assert answer["sessionState"]["dialogAction"] == {"type": "ElicitIntent"}
    assert "intent" not in answer["sessionState"]


def test_asking_for_an_intent_or_a_confirmation_needs_words(event: LexEvent) -> None:
    with pytest.raises(InvalidMessageError, match="at least one message"):
        elicit_intent(event, say=())
    with pytest.raises(InvalidMessageError, match="at least one message"):
        confirm_intent(event, say="")


@pytest.mark.parametrize(
    "state", [IntentState.FAILED, IntentState.FULFILLED, IntentState.IN_PROGRESS]
)
def test_an_intent_closes_in_the_states_that_lex_knows(event: LexEvent, state: IntentState) -> None:
    answer = close(event, state)

    assert answer["sessionState"]["intent"]["state"] == state
    assert "messages" not in answer


def test_an_intent_closes_in_no_other_state(event: LexEvent) -> None:
    with pytest.raises(ValueError, match="Waiting: allowed are Failed, Fulfilled, InProgress"):
        close(event, IntentState.WAITING)


def test_ten_messages_of_any_kind_are_said_and_no_eleventh(event: LexEvent) -> None:
    kinds: list[Message] = [
        PlainText("a"),
        Ssml("<speak>b</speak>"),
        CustomPayload("{}"),
        Card("title"),
    ]
    answer = close(event, IntentState.FULFILLED, say=[*kinds, *"123456"])

    assert [message["contentType"] for message in answer["messages"]][:5] == [
        "PlainText",
        "SSML",
        "CustomPayload",
        "ImageResponseCard",
        "PlainText",
    ]
    with pytest.raises(InvalidMessageError, match="11 messages: an answer carries at most 10"):
        close(event, IntentState.FULFILLED, say=["a"] * 11)


def test_a_card_goes_with_its_buttons(event: LexEvent) -> None:
    card = Card("Rooms", "in Seattle", "https://example.com/a.png", (Button("Queen", "queen"),))

    assert elicit_slot(event, "City", say=card)["messages"] == [
        {
            "contentType": "ImageResponseCard",
            "imageResponseCard": {
                "title": "Rooms",
                "subtitle": "in Seattle",
                "imageUrl": "https://example.com/a.png",
                "buttons": [{"text": "Queen", "value": "queen"}],
            },
        }
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PlainText("x" * 1025), "PlainText message has 1025 characters: .* 1 to 1024"),
        (lambda: Ssml(""), "SSML message has 0 characters"),
        (lambda: Card("x" * 251), "title has 251 characters"),
        (lambda: Card("t", subtitle="x" * 251), "subtitle has 251 characters"),
        (lambda: Card("t", image_url="x" * 251), "image URL has 251 characters"),
        (lambda: Button("x" * 51, "v"), "text has 51 characters"),
        (lambda: Button("t", "x" * 51), "value has 51 characters"),
        (lambda: Card("t", buttons=(Button("t", "v"),) * 6), "6 buttons: allowed are 5"),
    ],
)
def test_a_message_over_a_limit_is_refused_with_the_limit(make: Any, message: str) -> None:
    with pytest.raises(InvalidMessageError, match=message):
        make()


def test_a_router_finds_the_function_of_intent_and_source(event: LexEvent) -> None:
    router = Router[str]()

    @router.dialog("BookHotel")
    def check(event: LexEvent, context: str) -> Answer:
        return elicit_intent(event, say=f"checked by {context}")

    @router.fulfillment("BookHotel")
    def book(event: LexEvent, context: str) -> Answer:
        return elicit_intent(event, say=f"booked by {context}")

    assert router.answer(event, "me")["messages"][0]["content"] == "checked by me"


def test_a_router_without_a_function_says_which_it_has(event: LexEvent) -> None:
    router = Router[None]()
    router.fulfillment("Help")(lambda event, _: delegate(event))

    with pytest.raises(NoRouteError, match=r"BookHotel \(DialogCodeHook\): there are Help \(Ful"):
        router.answer(event, None)


def test_an_intent_has_one_function_for_each_source() -> None:
    router = Router[None]()
    router.always("Help")(lambda event, _: delegate(event))

    with pytest.raises(ValueError, match=r"Help \(DialogCodeHook\) already has a function"):
        router.dialog("Help")(lambda event, _: delegate(event))
