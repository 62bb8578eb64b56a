"""Code hooks: the event they get, what their answers do, and which answers are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from localcloud.errors import ServiceError
from localcloud.lex import HookFailed, HookThrottled, HookTimedOut
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

Event = dict[str, Any]
HOOKED = bot(book_hotel(DialogCodeHook={"Enabled": True}), cancel())
FULFILLED = {"FulfillmentCodeHook": {"Enabled": True}}
FILLED = ("Book a hotel", "Seattle", "next Friday", "3")


def raising(error: Exception) -> Callable[[Event], Any]:
    def hook(_: Event) -> Any:
        raise error

    return hook


def only(text: str, reply: Callable[[Event], Any]) -> Callable[[Event], Any]:
    """Delegates, save in the turn of that text."""
    return lambda event: reply(event) if event["inputTranscript"] == text else answer(event)


def test_the_event_has_every_field_that_functions_read() -> None:
    talk = Talk(HOOKED, hook=answer)
    talk.say("Book a hotel")
    talk.say("Seattle", requestAttributes={"channel": "web"})

    event = talk.events[-1]

    city = {
        "shape": "Scalar",
        "value": {
            "originalValue": "Seattle",
            "interpretedValue": "Seattle",
            "resolvedValues": ["Seattle"],
        },
    }
    slots = {"City": city, "CheckInDate": None, "Nights": None}
    book = {
        "name": "BookHotel",
        "slots": slots,
        "state": "InProgress",
        "confirmationState": "None",
    }
    request_id = event["sessionState"].pop("originatingRequestId")
    assert len(request_id) == 36
    assert event == {
        "messageVersion": "1.0",
        "invocationSource": "DialogCodeHook",
        "inputMode": "Text",
        "responseContentType": "text/plain; charset=utf-8",
        "sessionId": "guest",
        "inputTranscript": "Seattle",
        "bot": {
            "id": "LOCALBOT00",
            "name": "Hotel",
            "localeId": "en_US",
            "version": "DRAFT",
            "aliasId": "TSTALIASID",
            "aliasName": "TestBotAlias",
        },
        "interpretations": [
            {"intent": book, "interpretationSource": "Lex", "nluConfidence": 1.0},
            {
                "intent": {
                    "name": "FallbackIntent",
                    "slots": {},
                    "state": "InProgress",
                    "confirmationState": "None",
                },
                "interpretationSource": "Lex",
            },
        ],
        "requestAttributes": {"channel": "web"},
        "sessionState": {
            "activeContexts": [],
            "sessionAttributes": {},
            "runtimeHints": {},
            "dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"},
            "intent": book,
        },
        "transcriptions": [
            {
                "transcription": "Seattle",
                "transcriptionConfidence": 1.0,
                "resolvedContext": {"intent": "BookHotel"},
                "resolvedSlots": {
                    "City": {
                        "shape": "Scalar",
                        "value": {"originalValue": "Seattle", "resolvedValues": ["Seattle"]},
                    }
                },
            }
        ],
        "proposedNextState": {
            "dialogAction": {"type": "ElicitSlot", "slotToElicit": "CheckInDate"},
            "intent": book,
            "prompt": {"attempt": "Initial"},
        },
    }


def test_a_failed_attempt_proposes_the_retry() -> None:
    talk = Talk(HOOKED, hook=answer)
    talk.say_all("Book a hotel", "hm", "what")

    attempts = [event["proposedNextState"]["prompt"]["attempt"] for event in talk.events]
    assert attempts == ["Initial", "Retry1", "Retry2"]


def test_nothing_is_proposed_where_the_next_step_is_no_slot() -> None:
    talk = Talk(HOOKED, hook=answer)
    talk.say_all(*FILLED)

    assert "proposedNextState" not in talk.events[-1]


def test_fulfilment_is_told_that_the_intent_is_ready_and_confirmed() -> None:
    talk = Talk(bot(book_hotel(**FULFILLED)), hook=answer)
    reply = talk.say_all(*FILLED, "yes")

    (event,) = talk.events
    assert event["invocationSource"] == "FulfillmentCodeHook"
    assert event["sessionState"]["intent"]["state"] == "ReadyForFulfillment"
    assert event["sessionState"]["intent"]["confirmationState"] == "Confirmed"
    assert reply.intent == "BookHotel Fulfilled"


def test_a_close_says_its_messages_in_place_of_the_bots() -> None:
    def close(event: Event) -> Any:
        return answer(event, "Close", "Booked.", intent={"state": "Fulfilled"})

    closing = {"IntentClosingSetting": {"ClosingResponse": response("Bye.")}}
    reply = Talk(bot(cancel(**FULFILLED, **closing)), hook=close).say("cancel my booking")

    assert reply.texts == ["Booked."]
    assert (reply.action, reply.intent) == ("Close", "Cancel Fulfilled")


def test_a_close_without_messages_says_what_the_bot_has_configured() -> None:
    def close(event: Event) -> Any:
        return {**answer(event, "Close", intent={"state": "Fulfilled"}), "messages": None}

    properties = cancel(
        FulfillmentCodeHook={
            "Enabled": True,
            "PostFulfillmentStatusSpecification": {"SuccessResponse": response("Done.")},
        },
        IntentClosingSetting={"ClosingResponse": response("Bye.")},
    )

    assert Talk(bot(properties), hook=close).say("cancel my booking").texts == ["Done.", "Bye."]


def test_a_refused_value_is_asked_for_again_with_the_hooks_reason() -> None:
    def refuse(event: Event) -> Any:
        slots = {**event["sessionState"]["intent"]["slots"], "City": None}
        return answer(
            event, "ElicitSlot", "Not there. Where else?",
            dialog_action={"slotToElicit": "City"}, intent={"slots": slots},
        )  # fmt: skip

    reply = Talk(HOOKED, hook=only("Seattle", refuse)).say_all("Book a hotel", "Seattle")

    assert reply.texts == ["Not there. Where else?"]
    assert reply.slots["City"] is None


def test_an_elicited_slot_without_messages_is_asked_for_in_the_bots_words() -> None:
    def ask(event: Event) -> Any:
        return answer(event, "ElicitSlot", dialog_action={"slotToElicit": "Nights"})

    assert Talk(HOOKED, hook=ask).say("Book a hotel").texts == ["How many nights?"]


def test_a_hook_can_send_the_dialog_to_another_intent() -> None:
    def switch(event: Event) -> Any:
        wish = {"name": "BookHotel", "slots": {}, "state": "InProgress"}
        return answer(event, "ElicitSlot", dialog_action={"slotToElicit": "City"}, intent=wish)

    properties = bot(book_hotel(), cancel(DialogCodeHook={"Enabled": True}))
    reply = Talk(properties, hook=switch).say("cancel my booking")

    assert (reply.intent, reply.action) == ("BookHotel InProgress", "ElicitSlot City")


def test_asking_for_the_intent_leaves_none() -> None:
    talk = Talk(HOOKED, hook=lambda event: answer(event, "ElicitIntent", "What else?"))
    reply = talk.say("Book a hotel")

    assert reply.texts == ["What else?"]
    assert "intent" not in reply.response["sessionState"]


def test_confirmation_can_be_asked_by_the_hook_in_its_own_words() -> None:
    def confirm(event: Event) -> Any:
        return answer(event, "ConfirmIntent", "That makes $300. Right?")

    reply = Talk(HOOKED, hook=only("3", confirm)).say_all(*FILLED)

    assert (reply.texts, reply.action) == (["That makes $300. Right?"], "ConfirmIntent")


@pytest.mark.parametrize(
    ("returned", "kept"),
    [({"sessionAttributes": {"b": "2"}}, {"b": "2"}), ({}, {"a": "1"}),
     ({"sessionAttributes": {}}, {}), ({"sessionAttributes": None}, {"a": "1"})],
)  # fmt: skip
def test_returned_session_attributes_replace_the_map_and_omitted_ones_keep_it(
    returned: dict[str, Any], kept: dict[str, str]
) -> None:
    talk = Talk(HOOKED, hook=lambda event: answer(event, state=returned))

    reply = talk.say("Book a hotel", sessionState={"sessionAttributes": {"a": "1"}})

    assert reply.attributes == kept


def test_a_hook_that_is_inactive_is_not_called() -> None:
    quiet = {
        "CodeHook": {
            "IsActive": False,
            "EnableCodeHookInvocation": True,
            "PostCodeHookSpecification": {},
        }
    }
    properties = book_hotel(DialogCodeHook={"Enabled": True}, InitialResponseSetting=quiet)
    talk = Talk(bot(properties), hook=answer)
    talk.say("Book a hotel")

    assert talk.events == []


def test_a_hook_that_does_not_invoke_lambda_takes_its_success_branch() -> None:
    skip = {
        "CodeHook": {
            "IsActive": True,
            "EnableCodeHookInvocation": False,
            "PostCodeHookSpecification": {"SuccessResponse": response("Welcome.")},
        }
    }
    properties = book_hotel(DialogCodeHook={"Enabled": True}, InitialResponseSetting=skip)
    talk = Talk(bot(properties), hook=answer)

    assert talk.say("Book a hotel").texts == ["Welcome.", "Which city?"]
    assert talk.events == []


def test_an_elicitation_hook_that_is_off_is_not_called_for_a_failed_attempt() -> None:
    go = intent(
        "Go", ["go"],
        [slot("City", "City", prompt("Where?"),
              Capture={"ElicitationCodeHook": {"EnableCodeHookInvocation": False}})],
        DialogCodeHook={"Enabled": True},
    )  # fmt: skip
    talk = Talk(bot(go), hook=answer)
    talk.say_all("go", "hm")

    assert [event["inputTranscript"] for event in talk.events] == ["go"]


def test_the_invocation_label_is_told() -> None:
    labelled = {
        "CodeHook": {
            "IsActive": True,
            "EnableCodeHookInvocation": True,
            "InvocationLabel": "begin",
            "PostCodeHookSpecification": {},
        }
    }
    properties = book_hotel(DialogCodeHook={"Enabled": True}, InitialResponseSetting=labelled)
    talk = Talk(bot(properties), hook=answer)
    talk.say("Book a hotel")

    assert talk.events[0]["invocationLabel"] == "begin"


@pytest.mark.parametrize(
    ("error", "branch", "said"),
    [
        (HookFailed("boom"), "Failure", "It went wrong."),
        (HookTimedOut("late"), "Timeout", "It took too long."),
    ],
)
def test_a_failing_hook_takes_its_branch(error: Exception, branch: str, said: str) -> None:
    after = {f"{branch}Response": response(said), f"{branch}NextStep": step("EndConversation")}
    hook = {"IsActive": True, "EnableCodeHookInvocation": True, "PostCodeHookSpecification": after}
    properties = book_hotel(
        DialogCodeHook={"Enabled": True}, InitialResponseSetting={"CodeHook": hook}
    )

    reply = Talk(bot(properties), hook=raising(error)).say("Book a hotel")

    assert reply.texts == [said]
    assert (reply.action, reply.intent) == ("Close", "BookHotel Failed")


@pytest.mark.parametrize(
    ("hook", "status", "code"),
    [
        (raising(HookFailed("KeyError: 'x'")), 424, "DependencyFailedException"),
        (raising(HookTimedOut("late")), 424, "DependencyFailedException"),
        (raising(HookThrottled("busy")), 429, "ThrottlingException"),
        (lambda _: "nonsense", 424, "DependencyFailedException"),
        (lambda event: answer(event, intent={"state": "Failed"}), 424, "DependencyFailedException"),
    ],
)
def test_a_failing_hook_without_a_branch_fails_the_call_and_leaves_the_session(
    hook: Callable[[Event], Any], status: int, code: str
) -> None:
    talk = Talk(HOOKED, hook=only("Seattle", hook))
    before = talk.say("Book a hotel").response

    with pytest.raises(ServiceError) as failure:
        talk.say("Seattle")

    assert (failure.value.status, failure.value.code) == (status, code)
    now = talk.session()
    assert now.response["sessionState"] == before["sessionState"]
    assert talk.say("New York").action == "ElicitSlot CheckInDate"


def test_an_alias_without_a_function_says_what_is_missing() -> None:
    with pytest.raises(ServiceError, match="no Lambda function for the locale en_US"):
        Talk(HOOKED).say("Book a hotel")


BOOK = {"name": "BookHotel", "slots": {}, "state": "InProgress"}
TEXT = {"contentType": "PlainText", "content": "Hello"}
NONSENSE: dict[str, tuple[Any, str]] = {
    "nothing": (None, "the response must be an object, not null"),
    "a list": ([], r"the response must be an object, not \[\]"),
    "no session state": ({}, "sessionState must be an object"),
    "no dialog action": ({"sessionState": {}}, "sessionState.dialogAction must be an object"),
    "an unknown action": (
        {"sessionState": {"dialogAction": {"type": "Dance"}}},
        "dialogAction.type must be one of Close, ConfirmIntent, Delegate, ElicitIntent, ElicitSlot",
    ),
    "no slot to elicit": (
        {"sessionState": {"dialogAction": {"type": "ElicitSlot"}, "intent": BOOK}},
        "slotToElicit is required",
    ),
    "a slot of no one": (
        {
            "sessionState": {
                "dialogAction": {"type": "ElicitSlot", "slotToElicit": "Pet"},
                "intent": BOOK,
            }
        },
        "'Pet' is not a slot of the intent BookHotel",
    ),
    "no intent": (
        {"sessionState": {"dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"}}},
        "sessionState.intent is required",
    ),
    "an unknown intent": (
        {"sessionState": {"dialogAction": {"type": "Delegate"}, "intent": {"name": "Fly"}}},
        "intent 'Fly' is not one of the locale en_US",
    ),
    "an unknown slot": (
        {
            "sessionState": {
                "dialogAction": {"type": "Delegate"},
                "intent": {"name": "BookHotel", "slots": {"Pet": None}},
            }
        },
        "slot 'Pet' is not a slot",
    ),
    "an unknown state": (
        {
            "sessionState": {
                "dialogAction": {"type": "Delegate"},
                "intent": {**BOOK, "state": "Done"},
            }
        },
        "intent.state must be one of",
    ),
    "a close without a state": (
        {"sessionState": {"dialogAction": {"type": "Close"}, "intent": {"name": "BookHotel"}}},
        "intent.state must be one of Failed, Fulfilled, InProgress",
    ),
    "a confirmation without messages": (
        {"sessionState": {"dialogAction": {"type": "ConfirmIntent"}, "intent": BOOK}},
        "at least one is required when dialogAction.type is ConfirmIntent",
    ),
    "a confirmation without slots": (
        {
            "sessionState": {
                "dialogAction": {"type": "ConfirmIntent"},
                "intent": {"name": "BookHotel"},
            },
            "messages": [TEXT],
        },
        "intent.slots is required",
    ),
    "an intent asked for without messages": (
        {"sessionState": {"dialogAction": {"type": "ElicitIntent"}}},
        "at least one is required when dialogAction.type is ElicitIntent",
    ),
    "eleven messages": (
        {"sessionState": {"dialogAction": {"type": "Delegate"}}, "messages": [TEXT] * 11},
        "11 are more than 10",
    ),
    "a long message": (
        {
            "sessionState": {"dialogAction": {"type": "Delegate"}},
            "messages": [{**TEXT, "content": "x" * 1025}],
        },
        "has 1025 characters, at most 1024",
    ),
    "a message of no kind": (
        {
            "sessionState": {"dialogAction": {"type": "Delegate"}},
            "messages": [{"content": "Hello"}],
        },
        r"messages\[0\].contentType must be one of",
    ),
    "a card without a title": (
        {
            "sessionState": {"dialogAction": {"type": "Delegate"}},
            "messages": [{"contentType": "ImageResponseCard", "imageResponseCard": {}}],
        },
        "imageResponseCard.title must be a text of 1 to 250",
    ),
    "an attribute that is a number": (
        {
            "sessionState": {
                "dialogAction": {"type": "Delegate"},
                "sessionAttributes": {"count": 3},
            }
        },
        "sessionAttributes.count must be a string, not 3",
    ),
}


@pytest.mark.parametrize(("payload", "reason"), NONSENSE.values(), ids=NONSENSE.keys())
def test_an_answer_that_breaks_the_contract_is_refused_with_the_reason(
    payload: Any, reason: str
) -> None:
    talk = Talk(HOOKED, hook=lambda _: payload)

    with pytest.raises(ServiceError, match=f"Invalid Lambda Response: .*{reason}") as failure:
        talk.say("Book a hotel")

    assert failure.value.status == 424


def test_an_answer_may_leave_out_what_functions_leave_out() -> None:
    """No shape, no resolved values, nulls where there is nothing."""

    def sparse(event: Event) -> Any:
        slots = {"City": {"value": {"interpretedValue": "Seattle"}}}
        return {
            "sessionState": {
                "dialogAction": {"type": "Delegate"},
                "intent": {**event["sessionState"]["intent"], "slots": slots},
                "activeContexts": None,
            },
            "messages": None,
            "requestAttributes": None,
        }

    reply = Talk(HOOKED, hook=only("Book a hotel", sparse)).say("Book a hotel")

    assert reply.slots["City"] == "Seattle"
    assert reply.action == "ElicitSlot CheckInDate"
