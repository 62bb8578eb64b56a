"""Sessions: set, read, ended, expired, one turn at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest

from localcloud.errors import ServiceError
from tests.localcloud.lex.bots import answer, book_hotel, bot, cancel
from tests.localcloud.lex.talk import Reply, Talk

PROPERTIES = bot(book_hotel(), cancel())


def test_a_session_is_what_the_last_turn_left() -> None:
    talk = Talk(PROPERTIES)
    reply = talk.say_all("Book a hotel", "Seattle")

    assert talk.session().response == {**reply.response}


def test_a_session_expires_when_idle_for_longer_than_its_bot_allows() -> None:
    talk = Talk(PROPERTIES)
    talk.say("Book a hotel")
    talk.clock.move(timedelta(seconds=300))
    assert talk.say("Seattle").action == "ElicitSlot CheckInDate"

    talk.clock.move(timedelta(seconds=301))

    with pytest.raises(ServiceError, match="Session guest not found"):
        talk.session()
    assert talk.say("tomorrow").intent.startswith("FallbackIntent")


def test_a_deleted_session_is_gone() -> None:
    talk = Talk(PROPERTIES)
    talk.say("Book a hotel")

    assert talk.runtime.delete_session(**talk.ids)["sessionId"] == "guest"
    with pytest.raises(ServiceError, match="Session guest not found") as failure:
        talk.runtime.delete_session(**talk.ids)
    assert failure.value.status == 404


def test_a_session_can_be_put_where_a_slot_is_asked_for() -> None:
    talk = Talk(PROPERTIES)

    put = talk.runtime.put_session(
        **talk.ids,
        sessionState={
            "dialogAction": {"type": "ElicitSlot", "slotToElicit": "Nights"},
            "intent": {
                "name": "BookHotel",
                "slots": {"City": {"value": {"interpretedValue": "Seattle"}}},
            },
            "sessionAttributes": {"from": "web"},
        },
    )

    assert Reply(put).texts == ["How many nights?"]
    reply = talk.say("3")
    assert (reply.slots["City"], reply.slots["Nights"]) == ("Seattle", "3")
    assert reply.attributes == {"from": "web"}


def test_a_put_session_says_the_callers_messages_in_place_of_the_prompt() -> None:
    talk = Talk(PROPERTIES)
    state = {
        "dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"},
        "intent": {"name": "BookHotel"},
    }
    messages = [{"contentType": "PlainText", "content": "Where to?"}]

    put = talk.runtime.put_session(**talk.ids, sessionState=state, messages=messages)

    assert Reply(put).texts == ["Where to?"]


def test_a_put_session_that_delegates_lets_the_bot_go_on() -> None:
    talk = Talk(PROPERTIES)
    state = {"dialogAction": {"type": "Delegate"}, "intent": {"name": "BookHotel"}}

    assert Reply(talk.runtime.put_session(**talk.ids, sessionState=state)).texts == ["Which city?"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"intent": {"name": "Fly"}}, "intent 'Fly' is not one of the locale en_US"),
        (
            {
                "intent": {"name": "BookHotel"},
                "dialogAction": {"type": "ElicitSlot", "slotToElicit": "Pet"},
            },
            "has no slot 'Pet'",
        ),
        ({"dialogAction": {"type": "Delegate"}}, "Delegate needs intent"),
    ],
)
def test_a_state_that_the_bot_cannot_have_is_refused(state: dict[str, Any], reason: str) -> None:
    talk = Talk(PROPERTIES)

    with pytest.raises(ServiceError, match=reason) as failure:
        talk.runtime.put_session(**talk.ids, sessionState=state)

    assert failure.value.status == 400


def test_sessions_do_not_see_each_other() -> None:
    talk = Talk(PROPERTIES)
    talk.say("Book a hotel")
    talk.ids["sessionId"] = "other"

    assert talk.say("tomorrow").intent.startswith("FallbackIntent")


def test_a_second_request_during_a_turn_of_the_same_session_conflicts() -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow(event: dict[str, Any]) -> Any:
        inside.set()
        assert leave.wait(10)
        return answer(event)

    talk = Talk(bot(book_hotel(DialogCodeHook={"Enabled": True}), cancel()), hook=slow)
    first = threading.Thread(target=talk.say, args=("Book a hotel",))
    first.start()
    assert inside.wait(10)

    with pytest.raises(ServiceError) as failure:
        talk.say("Seattle")
    other = {**talk.ids, "sessionId": "other"}
    reply = Reply(talk.runtime.recognize_text(**other, text="cancel my booking"))
    leave.set()
    first.join(10)

    assert (failure.value.code, failure.value.status) == ("ConflictException", 409)
    assert reply.intent.startswith("Cancel")
    assert talk.session().action == "ElicitSlot City"


@pytest.mark.parametrize(
    ("text", "reason"), [("x" * 1025, "has 1025 characters"), ("", "is empty"), (" \n", "is empty")]
)
def test_text_that_lex_does_not_take_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ServiceError, match=reason) as failure:
        Talk(PROPERTIES).say(text)

    assert failure.value.status == 400


@pytest.mark.parametrize(
    "text", ["\x00\x01\x02", "<script>alert(1)</script>", "{City}", "((((", "\\"]
)
def test_odd_text_is_an_utterance_like_any_other(text: str) -> None:
    talk = Talk(PROPERTIES)

    assert talk.say(text).intent.startswith("FallbackIntent")
    assert talk.say_all("Book a hotel", text).action == "ElicitSlot City"


def test_an_unknown_locale_or_alias_is_not_found() -> None:
    talk = Talk(PROPERTIES)

    with pytest.raises(ServiceError, match="Locale fr_FR not found"):
        talk.runtime.recognize_text(localeId="fr_FR", sessionId="guest", text="Bonjour")
    with pytest.raises(ServiceError, match="alias ABCDEFGHIJ not found"):
        talk.runtime.recognize_text(**talk.ids, botAliasId="ABCDEFGHIJ", text="Hello")


def test_the_engine_loads_nothing_heavy_until_it_is_needed() -> None:
    script = (
        "import sys, localcloud.lex; "
        "print(*{'sklearn', 'moto', 'ms_recognizers_date_time'} & set(sys.modules))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == ""
