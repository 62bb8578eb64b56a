"""Intents: utterances, confirmation, contexts, outcomes; a wrong one is refused by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ml_refarch.lex import (
    Action,
    Branch,
    CustomPayload,
    Intent,
    Outcome,
    OutputContext,
    Slot,
    Step,
    builtin,
)

NIGHTS = Slot("Nights", builtin.NUMBER, ask="How many nights?")
END = Step(Action.END_CONVERSATION)


def book(**parts: Any) -> Intent:
    return Intent("Book", **{"utterances": ["Book"], "slots": [NIGHTS], **parts})


def test_an_intent_keeps_its_parts_from_change() -> None:
    utterances = ["Book"]
    intent = Intent("Book", utterances=utterances)

    utterances.append("Reserve")

    assert intent.utterances == ("Book",)


def test_the_fallback_intent_knows_its_parent() -> None:
    fallback = Intent("FallbackIntent", closing="Sorry?")

    assert fallback.is_fallback
    assert fallback.parent == "AMAZON.FallbackIntent"


def test_json_in_a_payload_is_no_placeholder() -> None:
    assert book(closing=CustomPayload('{"nights": {"of": 3}}')).closing


def test_a_sub_slot_is_a_placeholder_of_its_slot() -> None:
    assert book(closing="From {Nights.first}").closing


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"utterances": ["x" * 501]}, "intent Book, utterance: .* 501 characters"),
        ({"utterances": [str(n) for n in range(1501)]}, "intent Book: utterances: 1501 given"),
        ({"utterances": ["Book", "Book"]}, "intent Book: utterances: 'Book' given more than once"),
        ({"utterances": [" "]}, "intent Book, utterance: the text is empty"),
        ({"utterances": ["in {City}"]}, r"intent Book: .* refers to {City}, but .* are Nights"),
        ({"utterances": ["in {City"]}, "intent Book: .* brace without its partner"),
        ({"slots": [NIGHTS, NIGHTS]}, "intent Book: slots: 'Nights' given more than once"),
        ({"confirm": "In {City}?"}, "intent Book, confirm: .* refers to {City}"),
        ({"confirm": "Ok?", "decline": "No {City}"}, "intent Book, decline: .* refers to {City}"),
        ({"opening": "{City}!"}, "intent Book, opening: .* refers to {City}"),
        ({"closing": ["Bye", "{City}!"]}, "intent Book, closing: .* refers to {City}"),
        ({"confirm": "x" * 1001}, "intent Book, confirm: plain text message"),
        ({"closing": "x" * 1001}, "intent Book, closing: plain text message"),
        ({"decline": "No"}, "intent Book: decline answers a confirmation; give confirm"),
        ({"input_contexts": ["a b"]}, "intent Book, input context 'a b'"),
        ({"input_contexts": list("abcdef")}, "intent Book: input contexts: 6 given"),
        ({"parent": "Help"}, "intent Book: parent 'Help' is not a built-in intent"),
        ({"parent": builtin.FALLBACK_INTENT}, "is the parent of FallbackIntent only"),
        ({"description": "x" * 2001}, "intent Book, description: .* 2001 characters"),
        (
            {"slots": [Slot("Nights", builtin.NUMBER, ask="{City}?")]},
            "intent Book, slot Nights: .* refers to {City}",
        ),
        (
            {"slots": [Slot("Nights", builtin.NUMBER, ask="?", utterances=["in {City}"])]},
            "intent Book, slot Nights: .* refers to {City}",
        ),
        (
            {"slots": [Slot("Nights", builtin.NUMBER, ask="?", captured="In {City}")]},
            "intent Book, slot Nights, captured: .* refers to {City}",
        ),
        (
            {"slots": [Slot("Nights", builtin.FREE_FORM, ask="?")], "utterances": ["{Nights}"]},
            "intent Book, slot Nights: AMAZON.FreeFormInput is understood only when asked for",
        ),
        (
            {"slots": [Slot("Nights", builtin.FREE_FORM, ask="?", utterances=["{Nights}"])]},
            "intent Book, slot Nights: no utterances are taken by AMAZON.FreeFormInput",
        ),
        (
            {"slots": [Slot(f"S{n}", builtin.NUMBER, ask="?") for n in range(101)]},
            "intent Book: slots: 101 given",
        ),
    ],
)
def test_a_wrong_intent_is_refused_with_its_name(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        book(**parts)


def test_utterances_given_as_one_text_are_refused() -> None:
    with pytest.raises(TypeError, match="intent Book, utterances: 'Book' is one text"):
        Intent("Book", utterances="Book")


@pytest.mark.parametrize(
    "part",
    [
        {"utterances": ["What?"]},
        {"slots": [NIGHTS]},
        {"confirm": "Sure?"},
        {"input_contexts": ["booked"]},
    ],
)
def test_a_fallback_intent_with_more_than_an_answer_is_refused(part: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"intent FallbackIntent: it has {next(iter(part))}"):
        Intent("FallbackIntent", **part)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: OutputContext("2nd"), "context '2nd'"),
        (lambda: OutputContext("booked", turns=21), "context booked: turns: 21 is outside 1 to 20"),
        (lambda: OutputContext("booked", seconds=4), "seconds: 4 is outside 5 to 86400"),
        (lambda: Step(Action.ELICIT_SLOT), "slot goes with ElicitSlot"),
        (lambda: Step(Action.END_CONVERSATION, slot="City"), "slot goes with ElicitSlot"),
        (lambda: Step(Action.START_INTENT), "intent goes with StartIntent"),
        (lambda: Branch("a b", when="1 = 1", then=END), "branch 'a b'"),
        (lambda: Branch("long", when="x" * 1025, then=END), "branch long, when: .* 1025"),
        (lambda: Outcome(branches=[Branch("a", when="1 = 1", then=END)]), "otherwise: Lex needs"),
        (lambda: Outcome(say="x", otherwise=END), "takes it with them only"),
        (
            lambda: Outcome(
                branches=[Branch(f"b{n}", when="1 = 1", then=END) for n in range(5)], otherwise=END
            ),
            "branches: 5 given; Lex takes 0 to 4",
        ),
    ],
)
def test_a_wrong_part_is_refused_by_name(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (Outcome(then=Step(Action.ELICIT_SLOT, slot="City")), "there is no slot City"),
        (
            Outcome(then=Step(Action.END_CONVERSATION, set_slots={"City": "x"})),
            "there is no slot City",
        ),
        (
            Outcome(branches=[Branch("a", when="{City} = 'x'", then=END)], otherwise=END),
            "there is no slot City",
        ),
        (Outcome(then=Step(Action.CONFIRM_INTENT)), "the step ConfirmIntent needs confirm"),
    ],
)
def test_a_step_to_what_the_intent_lacks_is_refused(outcome: Outcome, message: str) -> None:
    with pytest.raises(ValueError, match=f"intent Book, opening: {message}"):
        book(opening=outcome)
