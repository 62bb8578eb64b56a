"""Each block is written as Connect's flow language has it."""

from __future__ import annotations

from typing import Any

import pytest
from ml_refarch.connect import (
    Case,
    Flow,
    FlowKind,
    attr,
    contains,
    ends_with,
    greater_than,
    less_than,
    starts_with,
)

from .written import BOT, FUNCTION, QUEUE, actions, short_flow, written


def error(kind: str, target: str) -> dict[str, str]:
    return {"NextAction": target, "ErrorType": kind}


def equals(value: str, target: str) -> dict[str, Any]:
    return {"NextAction": target, "Condition": {"Operator": "Equals", "Operands": [value]}}


def test_the_envelope_is_of_the_version_that_connect_reads() -> None:
    document = written(short_flow())

    assert document["Version"] == "2019-10-30"
    assert document["StartAction"] == "Hello"
    assert [action["Identifier"] for action in document["Actions"]] == ["Hello", "Bye"]


def test_a_block_leads_to_others_by_name_or_by_itself_made_before_or_after() -> None:
    flow = Flow("Any order")
    bye = flow.hang_up("Bye")
    hello = flow.say("Hello", text="Hello.", then="Again", on_error=bye)
    flow.say("Again", text="Hello.").then(bye).on_error(bye)
    flow.starts_with(hello)
    flow.check()

    assert actions(flow)["Hello"]["Transitions"] == {
        "NextAction": "Again",
        "Errors": [error("NoMatchingError", "Bye")],
    }


@pytest.mark.parametrize(
    ("said", "parameters"),
    [
        ({"text": "Hello."}, {"Text": "Hello."}),
        ({"ssml": "<speak>Hello.</speak>"}, {"SSML": "<speak>Hello.</speak>"}),
        ({"prompt": "arn:prompt"}, {"PromptId": "arn:prompt"}),
        (
            {"media": "https://b.s3.amazonaws.com/a.wav"},
            {
                "Media": {
                    "Uri": "https://b.s3.amazonaws.com/a.wav",
                    "SourceType": "S3",
                    "MediaType": "Audio",
                }
            },
        ),
    ],
)
def test_what_is_said_is_a_text_ssml_a_prompt_or_a_sound(
    said: dict[str, str], parameters: dict[str, Any]
) -> None:
    flow = Flow("Says")
    flow.say("Say", **said)

    assert actions(flow)["Say"]["Type"] == "MessageParticipant"
    assert actions(flow)["Say"]["Parameters"] == parameters


def test_a_menu_branches_on_keys() -> None:
    flow = Flow("Menu")
    flow.menu(
        "Menu",
        text="Press 1 or 0.",
        seconds=8,
        keys={"1": "One", "0": "Queue"},
        on_timeout="Menu",
        otherwise="Wrong",
        on_error="Bye",
    )

    assert actions(flow)["Menu"] == {
        "Identifier": "Menu",
        "Type": "GetParticipantInput",
        "Parameters": {
            "Text": "Press 1 or 0.",
            "InputTimeLimitSeconds": "8",
            "StoreInput": "False",
        },
        "Transitions": {
            "NextAction": "Wrong",
            "Errors": [
                error("InputTimeLimitExceeded", "Menu"),
                error("NoMatchingCondition", "Wrong"),
                error("NoMatchingError", "Bye"),
            ],
            "Conditions": [equals("1", "One"), equals("0", "Queue")],
        },
    }


def test_digits_are_collected_with_their_number_and_their_end() -> None:
    flow = Flow("Collect")
    flow.collect(
        "Birth date", text="Eight digits.", digits=8, end="*#", cancel_key=False, then="Next"
    )

    written_block = actions(flow)["Birth date"]
    assert written_block["Parameters"] == {
        "Text": "Eight digits.",
        "InputTimeLimitSeconds": "5",
        "StoreInput": "True",
        "InputValidation": {"CustomValidation": {"MaximumLength": "8"}},
        "DTMFConfiguration": {"InputTerminationSequence": "*#", "DisableCancelKey": "True"},
    }
    assert written_block["Transitions"] == {"NextAction": "Next"}


@pytest.mark.parametrize(
    ("phone_number", "validation"),
    [
        ("E164", {"NumberFormat": "E164"}),
        ("KR", {"NumberFormat": "Local", "CountryCode": "KR"}),
    ],
)
def test_collected_digits_may_have_to_be_a_phone_number(
    phone_number: str, validation: dict[str, str]
) -> None:
    flow = Flow("Collect")
    flow.collect(
        "Number",
        text="Your number.",
        phone_number=phone_number,
        then="Bye",
        on_invalid_number="Number",
        on_error="Bye",
    )
    flow.hang_up("Bye")
    flow.check()

    written_block = actions(flow)["Number"]
    assert written_block["Parameters"]["InputValidation"] == {"PhoneNumberValidation": validation}
    assert error("InvalidPhoneNumber", "Number") in written_block["Transitions"]["Errors"]


def test_a_bot_is_asked_by_its_alias_and_branches_on_intents() -> None:
    flow = Flow("Bot")
    flow.ask_lex(
        "Ask",
        bot=BOT,
        text="When?",
        session={"patientId": attr.attribute("patientId")},
        chat_timeout_seconds=300,
        intents={"Move": "Moved"},
        on_timeout="Bye",
        otherwise="Ask",
        on_error="Queue",
    )

    assert actions(flow)["Ask"] == {
        "Identifier": "Ask",
        "Type": "ConnectParticipantWithLexBot",
        "Parameters": {
            "Text": "When?",
            "LexV2Bot": {"AliasArn": BOT},
            "LexSessionAttributes": {"patientId": "$.Attributes.patientId"},
            "LexTimeoutSeconds": {"Text": "300"},
        },
        "Transitions": {
            "NextAction": "Ask",
            "Errors": [
                error("InputTimeLimitExceeded", "Bye"),
                error("NoMatchingCondition", "Ask"),
                error("NoMatchingError", "Queue"),
            ],
            "Conditions": [equals("Move", "Moved")],
        },
    }


def test_a_function_gets_inputs_and_answers_in_time() -> None:
    flow = Flow("Function")
    flow.invoke(
        "Lookup",
        function=FUNCTION,
        inputs={"phone": attr.contact("CustomerEndpoint.Address")},
        seconds=4,
        then="Bye",
    )
    flow.invoke("Tell", function=FUNCTION, answer="JSON", wait=False)

    assert actions(flow)["Lookup"]["Parameters"] == {
        "LambdaFunctionARN": FUNCTION,
        "InvocationTimeLimitSeconds": "4",
        "LambdaInvocationAttributes": {"phone": "$.CustomerEndpoint.Address"},
        "ResponseValidation": {"ResponseType": "STRING_MAP"},
    }
    assert actions(flow)["Tell"]["Parameters"]["InvocationType"] == "ASYNCHRONOUS"
    assert actions(flow)["Tell"]["Parameters"]["ResponseValidation"] == {"ResponseType": "JSON"}


@pytest.mark.parametrize(
    ("given", "operator", "operand"),
    [
        ("yes", "Equals", "yes"),
        (starts_with("+82"), "TextStartsWith", "+82"),
        (ends_with("0"), "TextEndsWith", "0"),
        (contains("2"), "TextContains", "2"),
        (greater_than(3), "NumberGreaterThan", "3"),
        (greater_than(3, or_equal=True), "NumberGreaterOrEqualTo", "3"),
        (less_than(0.5), "NumberLessThan", "0.5"),
        (less_than(3, or_equal=True), "NumberLessOrEqualTo", "3"),
    ],
)
def test_an_attribute_is_compared_in_every_way_that_connect_has(
    given: str | Case, operator: str, operand: str
) -> None:
    flow = Flow("Compare")
    flow.compare("Which?", attr.external("x"), cases={given: "Yes"}, otherwise="No")

    block = actions(flow)["Which?"]
    assert block["Parameters"] == {"ComparisonValue": "$.External.x"}
    assert block["Transitions"] == {
        "NextAction": "No",
        "Errors": [error("NoMatchingCondition", "No")],
        "Conditions": [
            {"NextAction": "Yes", "Condition": {"Operator": operator, "Operands": [operand]}}
        ],
    }


def test_hours_branch_on_open_and_closed() -> None:
    flow = Flow("Hours")
    flow.check_hours("Open?", hours="arn:hours", open="Yes", closed="No", on_error="Queue")
    flow.check_hours("Queue open?", open="Yes", closed="No")

    assert actions(flow)["Open?"]["Parameters"] == {"HoursOfOperationId": "arn:hours"}
    assert actions(flow)["Open?"]["Transitions"] == {
        "NextAction": "No",
        "Errors": [error("NoMatchingError", "Queue")],
        "Conditions": [equals("True", "Yes"), equals("False", "No")],
    }
    assert actions(flow)["Queue open?"]["Parameters"] == {}


def test_a_loop_leads_round_and_out() -> None:
    flow = Flow("Loop")
    flow.loop("Three times", times=3, again="Ask", done="Queue")

    assert actions(flow)["Three times"]["Parameters"] == {"LoopCount": "3"}
    assert actions(flow)["Three times"]["Transitions"] == {
        "NextAction": "Queue",
        "Conditions": [equals("ContinueLooping", "Ask"), equals("DoneLooping", "Queue")],
    }


def test_a_contact_goes_to_a_queue_an_agent_or_another_flow() -> None:
    flow = Flow("Away")
    flow.set_queue("Queue", queue=QUEUE, then="Wait", on_error="Bye")
    flow.set_queue("Agent", agent="arn:agent", then="Wait", on_error="Bye")
    flow.transfer_to_queue("Wait", on_full="Bye", on_error="Bye")
    flow.transfer_to_flow("Other", flow="arn:flow", on_error="Bye")
    flow.hang_up("Bye")

    blocks = actions(flow)
    assert blocks["Queue"]["Parameters"] == {"QueueId": QUEUE}
    assert blocks["Agent"]["Parameters"] == {"AgentId": "arn:agent"}
    assert blocks["Wait"]["Parameters"] == {}
    assert blocks["Wait"]["Transitions"] == {
        "NextAction": "Bye",
        "Errors": [error("QueueAtCapacity", "Bye"), error("NoMatchingError", "Bye")],
    }
    assert blocks["Other"]["Parameters"] == {"ContactFlowId": "arn:flow"}
    assert blocks["Bye"]["Transitions"] == {}


def test_attributes_voice_language_recording_and_logs_are_set() -> None:
    flow = Flow("Settings")
    flow.set_attributes("Known", {"patientId": attr.external("patientId")}, then="Voice")
    flow.set_voice("Voice", voice="Seoyeon", then="Language")
    flow.set_language("Language", "ko-KR", then="Record")
    flow.record("Record", bot_part=True, analytics_language="ko-KR", then="Log")
    flow.log("Log", then="Silence")
    flow.log("Silence", enabled=False, then="Bye")

    assert {name: block["Parameters"] for name, block in actions(flow).items()} == {
        "Known": {"Attributes": {"patientId": "$.External.patientId"}},
        "Voice": {"TextToSpeechVoice": "Seoyeon", "TextToSpeechEngine": "Neural"},
        "Language": {"LanguageCode": "ko-KR"},
        "Record": {
            "RecordingBehavior": {
                "RecordedParticipants": ["Agent", "Customer"],
                "IVRRecordingBehavior": "Enabled",
            },
            "AnalyticsBehavior": {"Enabled": "True", "AnalyticsLanguage": "ko-KR"},
        },
        "Log": {"FlowLoggingBehavior": "Enabled"},
        "Silence": {"FlowLoggingBehavior": "Disabled"},
    }
    # Connect rejects an array of errors on a block that has none.
    assert actions(flow)["Log"]["Transitions"] == {"NextAction": "Silence"}
    assert actions(flow)["Record"]["Transitions"] == {"NextAction": "Log"}


def test_a_flow_beside_a_contact_ends_with_its_own_action() -> None:
    flow = Flow("Whisper", kind=FlowKind.AGENT_WHISPER)
    flow.say("Who", text=f"From {attr.contact('Queue.Name')}.", then="End", on_error="End")
    flow.end("End")
    flow.check()

    assert actions(flow)["End"]["Type"] == "EndFlowExecution"
    assert written(flow)["Metadata"]["type"] == "agentWhisper"


def test_an_action_without_a_method_is_written_as_it_is_given() -> None:
    flow = Flow("Other")
    flow.other("Tag", "TagContact", {"Tags": {"a": "b"}}).then("Bye").on("NoMatchingError", "Bye")
    flow.hang_up("Bye")
    flow.check()

    assert actions(flow)["Tag"] == {
        "Identifier": "Tag",
        "Type": "TagContact",
        "Parameters": {"Tags": {"a": "b"}},
        "Transitions": {"NextAction": "Bye", "Errors": [error("NoMatchingError", "Bye")]},
    }


def test_errors_lead_to_one_block_unless_they_are_wired() -> None:
    flow = Flow("Errors")
    flow.say("Hello", text="Hello.", then="Lookup")
    flow.invoke("Lookup", function=FUNCTION, then="Bye", on_error="Bye")
    flow.set_queue("Queue", queue=QUEUE, then="Wait", on_error="Bye")
    flow.transfer_to_queue("Wait", on_full="Bye", on_error="Bye")
    flow.hang_up("Bye")
    flow.errors_lead_to("Queue")
    flow.check()

    blocks = actions(flow)
    assert blocks["Hello"]["Transitions"]["Errors"] == [error("NoMatchingError", "Queue")]
    assert blocks["Lookup"]["Transitions"]["Errors"] == [error("NoMatchingError", "Bye")]


def test_arns_may_be_tokens() -> None:
    token = "${Token[TOKEN.7]}"
    flow = Flow("Tokens")
    flow.ask_lex("Ask", bot=token, text="?")
    flow.invoke("Call", function=token)

    assert flow.to_json().count(token) == 2
