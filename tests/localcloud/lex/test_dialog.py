"""The dialog's order: slots, confirmation, fulfilment, closing; and what changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from localcloud.errors import ServiceError
from tests.localcloud.lex.bots import (
    answer,
    book_hotel,
    bot,
    cancel,
    intent,
    prompt,
    response,
    slot,
    step,
)
from tests.localcloud.lex.talk import Talk

FILLED = ("Book a hotel", "Seattle", "next Friday", "3")


def test_slots_are_asked_for_by_priority_then_confirmed_then_fulfilled() -> None:
    talk = Talk(bot(book_hotel(FulfillmentCodeHook={"Enabled": False})))

    assert talk.say("Book a hotel").texts == ["Which city?"]
    assert talk.say("Seattle").texts == ["What day?"]
    assert talk.say("next Friday").texts == ["How many nights?"]
    reply = talk.say("3")
    assert reply.action == "ConfirmIntent"
    assert reply.texts == ["3 nights in Seattle from 2026-11-27?"]
    reply = talk.say("yes")
    assert (reply.action, reply.intent) == ("Close", "BookHotel Fulfilled")


def test_the_order_is_the_priorities_not_the_lists() -> None:
    properties = bot(book_hotel())
    first, *_, last = properties["BotLocales"][0]["Intents"][0]["SlotPriorities"]
    first["Priority"], last["Priority"] = last["Priority"], first["Priority"]

    assert Talk(properties).say("Book a hotel").action == "ElicitSlot Nights"


def test_slots_said_at_once_are_not_asked_for() -> None:
    reply = Talk(bot(book_hotel())).say("I need a room in Seattle")

    assert reply.action == "ElicitSlot CheckInDate"
    assert reply.slots["City"] == "Seattle"


def test_an_intent_that_the_client_fulfils_ends_ready() -> None:
    assert Talk(bot(cancel())).say("cancel my booking").intent == "Cancel ReadyForFulfillment"


def test_optional_slots_are_not_asked_for_but_filled_when_said() -> None:
    order = intent(
        "Order", ["order", "order {Count} of them"],
        [slot("Count", "AMAZON.Number", "How many?", required=False)],
    )  # fmt: skip

    assert Talk(bot(order)).say("order").action == "Close"
    assert Talk(bot(order)).say("order 3 of them").slots == {"Count": "3"}


@pytest.mark.parametrize(
    ("default", "request_"),
    [
        ("Seattle", {}),
        ("[home]", {"sessionState": {"sessionAttributes": {"home": "Seattle"}}}),
        ("<home>", {"requestAttributes": {"home": "Seattle"}}),
    ],
)
def test_a_slot_with_a_default_is_not_asked_for(
    default: str, request_: dict[str, dict[str, str]]
) -> None:
    go = intent("Go", ["go"], [slot("City", "City", "Where?", Defaults=[default])])

    assert Talk(bot(go)).say("go", **request_).slots == {"City": "Seattle"}


def test_the_first_default_that_is_set_counts() -> None:
    go = intent("Go", ["go"], [slot("City", "City", "Where?", Defaults=["[home]", "New York"])])

    assert Talk(bot(go)).say("go").slots == {"City": "New York"}


def test_no_at_the_confirmation_declines() -> None:
    reply = Talk(bot(book_hotel())).say_all(*FILLED, "no")

    assert reply.texts == ["Nothing is booked."]
    assert (reply.action, reply.intent) == ("Close", "BookHotel Failed")


def test_a_declination_can_lead_elsewhere() -> None:
    properties = book_hotel()
    setting = properties["IntentConfirmationSetting"]
    setting["DeclinationNextStep"] = step("ElicitSlot", SlotToElicit="City")

    reply = Talk(bot(properties)).say_all(*FILLED, "no")

    assert reply.texts == ["Nothing is booked.", "Which city?"]
    assert reply.action == "ElicitSlot City"


def test_an_answer_not_understood_is_asked_for_again_in_other_words() -> None:
    go = intent(
        "Go", ["go"], [slot("City", "City", prompt("Where?", "Which city?", "Name a city."))]
    )
    talk = Talk(bot(go))

    texts = [talk.say(text).texts for text in ("go", "hmm", "what")]

    assert texts == [["Where?"], ["Which city?"], ["Name a city."]]


def test_retries_used_up_lead_to_the_fallback_intent() -> None:
    reply = Talk(bot(book_hotel())).say_all("Book a hotel", "hm", "what", "dunno")

    assert reply.texts == ["Sorry?"]
    assert reply.intent.startswith("FallbackIntent")


def test_retries_used_up_lead_to_the_slots_failure_branch_where_it_has_one() -> None:
    go = intent(
        "Go", ["go"],
        [slot("City", "City", prompt("Where?", retries=0),
              Capture={"FailureResponse": response("I give up.")})],
    )  # fmt: skip

    reply = Talk(bot(go)).say_all("go", "hm")

    assert reply.texts == ["I give up."]
    assert (reply.action, reply.intent) == ("Close", "Go Failed")


def test_a_confirmation_not_understood_is_asked_for_again() -> None:
    talk = Talk(bot(book_hotel()))
    talk.say_all(*FILLED)

    assert talk.say("maybe").action == "ConfirmIntent"
    assert talk.say("yes").intent == "BookHotel ReadyForFulfillment"


@pytest.mark.parametrize("said", ["make it New York", "no, make it New York", "No - New York"])
def test_a_correction_at_the_confirmation_is_taken_and_confirmed_anew(said: str) -> None:
    reply = Talk(bot(book_hotel())).say_all(*FILLED, said)

    assert reply.texts == ["3 nights in New York from 2026-11-27?"]


def test_a_correction_in_place_of_an_answer_is_taken_and_the_question_asked_again() -> None:
    reply = Talk(bot(book_hotel())).say_all("Book a hotel", "Seattle", "make it New York")

    assert reply.slots["City"] == "New York"
    assert reply.action == "ElicitSlot CheckInDate"


def test_a_sample_of_another_intent_switches_to_it() -> None:
    reply = Talk(bot(book_hotel(), cancel())).say_all("Book a hotel", "cancel my booking")

    assert reply.intent.startswith("Cancel")


def test_a_bare_sample_of_another_intent_fills_the_slots_of_this_one() -> None:
    visit = intent(
        "Visit", ["to {City}", "I want to visit {City}"], [slot("City", "City", "Where?")]
    )
    talk = Talk(bot(book_hotel(), visit))
    talk.say_all("Book a hotel", "Seattle")

    reply = talk.say("to New York")

    assert (reply.intent, reply.slots["City"]) == ("BookHotel InProgress", "New York")
    assert talk.say("I want to visit New York").intent.startswith("Visit")


def test_words_that_are_only_somewhat_like_another_intent_do_not_switch() -> None:
    reply = Talk(bot(book_hotel(), cancel())).say_all("Book a hotel", "want what")

    assert reply.action == "ElicitSlot City"


def test_a_slot_that_takes_anything_does_not_swallow_another_intents_sample() -> None:
    note = intent("Note", ["take a note"], [slot("Text", "AMAZON.FreeFormInput", "What?")])
    talk = Talk(bot(note, cancel()))
    talk.say("take a note")

    assert talk.say("cancel my booking").intent.startswith("Cancel")


def test_initial_and_closing_responses_frame_the_dialog() -> None:
    properties = cancel(
        InitialResponseSetting={"InitialResponse": response("Let me see.")},
        IntentClosingSetting={"ClosingResponse": response("Goodbye.", "Come again.")},
    )

    assert Talk(bot(properties)).say("cancel my booking").texts == [
        "Let me see.",
        "Goodbye.",
        "Come again.",
    ]


def test_a_next_step_can_start_another_intent_and_set_its_slots() -> None:
    start = {
        **step("StartIntent"),
        "Intent": {
            "Name": "BookHotel",
            "Slots": [
                {"SlotName": "City", "SlotValueOverride": {"Value": {"InterpretedValue": "NYC"}}}
            ],
        },
        "SessionAttributes": [{"Key": "from", "Value": "cancel"}],
    }
    talk = Talk(bot(book_hotel(), cancel(InitialResponseSetting={"NextStep": start})))

    reply = talk.say("cancel my booking")

    assert reply.action == "ElicitSlot CheckInDate"
    assert reply.slots["City"] == "NYC"
    assert reply.attributes == {"from": "cancel"}


def test_a_conditional_takes_the_first_branch_that_holds() -> None:
    capture = {
        "CaptureConditional": {
            "IsActive": True,
            "ConditionalBranches": [
                {
                    "Name": "Many",
                    "Condition": {"ExpressionString": "{Count} > 10"},
                    "NextStep": step("EndConversation"),
                    "Response": response("Too many."),
                }
            ],
            "DefaultBranch": {"Response": response("Fine.")},
        }
    }
    order = intent("Order", ["order"], [slot("Count", "AMAZON.Number", "Count?", Capture=capture)])

    assert Talk(bot(order)).say_all("order", "12").texts == ["Too many."]
    assert Talk(bot(order)).say_all("order", "3").texts == ["Fine."]


def test_an_ambiguous_time_is_none_to_the_hook_and_asked_for_again() -> None:
    meet = intent(
        "Meet", ["meet"], [slot("At", "AMAZON.Time", prompt("When?", "AM or PM?"))],
        DialogCodeHook={"Enabled": True},
    )  # fmt: skip
    talk = Talk(bot(meet), hook=answer)

    reply = talk.say_all("meet", "10 o'clock")

    value = talk.events[-1]["sessionState"]["intent"]["slots"]["At"]["value"]
    assert value["interpretedValue"] is None
    assert value["resolvedValues"] == ["10:00", "22:00"]
    assert reply.texts == ["AM or PM?"]
    assert talk.say("10 pm").slots == {"At": "22:00"}


def test_an_ambiguous_time_in_place_of_another_answer_is_taken_too() -> None:
    meet = intent(
        "Meet",
        ["meet", "at {At}"],
        [slot("Day", "AMAZON.Date", "What day?"), slot("At", "AMAZON.Time", "When?")],
        DialogCodeHook={"Enabled": True},
    )
    talk = Talk(bot(meet), hook=answer)

    talk.say_all("meet", "at 3")

    value = talk.events[-1]["sessionState"]["intent"]["slots"]["At"]["value"]
    assert value["resolvedValues"] == ["03:00", "15:00"]


def test_contexts_open_intents_for_their_turns_and_carry_the_slots() -> None:
    tell = intent(
        "Tell", ["tell me"], [slot("City", "City", "Where?", Defaults=["#booked.City"])],
        InputContexts=[{"Name": "booked"}],
    )  # fmt: skip
    go = intent(
        "Go", ["go to {City}"], [slot("City", "City", "Where?")],
        FulfillmentCodeHook={"Enabled": False},
        OutputContexts=[{"Name": "booked", "TimeToLiveInSeconds": 90, "TurnsToLive": 2}],
    )  # fmt: skip
    talk = Talk(bot(go, tell))

    assert talk.say("tell me").intent.startswith("FallbackIntent")
    talk.say("go to Seattle")
    assert talk.say("tell me").slots == {"City": "Seattle"}
    talk.say("tell me")
    assert talk.say("tell me").intent.startswith("FallbackIntent")


def test_contexts_expire_by_the_clock() -> None:
    tell = intent("Tell", ["tell me"], InputContexts=[{"Name": "booked"}])
    go = intent(
        "Go", ["go"], FulfillmentCodeHook={"Enabled": False},
        OutputContexts=[{"Name": "booked", "TimeToLiveInSeconds": 90, "TurnsToLive": 9}],
    )  # fmt: skip
    talk = Talk(bot(go, tell))
    talk.say("go")
    talk.clock.move(timedelta(seconds=91))

    assert talk.say("tell me").intent.startswith("FallbackIntent")


def test_a_flow_in_a_circle_is_refused() -> None:
    circle = cancel(IntentClosingSetting={"NextStep": step("FulfillIntent")})

    with pytest.raises(ServiceError, match="leads in a circle"):
        Talk(bot(circle)).say("cancel my booking")


def test_prompts_take_session_attributes_and_keep_other_brackets() -> None:
    properties = cancel(
        IntentClosingSetting={"ClosingResponse": response("Bye [name] [not set] {unknown}")}
    )
    state = {"sessionAttributes": {"name": "Ann"}}

    assert Talk(bot(properties)).say("cancel my booking", sessionState=state).texts == [
        "Bye Ann [not set] {unknown}"
    ]


def test_korean_dialogs_run_the_same_way() -> None:
    korean_city = {
        "Name": "City",
        "SlotTypeValues": [
            {"SampleValue": {"Value": "시애틀"}},
            {"SampleValue": {"Value": "서울"}},
        ],
        "ValueSelectionSetting": {"ResolutionStrategy": "TOP_RESOLUTION"},
    }
    book = intent(
        "BookHotel", ["호텔 예약해 주세요"],
        [
            slot("City", "City", "어느 도시로 가세요?"),
            slot("CheckInDate", "AMAZON.Date", "언제요?"),
            slot("Nights", "AMAZON.Number", "몇 박이요?"),
        ],
        IntentConfirmationSetting={
            "PromptSpecification": prompt("{City}, {CheckInDate}부터 {Nights}박 맞나요?"),
            "DeclinationResponse": response("알겠습니다."),
        },
    )  # fmt: skip
    talk = Talk(bot(book, slot_types=[korean_city], locale="ko_KR"), locale="ko_KR")

    reply = talk.say_all("호텔예약해주세요", "시애틀이요", "다음 주 금요일이요", "사흘이요")
    assert reply.texts == ["시애틀, 2026-11-27부터 3박 맞나요?"]
    assert talk.say("네, 맞아요").intent == "BookHotel ReadyForFulfillment"
