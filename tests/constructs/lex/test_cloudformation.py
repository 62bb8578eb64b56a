"""The model as CloudFormation properties: each part where AWS's schema wants it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from ml_refarch.lex import Intent, Locale, Prompt, Response, Slot, SlotType, Voice, builtin
from ml_refarch.lex.cloudformation import locale

from tests.constructs.lex.bots import BOOK, ENGLISH, KOREAN, slot_of, text


def made(intent: Intent, *, hooks: bool = True) -> dict[str, Any]:
    """The properties of one intent."""
    properties: dict[str, Any] = locale(Locale("en_US", intents=[intent]), hooks=hooks)
    first: dict[str, Any] = properties["Intents"][0]
    return first


@pytest.mark.parametrize(("model", "hooks"), [(ENGLISH, True), (KOREAN, True), (KOREAN, False)])
def test_every_property_is_one_of_awss_schema(model: Locale, hooks: bool) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", "AWS::Lex::Bot").schema

    jsonschema.validate(
        locale(model, hooks=hooks),
        {**schema["definitions"]["BotLocale"], "definitions": schema["definitions"]},
    )


def test_the_opening_is_said_before_the_function_is_called(book: dict[str, Any]) -> None:
    assert book["InitialResponseSetting"] == {
        "InitialResponse": {
            "MessageGroupsList": [{"Message": text("Gladly."), "Variations": [text("Of course.")]}],
            "AllowInterrupt": True,
        },
        "NextStep": {"DialogAction": {"Type": "InvokeDialogCodeHook"}},
        "CodeHook": {
            "IsActive": True,
            "EnableCodeHookInvocation": True,
            "PostCodeHookSpecification": {
                "FailureResponse": {
                    "MessageGroupsList": [{"Message": text("I cannot look that up.")}],
                    "AllowInterrupt": True,
                }
            },
        },
    }


def test_a_confirmation_asks_and_takes_no_for_an_answer(book: dict[str, Any]) -> None:
    setting = book["IntentConfirmationSetting"]

    assert setting["IsActive"] is True
    assert setting["PromptSpecification"]["MessageGroupsList"] == [
        {"Message": text("{Nights} nights in {City}?")}
    ]
    assert setting["DeclinationResponse"]["MessageGroupsList"] == [
        {"Message": text("All right, nothing is booked.")}
    ]


def test_branches_come_with_their_default(book: dict[str, Any]) -> None:
    assert book["IntentConfirmationSetting"]["ConfirmationConditional"] == {
        "IsActive": True,
        "ConditionalBranches": [
            {
                "Name": "long_stay",
                "Condition": {"ExpressionString": "{Nights} > 30"},
                "NextStep": {
                    "DialogAction": {"Type": "ElicitSlot", "SlotToElicit": "Nights"},
                    "Intent": {"Slots": [{"SlotName": "Nights"}]},
                },
                "Response": {
                    "MessageGroupsList": [{"Message": text("That is long.")}],
                    "AllowInterrupt": True,
                },
            }
        ],
        "DefaultBranch": {
            "NextStep": {
                "DialogAction": {"Type": "FulfillIntent"},
                "Intent": {
                    "Slots": [
                        {
                            "SlotName": "Wishes",
                            "SlotValueOverride": {
                                "Shape": "Scalar",
                                "Value": {"InterpretedValue": "none"},
                            },
                        }
                    ]
                },
                "SessionAttributes": [{"Key": "stay", "Value": "short"}],
            }
        },
    }


def test_fulfilment_has_words_for_each_way_it_may_go(book: dict[str, Any]) -> None:
    after = book["FulfillmentCodeHook"]["PostFulfillmentStatusSpecification"]

    assert after["FailureResponse"]["MessageGroupsList"] == [{"Message": text("That went wrong.")}]
    assert after["TimeoutResponse"]["MessageGroupsList"] == [
        {"Message": text("That takes a while.")}
    ]


def test_messages_of_each_kind_find_their_property(english: dict[str, Any]) -> None:
    book, agent = english["Intents"][:2]
    reference = slot_of(book, "Reference")["ValueElicitationSetting"]["PromptSpecification"]

    assert book["IntentClosingSetting"]["ClosingResponse"]["MessageGroupsList"][1] == {
        "Message": {"CustomPayload": {"Value": '{"done": true}'}}
    }
    assert agent["IntentClosingSetting"]["ClosingResponse"]["MessageGroupsList"] == [
        {"Message": {"SSMLMessage": {"Value": "<speak>One moment.</speak>"}}}
    ]
    assert reference["MessageGroupsList"][1] == {
        "Message": {
            "ImageResponseCard": {
                "Title": "Your reference",
                "Buttons": [{"Text": "None", "Value": "AA0000"}],
            }
        }
    }


def test_contexts_open_and_close(english: dict[str, Any]) -> None:
    book, _, change = english["Intents"][:3]

    assert book["OutputContexts"] == [
        {"Name": "booked", "TurnsToLive": 3, "TimeToLiveInSeconds": 600}
    ]
    assert change["InputContexts"] == [{"Name": "booked"}]


def test_intents_call_the_function_if_there_is_one() -> None:
    intent = Intent("Hello", utterances=["Hello"])

    assert made(intent, hooks=True)["DialogCodeHook"] == {"Enabled": True}
    assert made(intent, hooks=True)["FulfillmentCodeHook"] == {"Enabled": True, "IsActive": True}
    assert made(intent, hooks=False)["DialogCodeHook"] == {"Enabled": False}
    assert made(intent, hooks=False)["FulfillmentCodeHook"]["Enabled"] is False


@pytest.mark.parametrize("hook", ["dialog_hook", "fulfillment_hook"])
def test_an_intent_that_insists_on_a_function_is_refused_without_one(hook: str) -> None:
    intent = Intent("Hello", utterances=["Hello"], **{hook: True})  # type: ignore[arg-type]

    with pytest.raises(
        ValueError, match=f"intent Hello: {hook} is on, but the bot has no function"
    ):
        made(intent, hooks=False)


def test_words_for_a_hook_that_is_off_are_refused() -> None:
    intent = Intent("Hello", utterances=["Hello"], dialog_hook=False, hook_failed="Sorry")

    with pytest.raises(ValueError, match="intent Hello: hook_failed"):
        made(intent)


def test_a_voice_speaks(english: dict[str, Any]) -> None:
    assert english["VoiceSettings"] == {"VoiceId": "Joanna", "Engine": "neural"}
    assert "VoiceSettings" not in locale(KOREAN, hooks=False)


def test_overrides_are_merged_over_what_is_made() -> None:
    slot = Slot("N", builtin.NUMBER, ask="?", overrides={"ObfuscationSetting": {"x": 1}})
    intent = Intent(
        "Hello",
        utterances=["Hello"],
        slots=[slot],
        overrides={"KendraConfiguration": {"KendraIndex": "index"}},
    )
    bot_locale = Locale(
        "en_US",
        intents=[intent],
        voice=Voice("Joanna"),
        overrides={"VoiceSettings": {"Engine": "generative"}},
    )

    properties = locale(bot_locale, hooks=False)

    assert properties["VoiceSettings"] == {"VoiceId": "Joanna", "Engine": "generative"}
    assert properties["Intents"][0]["KendraConfiguration"] == {"KendraIndex": "index"}
    assert properties["Intents"][0]["Slots"][0]["ObfuscationSetting"] == {
        "ObfuscationSettingType": "None",
        "x": 1,
    }


def test_multiple_values_and_descriptions_are_carried_over() -> None:
    slot = Slot(
        "Cities", SlotType("City", {"A": []}), ask="?", multiple=True, description="Where to"
    )

    properties = made(Intent("Go", utterances=["Go"], slots=[slot], description="Travels"))

    assert properties["Description"] == "Travels"
    assert properties["Slots"][0]["MultipleValuesSetting"] == {"AllowMultipleValues": True}
    assert properties["Slots"][0]["Description"] == "Where to"


def test_a_caller_may_be_kept_from_interrupting() -> None:
    intent = Intent(
        "Go",
        utterances=["Go"],
        confirm=Prompt(say="Sure?", interruptible=False),
        closing=Response(say="Gone.", interruptible=False),
    )

    properties = made(intent)

    confirmation = properties["IntentConfirmationSetting"]["PromptSpecification"]
    assert confirmation["AllowInterrupt"] is False
    assert properties["IntentClosingSetting"]["ClosingResponse"]["AllowInterrupt"] is False


def test_the_example_bot_uses_every_part_of_the_model() -> None:
    unused = {"overrides", "parent", "fulfilled", "unconfirmed", "hook_timed_out"}
    off_by_default = {"input_contexts", "dialog_hook", "fulfillment_hook", "name"}

    for part in vars(BOOK).keys() - unused - off_by_default:
        assert getattr(BOOK, part), part
