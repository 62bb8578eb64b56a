"""Slots and slot types as CloudFormation properties."""

from __future__ import annotations

from typing import Any

from tests.constructs.lex.bots import slot_of, text


def test_slots_are_asked_for_in_the_order_they_are_written(book: dict[str, Any]) -> None:
    assert book["SlotPriorities"] == [
        {"SlotName": "City", "Priority": 1},
        {"SlotName": "Nights", "Priority": 2},
        {"SlotName": "Reference", "Priority": 3},
        {"SlotName": "Wishes", "Priority": 4},
    ]


def test_several_wordings_come_by_chance(book: dict[str, Any]) -> None:
    prompt = slot_of(book, "Nights")["ValueElicitationSetting"]["PromptSpecification"]

    assert prompt == {
        "MessageGroupsList": [
            {"Message": text("How many nights?"), "Variations": [text("For how long?")]}
        ],
        "MaxRetries": 1,
        "AllowInterrupt": True,
        "MessageSelectionStrategy": "Random",
    }


def test_a_retry_wording_comes_after_the_question(book: dict[str, Any]) -> None:
    prompt = slot_of(book, "City")["ValueElicitationSetting"]["PromptSpecification"]

    assert prompt["MessageSelectionStrategy"] == "Ordered"
    assert prompt["MessageGroupsList"] == [
        {"Message": text("Which city?"), "Variations": [text("Seattle or Busan?")]}
    ]


def test_a_default_comes_from_the_session(book: dict[str, Any]) -> None:
    elicitation = slot_of(book, "Reference")["ValueElicitationSetting"]

    assert elicitation["DefaultValueSpecification"] == {
        "DefaultValueList": [{"DefaultValue": "[reference]"}]
    }


def test_an_obfuscated_slot_is_kept_out_of_the_logs_and_others_are_not(
    book: dict[str, Any],
) -> None:
    kinds = {
        slot["Name"]: slot["ObfuscationSetting"]["ObfuscationSettingType"] for slot in book["Slots"]
    }

    assert kinds == {
        "City": "None",
        "Nights": "None",
        "Reference": "DefaultObfuscation",
        "Wishes": "None",
    }


def test_an_optional_slot_is_not_asked_for(book: dict[str, Any]) -> None:
    assert slot_of(book, "Wishes")["ValueElicitationSetting"] == {"SlotConstraint": "Optional"}


def test_a_failed_answer_is_shown_to_the_function_and_leads_on(book: dict[str, Any]) -> None:
    capture = slot_of(book, "City")["ValueElicitationSetting"]["SlotCaptureSetting"]

    assert capture["ElicitationCodeHook"] == {"EnableCodeHookInvocation": True}
    assert capture["CaptureResponse"]["MessageGroupsList"] == [{"Message": text("Good choice.")}]
    assert capture["FailureNextStep"] == {
        "DialogAction": {"Type": "StartIntent"},
        "Intent": {"Name": "Agent"},
    }


def test_a_pattern_becomes_a_slot_type_of_its_own(
    english: dict[str, Any], book: dict[str, Any]
) -> None:
    name = slot_of(book, "Reference")["SlotTypeName"]

    assert {
        "Name": name,
        "ParentSlotTypeSignature": "AMAZON.AlphaNumeric",
        "ValueSelectionSetting": {
            "ResolutionStrategy": "ORIGINAL_VALUE",
            "RegexFilter": {"Pattern": "[A-Z]{2}[0-9]{4}"},
        },
    } in english["SlotTypes"]


def test_values_come_with_their_synonyms(english: dict[str, Any]) -> None:
    assert english["SlotTypes"][0] == {
        "Name": "City",
        "SlotTypeValues": [
            {"SampleValue": {"Value": "Seattle"}, "Synonyms": [{"Value": "Emerald City"}]},
            {"SampleValue": {"Value": "Busan"}},
        ],
        "ValueSelectionSetting": {"ResolutionStrategy": "TOP_RESOLUTION"},
    }
