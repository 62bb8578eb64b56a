"""A call that greets, asks a real bot, and hangs up."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.connect import FlowRuntime, State
from localcloud.lex import LexRuntime
from tests.localcloud.connect.bots import PIZZA
from tests.localcloud.connect.flows import ALIAS, ask, flow, remember, say

FLOW = flow(
    say("Greeting", "Welcome to the pizza line.", then="Order"),
    ask(
        "Order",
        "What would you like?",
        {"OrderPizza": "Keep"},
        timeout="Sorry",
        other="Sorry",
        LexSessionAttributes={"caller": "$.CustomerEndpoint.Address"},
    ),
    remember("Keep", {"count": "$.Lex.Slots.Count"}, then="Confirm"),
    say("Confirm", "$.Attributes.count pizzas for $.Lex.SessionAttributes.caller."),
    say("Sorry", "I am sorry."),
)


@pytest.fixture
def runtime() -> FlowRuntime:
    bot = LexRuntime(PIZZA)

    def recognize(alias: str, request: dict[str, Any]) -> dict[str, Any]:
        assert alias == ALIAS
        return bot.recognize_text(**request)

    return FlowRuntime(FLOW, lex=recognize)


def test_the_intent_leads_on_and_its_slots_are_known(runtime: FlowRuntime) -> None:
    call = runtime.start(customer="+15551230001")
    assert [heard.text for heard in call.heard] == [
        "Welcome to the pizza line.",
        "What would you like?",
    ]
    assert call.listening is not None
    assert [(heard.by, heard.text) for heard in call.say("I want pizza")] == [("bot", "How many?")]
    assert [heard.text for heard in call.say("three")] == ["3 pizzas for +15551230001."]
    assert call.state is State.DISCONNECTED
    assert call.attributes == {"count": "3"}
    assert call.blocks == ["Greeting", "Order", "Keep", "Confirm", "End"]


def test_silence_counts_as_a_misunderstanding_until_the_bot_falls_back(
    runtime: FlowRuntime,
) -> None:
    call = runtime.start()
    call.say("I want pizza")
    assert [heard.text for heard in call.wait()] == ["How many?"]
    assert [heard.text for heard in call.wait()] == ["I am sorry."]
    assert call.contact.lex["IntentName"] == "FallbackIntent"


def test_keys_reach_the_bot_without_the_one_that_ends_them(runtime: FlowRuntime) -> None:
    call = runtime.start()
    call.say("I want pizza")
    call.press("9*4#")
    assert call.attributes == {"count": "4"}


def test_a_bot_without_the_contacts_language_is_an_error(runtime: FlowRuntime) -> None:
    call = runtime.start(language="ko-KR")
    call.say("피자 주세요")
    assert call.state is State.DISCONNECTED
    assert "Locale ko_KR not found" in call.log[1]["Results"]
