"""What a conversation log shows of obfuscated slots, and what AWS leaves for anybody to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from localcloud.clock import Clock
from localcloud.lex import LexRuntime, bot_from_properties
from localcloud.lex.log_entry import log_entry
from tests.localcloud.lex.bots import answer, bot, intent, prompt, slot
from tests.localcloud.lex.talk import NOW

Entry = dict[str, Any]
HIDDEN: dict[str, Any] = {"ObfuscationSetting": {"ObfuscationSettingType": "DefaultObfuscation"}}
PHONE = slot("Phone", "AMAZON.PhoneNumber", "Your number?", **HIDDEN)
DAY = slot("Day", "AMAZON.Date", "What day?")
CALL = intent("Call", ["call me", "call me at {Phone}", "call {Phone} on {Day}"], [PHONE, DAY])
STOP = intent("Stop", ["never mind", "stop calling me"])


class Logged:
    """A conversation of which the log's entries are kept."""

    def __init__(
        self,
        *intents: Mapping[str, Any],
        hook: Callable[[dict[str, Any]], Any] | None = None,
        locale: str = "en_US",
    ) -> None:
        definition = bot(*(dict(one) for one in intents), slot_types=[], locale=locale)
        self.entries: list[Entry] = []
        self.answers: list[dict[str, Any]] = []
        self._locale = locale
        self._runtime = LexRuntime(
            bot_from_properties(definition),
            hook=(lambda _, event, __: hook(event)) if hook else None,
            clock=Clock(lambda: NOW),
            after_turn=lambda finished: self.entries.append(log_entry(finished, at=NOW)),
        )

    def say(self, *texts: str, **request: Any) -> Entry:
        """So many turns; the last one's entry."""
        for text in texts:
            self.answers.append(
                self._runtime.recognize_text(
                    localeId=self._locale, sessionId="guest", text=text, **request
                )
            )
        json.dumps(self.entries)
        return self.entries[-1]


def hooked(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "DialogCodeHook": {"Enabled": True}}


def test_an_entry_has_the_shape_that_lex_writes() -> None:
    entry = Logged(CALL, STOP).say("call me", requestAttributes={"channel": "web"})

    assert entry["bot"] == {
        "id": entry["bot"]["id"],
        "name": "Hotel",
        "aliasId": "TSTALIASID",
        "aliasName": "TestBotAlias",
        "localeId": "en_US",
        "version": "DRAFT",
    }
    assert entry["messageVersion"] == "2.0"
    assert entry["operationName"] == "RecognizeText"
    assert entry["timestamp"] == "2026-11-22T10:00:00.000Z"
    assert entry["inputMode"] == "Text"
    assert entry["requestAttributes"] == {"channel": "web"}
    assert entry["interpretations"][0]["nluConfidence"] == "1.00"
    assert (entry["missedUtterance"], entry["developerOverride"]) == (False, False)
    assert "sessionAttributes" not in entry["sessionState"]
    assert entry["transcriptions"] == [
        {
            "transcription": "call me",
            "transcriptionConfidence": 1.0,
            "resolvedContext": {"intent": "Call"},
            "resolvedSlots": {},
        }
    ]


def test_a_value_is_the_name_of_its_slot_in_the_transcript_and_in_every_slot() -> None:
    talk = Logged(CALL, STOP)

    entry = talk.say("call me", "it is 206 555 0100, please")

    assert entry["inputTranscript"] == "it is {Phone}, please"
    masked = {
        "shape": "Scalar",
        "value": {
            "originalValue": "{Phone}",
            "interpretedValue": "{Phone}",
            "resolvedValues": ["{Phone}"],
        },
    }
    assert entry["sessionState"]["intent"]["slots"] == {"Phone": masked, "Day": None}
    assert entry["interpretations"][0]["intent"]["slots"]["Phone"] == masked
    assert entry["transcriptions"][0]["transcription"] == "it is {Phone}, please"
    assert "5550100" not in json.dumps(entry).replace(" ", "")
    slots = talk.answers[-1]["sessionState"]["intent"]["slots"]
    assert slots["Phone"]["value"]["interpretedValue"] == "2065550100"


def test_slots_filled_earlier_stay_masked() -> None:
    entry = Logged(CALL, STOP).say("call me", "206 555 0100", "tomorrow")

    slots = entry["sessionState"]["intent"]["slots"]
    assert slots["Phone"]["value"]["originalValue"] == "{Phone}"
    assert slots["Day"]["value"]["originalValue"] == "tomorrow"
    assert entry["inputTranscript"] == "tomorrow"


def test_the_first_utterance_is_masked_where_a_value_is_recognised() -> None:
    entry = Logged(CALL, STOP).say("call 206-555-0100 on 2026-12-01")

    assert entry["inputTranscript"] == "call {Phone} on 2026-12-01"


def test_a_slot_that_is_not_obfuscated_is_not_masked() -> None:
    plain = {name: value for name, value in PHONE.items() if name != "ObfuscationSetting"}
    entry = Logged(intent("Call", ["call me"], [plain]), STOP).say("call me", "206 555 0100")

    assert entry["inputTranscript"] == "206 555 0100"


def test_a_value_that_a_hook_refuses_is_masked_all_the_same() -> None:
    def refusing(event: dict[str, Any]) -> Any:
        if event["inputTranscript"] == "call me":
            return answer(event)
        slots = {"Phone": None, "Day": None}
        elicit = {"slotToElicit": "Phone"}
        return answer(event, "ElicitSlot", dialog_action=elicit, intent={"slots": slots})

    entry = Logged(hooked(CALL), STOP, hook=refusing).say("call me", "on 206 555 0100")

    assert entry["sessionState"]["intent"]["slots"]["Phone"] is None
    assert entry["inputTranscript"] == "on {Phone}"


def test_nothing_of_an_answer_is_logged_where_the_slot_asked_for_got_no_value() -> None:
    entry = Logged(CALL, STOP).say("call me", "two oh six, five five five, I forget")

    assert entry["inputTranscript"] == "{Phone}"
    assert entry["transcriptions"][0]["transcription"] == "{Phone}"
    assert entry["missedUtterance"] is False


def test_the_answer_after_which_the_bot_falls_back_is_masked_too() -> None:
    impatient = slot("Phone", "AMAZON.PhoneNumber", prompt("Your number?", retries=0), **HIDDEN)
    talk = Logged(intent("Call", ["call me"], [impatient]), STOP)

    entry = talk.say("call me", "I am Kim Ji-woo")

    assert entry["sessionState"]["intent"]["name"] == "FallbackIntent"
    assert entry["missedUtterance"] is True
    assert entry["inputTranscript"] == "{Phone}"


def test_another_intent_in_the_place_of_an_obfuscated_value_is_masked() -> None:
    entry = Logged(CALL, STOP).say("call me", "never mind")

    assert entry["sessionState"]["intent"]["name"] == "Stop"
    assert entry["inputTranscript"] == "{Phone}"


def test_a_first_utterance_that_is_not_understood_is_logged_as_it_was_said() -> None:
    entry = Logged(CALL, STOP).say("?? 2065550100")

    assert entry["missedUtterance"] is True
    assert entry["inputTranscript"] == "?? 2065550100"


def test_a_value_that_is_recognised_where_another_slot_is_asked_for_is_masked() -> None:
    entry = Logged(CALL, STOP).say("call me", "206 555 0100", "I said 5550100")

    assert entry["sessionState"]["dialogAction"]["slotToElicit"] == "Day"
    assert entry["inputTranscript"] == "I said {Phone}"


def test_what_else_is_said_where_no_obfuscated_slot_is_asked_for_is_logged() -> None:
    entry = Logged(CALL, STOP).say("call me", "206 555 0100", "Kim Ji-woo, you know me")

    assert entry["inputTranscript"] == "Kim Ji-woo, you know me"


def test_messages_and_attributes_are_logged_as_they_are() -> None:
    def telling(event: dict[str, Any]) -> Any:
        number = "2065550100"
        return answer(
            event,
            "ElicitSlot",
            f"I have your number, {number}.",
            dialog_action={"slotToElicit": "Day"},
            state={"sessionAttributes": {"number": number}},
        )

    talk = Logged(hooked(CALL), STOP, hook=telling)

    entry = talk.say("call me at 2065550100", requestAttributes={"from": "+12065550100"})

    assert entry["messages"][0]["content"] == "I have your number, 2065550100."
    assert entry["sessionState"]["sessionAttributes"] == {"number": "2065550100"}
    assert entry["requestAttributes"] == {"from": "+12065550100"}
    assert entry["inputTranscript"] == "call me at {Phone}"


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("{206 555 0100}", r"\\{{Phone}\\}"),
        ("{it} is 206 555 0100", r"\\{it\\} is {Phone}"),
        ("{Phone} 206 555 0100", r"\\{Phone\\} {Phone}"),
    ],
)
def test_braces_are_escaped_so_that_a_mask_can_be_told(said: str, logged: str) -> None:
    assert Logged(CALL, STOP).say("call me", said)["inputTranscript"] == logged


def test_braces_are_escaped_where_nothing_is_masked() -> None:
    assert Logged(CALL, STOP).say("call {me}")["inputTranscript"] == r"call \\{me\\}"


def test_a_korean_value_is_masked_and_its_particle_stays() -> None:
    call = intent("Call", ["전화해 주세요"], [PHONE])
    stop = intent("Stop", ["그만두세요"])

    entry = Logged(call, stop, locale="ko_KR").say("전화해 주세요", "010-1234-5678이에요")

    assert entry["inputTranscript"] == "{Phone}이에요"
    assert "1234" not in json.dumps(entry)


def test_free_words_for_an_obfuscated_slot_are_masked_whole() -> None:
    reason = slot("Reason", "AMAZON.FreeFormInput", "Why do you come?", **HIDDEN)

    entry = Logged(intent("Come", ["I want to come"], [reason]), STOP).say(
        "I want to come", "My chest hurts. A lot!"
    )

    assert entry["inputTranscript"] == "{Reason}"
    assert "chest" not in json.dumps(entry)


def test_a_whole_word_is_masked_before_a_part_of_one() -> None:
    seats = slot("Seats", "AMAZON.Number", "How many?", **HIDDEN)

    entry = Logged(intent("Sit", ["seat us"], [seats]), STOP).say("seat us", "4th floor, 4 seats")

    assert entry["inputTranscript"] == "4th floor, {Seats} seats"


def test_an_intent_that_a_hook_puts_in_place_is_told() -> None:
    def redirecting(event: dict[str, Any]) -> Any:
        stop = {"name": "Stop", "slots": {}, "state": "Fulfilled"}
        return answer(event, "Close", "Stopped.", intent=stop)

    entry = Logged(hooked(CALL), STOP, hook=redirecting).say("call me")

    assert entry["developerOverride"] is True
    assert entry["sessionState"]["intent"]["name"] == "Stop"
