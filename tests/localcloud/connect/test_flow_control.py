"""Where a flow goes: conditions, loops, queues, other flows, errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.connect import CHAT, FlowError, FlowRuntime, Queue, State
from tests.localcloud.connect.flows import (
    block,
    call,
    flow,
    menu,
    remember,
    say,
    set_queue,
    to_queue,
)

DESK = "arn:aws:connect:us-east-1:123456789012:instance/i/queue/desk"


def compared(value: str, operator: str, operand: str) -> bool:
    runtime = FlowRuntime(
        flow(
            block(
                "Compare",
                "Compare",
                {"ComparisonValue": "$.Attributes.value"},
                then="No",
                conditions=[(operator, operand, "Yes")],
                errors={"NoMatchingCondition": "No"},
            ),
            say("Yes", "yes"),
            say("No", "no"),
        )
    )
    return runtime.start(attributes={"value": value}).heard[-1].text == "yes"


@pytest.mark.parametrize(
    ("value", "operator", "operand", "expected"),
    [
        ("gold", "Equals", "gold", True),
        ("Gold", "Equals", "gold", False),
        ("golden", "TextStartsWith", "gold", True),
        ("marigold", "TextEndsWith", "gold", True),
        ("marigolds", "TextContains", "gold", True),
        ("10", "NumberGreaterThan", "9", True),
        ("9", "NumberGreaterThan", "9", False),
        ("9", "NumberGreaterOrEqualTo", "9", True),
        ("8.5", "NumberLessThan", "9", True),
        ("9", "NumberLessOrEqualTo", "9", True),
        ("ten", "NumberLessThan", "9", False),
        ("10", "NumberGreaterThan", "nine", False),
        ("", "NumberLessThan", "1", False),
    ],
)
def test_conditions_compare_as_connect_does(
    value: str, operator: str, operand: str, expected: bool
) -> None:
    assert compared(value, operator, operand) is expected


def test_the_first_condition_that_holds_wins() -> None:
    runtime = FlowRuntime(
        flow(
            block(
                "Compare",
                "Compare",
                {"ComparisonValue": "$.Channel"},
                then="End",
                conditions=[("TextContains", "A", "First"), ("Equals", "CHAT", "Second")],
                errors={"NoMatchingCondition": "End"},
            ),
            say("First", "first"),
            say("Second", "second"),
        )
    )
    assert runtime.start(CHAT).heard[-1].text == "first"


def test_a_loop_goes_round_so_many_times_is_done_once_and_begins_anew() -> None:
    runtime = FlowRuntime(
        flow(
            block(
                "Loop",
                "Loop",
                {"LoopCount": "2"},
                then="Menu",
                equals={"ContinueLooping": "Menu", "DoneLooping": "Done"},
            ),
            menu("Menu", "Again?", {"1": "Loop"}, timeout="End", other="End"),
            menu("Done", "Done.", {"1": "Loop"}, timeout="End", other="End"),
        )
    )
    call_ = runtime.start()
    for _ in range(5):
        call_.press("1")
    assert [heard.text for heard in call_.heard] == [
        "Again?",
        "Again?",
        "Done.",
        "Again?",
        "Again?",
        "Done.",
    ]


def queueing(**more: Any) -> FlowRuntime:
    return FlowRuntime(
        flow(
            remember("Note", {"reason": "agent"}, then="Set"),
            set_queue("Set", DESK, then="Transfer", error="Unknown"),
            to_queue("Transfer", full="Full", error="Broken"),
            say("Full", "full"),
            say("Unknown", "unknown"),
            say("Broken", "broken"),
        ),
        **more,
    )


def test_a_transfer_leaves_the_contact_in_the_queue_with_its_attributes() -> None:
    queued = queueing().start()
    assert queued.state is State.QUEUED
    assert queued.queue is not None
    assert queued.queue.name == "desk"
    assert queued.attributes == {"reason": "agent"}
    assert queued.say("hello?") == ()


def test_who_hangs_up_in_the_queue_is_gone() -> None:
    queued = queueing().start()
    queued.hang_up()
    assert queued.contact.over
    assert queued.queue is None


def test_a_full_queue_takes_no_more() -> None:
    runtime = queueing(queues={DESK: Queue(DESK, "desk", limit=1)})
    assert runtime.start().queue is not None
    second = runtime.start()
    assert second.heard[-1].text == "full"


@pytest.mark.parametrize(
    ("queues", "heard"),
    [({}, "unknown"), ({DESK: Queue(DESK, "desk", enabled=False)}, "broken")],
)
def test_a_queue_that_cannot_be_used_is_an_error(queues: dict[str, Queue], heard: str) -> None:
    assert queueing(queues=queues).start().heard[-1].text == heard


def test_a_transfer_without_a_queue_is_an_error() -> None:
    runtime = FlowRuntime(flow(to_queue("Transfer", error="Broken"), say("Broken", "broken")))
    assert runtime.start().heard[-1].text == "broken"


OTHER = "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/other"


def moving(flows: dict[str, str]) -> FlowRuntime:
    return FlowRuntime(
        flow(
            remember("Note", {"from": "first"}, then="Move"),
            block(
                "Move",
                "TransferToFlow",
                {"ContactFlowId": OTHER},
                then="Lost",
                errors={"NoMatchingError": "Lost"},
            ),
            say("Lost", "lost"),
        ),
        flows=flows,
    )


def test_another_flow_goes_on_with_what_is_known() -> None:
    runtime = moving({OTHER: flow(say("Hello", "came from $.Attributes.from"))})
    moved = runtime.start()
    assert moved.heard[-1].text == "came from first"
    assert moved.blocks == ["Note", "Move", "Hello", "End"]
    assert [entry["ContactFlowName"] for entry in moved.log][-1] == "other"


def test_a_flow_that_there_is_none_of_is_an_error() -> None:
    assert moving({}).start().heard[-1].text == "lost"


def test_an_error_without_a_branch_disconnects() -> None:
    runtime = FlowRuntime(
        flow(block("Hello", "MessageParticipant", {"SSML": "<speak>Hi</speak>"}, then="End"))
    )
    assert runtime.start().contact.disconnect_reason == "CONTACT_FLOW_DISCONNECT"
    assert runtime.start(CHAT).contact.disconnect_reason == "CONTACT_FLOW_ERROR"


def test_a_block_that_is_not_played_here_is_named() -> None:
    runtime = FlowRuntime(flow(block("Ring back", "CreateCallbackContact", {})), name="Inbound")
    with pytest.raises(FlowError, match="Flow 'Inbound': block 'Ring back' is a CreateCallback"):
        runtime.start()


def test_a_flow_that_never_waits_is_stopped() -> None:
    circle = flow(say("One", "one", then="Two"), say("Two", "two", then="One"))
    with pytest.raises(FlowError, match="it is a circle"):
        FlowRuntime(circle).start()


def test_attributes_are_set_all_or_none() -> None:
    runtime = FlowRuntime(
        flow(
            block(
                "Note",
                "UpdateContactAttributes",
                {"Attributes": {"small": "x", "large": "$.External.large"}},
                then="End",
                errors={"NoMatchingError": "End"},
            )
        )
    )
    assert runtime.start().attributes == {"small": "x", "large": ""}
    big = FlowRuntime(
        flow(
            call("Look", then="Note"),
            remember("Note", {"a": "$.External.a", "b": "$.External.a"}),
        ),
        invoke_function=lambda *_: {"a": "x" * 20_000},
    )
    assert big.start().attributes == {}


def test_language_and_voice_are_the_contacts() -> None:
    runtime = FlowRuntime(
        flow(
            block(
                "Voice",
                "UpdateContactTextToSpeechVoice",
                {"TextToSpeechVoice": "Seoyeon", "TextToSpeechEngine": "neural"},
                then="Language",
                errors={"NoMatchingError": "End"},
            ),
            block(
                "Language",
                "UpdateContactData",
                {"LanguageCode": "ko-KR"},
                then="Record",
                errors={"NoMatchingError": "End"},
            ),
            block(
                "Record",
                "UpdateContactRecordingBehavior",
                {"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}},
                then="Say",
            ),
            say("Say", "$.TextToSpeechVoiceId $.LanguageCode님."),
        )
    )
    played = runtime.start()
    assert played.heard[-1].text == "Seoyeon ko-KR님."
    assert played.contact.recording["RecordingBehavior"] == {
        "RecordedParticipants": ["Agent", "Customer"]
    }


def test_ssml_is_heard_as_words_and_kept_as_it_was() -> None:
    ssml = "<speak>Hello<break time='1s'/><lang xml:lang='es-US'>Ana</lang> &amp; Bo.</speak>"
    runtime = FlowRuntime(flow(block("Hi", "MessageParticipant", {"SSML": ssml}, then="End")))
    heard = runtime.start().heard[0]
    assert (heard.text, heard.ssml) == ("Hello Ana & Bo.", ssml)


def test_the_log_is_json_with_an_entry_for_each_block() -> None:
    runtime = FlowRuntime(
        flow(menu("Menu", "Press 1, $.Attributes.name.", {"1": "End"}, timeout="End", other="End")),
        name="Inbound",
    )
    played = runtime.start(attributes={"name": "Ana"})
    played.press("1")
    log = json.loads(json.dumps(played.log))
    assert [entry["ContactFlowModuleType"] for entry in log] == ["GetUserInput", "Disconnect"]
    assert log[0]["Results"] == "1"
    assert log[0]["Parameters"]["Text"] == "Press 1, Ana."


def test_who_hangs_up_in_a_block_passed_it_without_a_result() -> None:
    runtime = FlowRuntime(flow(menu("Menu", "?", {"1": "End"}, timeout="End", other="End")))
    played = runtime.start()
    played.hang_up()
    assert played.blocks == ["Menu"]
    assert "Results" not in played.log[0]
