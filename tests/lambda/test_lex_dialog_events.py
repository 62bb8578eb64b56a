"""Reading what Lex sends, with all that it leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from lex_dialog import (
    Confirmation,
    IntentState,
    InvalidLexEventError,
    InvocationSource,
    LexEvent,
    Slot,
    SlotShape,
)


def minimal(**changes: Any) -> dict[str, Any]:
    return {
        "invocationSource": "DialogCodeHook",
        "sessionId": "session",
        "bot": {"localeId": "en_US"},
        "sessionState": {"intent": {"name": "BookHotel"}},
        **changes,
    }


def test_an_event_with_all_that_may_be_left_out_left_out_is_read() -> None:
    event = LexEvent.parse(minimal())

    assert event.source is InvocationSource.DIALOG
    assert event.intent.name == "BookHotel"
    assert event.intent.state is IntentState.IN_PROGRESS
    assert event.intent.confirmation is Confirmation.NONE
    assert dict(event.session_attributes) == {}
    assert event.proposed_next_state is None


def test_an_event_with_explicit_nulls_is_read_as_if_they_were_left_out() -> None:
    nulls = minimal(
        proposedNextState=None,
        requestAttributes=None,
        interpretations=None,
        inputTranscript=None,
        sessionState={
            "activeContexts": None,
            "sessionAttributes": None,
            "dialogAction": None,
            "originatingRequestId": None,
            "intent": {"name": "BookHotel", "slots": None, "confirmationState": None},
        },
    )

    assert LexEvent.parse(nulls) == LexEvent.parse(minimal())


def test_a_scalar_without_its_shape_is_a_scalar() -> None:
    slot = Slot.parse({"value": {"originalValue": "seattle", "interpretedValue": "Seattle"}})

    assert slot == Slot("seattle", "Seattle", (), SlotShape.SCALAR)


def test_an_unfilled_slot_is_none() -> None:
    assert Slot.parse(None) is None
    assert Slot.parse({"shape": "Scalar", "value": None}) is None


def test_a_time_that_could_be_two_has_readings_and_no_interpretation() -> None:
    slot = Slot.parse(
        {
            "shape": "Scalar",
            "value": {
                "originalValue": "10 o'clock",
                "interpretedValue": None,
                "resolvedValues": ["10:00", "22:00"],
            },
        }
    )

    assert slot is not None
    assert slot.interpreted is None
    assert slot.resolved == ("10:00", "22:00")


def test_a_list_and_a_composite_go_back_as_they_came() -> None:
    scalar = {
        "shape": "Scalar",
        "value": {"originalValue": "a", "interpretedValue": "A", "resolvedValues": ["A"]},
    }
    for raw in (
        {"shape": "List", "value": scalar["value"], "values": [scalar, scalar]},
        {
            "shape": "Composite",
            "value": scalar["value"],
            "subSlots": {"Street": scalar, "Number": None},
        },
    ):
        slot = Slot.parse(raw)
        assert slot is not None
        assert slot.as_json() == raw


@pytest.mark.parametrize("confidence", [0.8, {"score": 0.8}])
def test_a_confidence_is_a_number_in_either_form(confidence: object) -> None:
    readings = [
        {"intent": {"name": "BookHotel"}, "nluConfidence": confidence},
        {"intent": {"name": "FallbackIntent"}},
    ]
    event = LexEvent.parse(minimal(interpretations=readings))

    assert [reading.confidence for reading in event.interpretations] == [0.8, None]


def test_what_lex_would_do_next_is_told() -> None:
    proposed = {
        "dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"},
        "prompt": {"attempt": "Retry1"},
    }
    event = LexEvent.parse(minimal(proposedNextState=proposed))

    assert event.proposed_next_state is not None
    assert event.proposed_next_state.slot_to_elicit == "City"
    assert event.proposed_next_state.attempt == "Retry1"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sessionId": None}, "sessionId is missing"),
        ({"bot": {}}, "bot.localeId is missing"),
        ({"sessionState": None}, "sessionState.intent is missing"),
        ({"sessionState": {"intent": {"slots": {}}}}, "intent.name is missing"),
        ({"invocationSource": "Alexa"}, "'Alexa': allowed is DialogCodeHook or Fulfillment"),
    ],
)
def test_what_is_no_event_of_lex_is_refused_by_the_field_that_is_wrong(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidLexEventError, match=message):
        LexEvent.parse(minimal(**changes))
