"""A flow that Connect would not publish is refused in Connect's words, with the block's name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.connect import FlowRuntime
from localcloud.connect.validation import problems
from tests.localcloud.connect.flows import (
    ask,
    block,
    call,
    end,
    flow,
    menu,
    remember,
    say,
    set_queue,
    store,
    to_queue,
)

ERROR = {"NoMatchingError": "End"}
GOOD = flow(
    say("Hello", "Hello.", then="Menu"),
    menu("Menu", "Press 1.", {"1": "Ask"}, timeout="Number", other="Number"),
    store("Number", then="Look"),
    ask("Ask", "What?", {"Order": "Look"}),
    call("Look", then="Note"),
    remember("Note", {"a": "b"}, then="Set"),
    set_queue("Set", "queue-id", then="To"),
    to_queue("To"),
)


def without(action: dict[str, Any], *path: str) -> dict[str, Any]:
    inner = action
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return action


def test_a_good_flow_has_no_problems() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        (
            without(say("X", "Hello."), "Transitions", "NextAction"),
            "Action is missing required property. Path: Actions[0].Transitions.NextAction",
        ),
        (
            say("X", "Hello.", then="Nowhere"),
            "Invalid Action property value. Path: Actions[0].Transitions.NextAction",
        ),
        (
            block("X", "MessageParticipant", {"Text": "a", "SSML": "b"}),
            "Invalid Action property value. Path: Actions[0].Parameters.SSML",
        ),
        (
            block("X", "MessageParticipant", {}),
            "Action is missing required property. Path: Actions[0].Parameters.Text",
        ),
        (
            block("X", "TransferContactToQueue", {"QueueId": "q"}, errors=ERROR),
            "Invalid Action property name. Path: Actions[0].Parameters.QueueId",
        ),
        (
            block("X", "TransferContactToQueue", errors=ERROR),
            "Action is missing required error. Error: QueueAtCapacity, Path: Actions[0]",
        ),
        (
            block("X", "Transfer", {}),
            "Invalid Action type. Type: Transfer, Path: Actions[0]",
        ),
        (
            block("X", "EndFlowExecution", then=None),
            "Invalid Action type. Type: EndFlowExecution, Path: Actions[0]: not supported in "
            "CONTACT_FLOW",
        ),
        (
            call("X", then="End", InvocationTimeLimitSeconds="9"),
            "Invalid Action property value. Path: Actions[0].Parameters.InvocationTimeLimitSeconds",
        ),
        (
            without(call("X", then="End"), "Transitions", "Errors"),
            "Action is missing required error. Error: NoMatchingError, Path: Actions[0]",
        ),
        (
            block(
                "X",
                "Compare",
                {"ComparisonValue": "Hello $.Channel"},
                errors={"NoMatchingCondition": "End"},
            ),
            "Invalid Action property value. Path: Actions[0].Parameters.ComparisonValue",
        ),
        (
            block("X", "Compare", {"ComparisonValue": "$.Channel"}, errors=ERROR),
            "Action is missing required error. Error: NoMatchingCondition, Path: Actions[0]",
        ),
        (
            block("X", "CheckHoursOfOperation", equals={"True": "End"}, errors=ERROR),
            "Invalid Action property value. Path: Actions[0].Transitions.Conditions: one for each "
            "of False and True is needed, and no other",
        ),
        (
            block(
                "X",
                "Loop",
                {"LoopCount": "101"},
                equals={"ContinueLooping": "End", "DoneLooping": "End"},
            ),
            "Invalid Action property value. Path: Actions[0].Parameters.LoopCount",
        ),
        (
            block(
                "X", "UpdateFlowLoggingBehavior", {"FlowLoggingBehavior": "Enabled"}, errors=ERROR
            ),
            "Invalid Action error. Error: NoMatchingError, Path: Actions[0]",
        ),
        (
            menu("X", "?", {"12": "End"}, timeout="End", other="End"),
            "Invalid Action property value. Path: "
            "Actions[0].Transitions.Conditions[0].Condition.Operands",
        ),
        (
            store("X", then="End", StoreInput="False"),
            "Invalid Action property name. Path: Actions[0].Parameters.InputValidation",
        ),
        (
            without(store("X", then="End"), "Parameters", "InputValidation"),
            "Action is missing required property. Path: Actions[0].Parameters.InputValidation",
        ),
        (
            without(ask("X", "?", {}), "Parameters", "LexV2Bot"),
            "Action is missing required property. Path: Actions[0].Parameters.LexV2Bot",
        ),
        (
            block("X", "UpdateContactTargetQueue", {"QueueId": "q", "AgentId": "a"}, errors=ERROR),
            "Invalid Action property value. Path: Actions[0].Parameters.AgentId",
        ),
        (
            remember("X", {"count": 3}),  # type: ignore[dict-item]  # the mistake that is tested
            "Invalid Action property value. Path: Actions[0].Parameters.Attributes.count",
        ),
        (
            block("X", "MessageParticipant", {"Text": "Hi"}, equals={"1": "End"}),
            "Invalid Action property value. Path: Actions[0].Transitions.Conditions",
        ),
    ],
)
def test_each_problem_is_connects_sentence_and_names_the_block(
    action: dict[str, Any], problem: str
) -> None:
    assert f"{problem} (block 'X')" in problems(flow(action))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"Version": "2021-01-01"}, "Invalid Version"),
        ({"StartAction": "Nowhere"}, "Invalid StartAction: there is no action 'Nowhere'"),
        ({"Actions": []}, "The flow has no Actions"),
        ({"Actions": [end("Hello"), end("Hello")]}, "Duplicate Action identifier: 'Hello'"),
        (
            {"Actions": [end(f"Hello {n}") for n in range(251)]},
            "251 actions; at most 250 are allowed",
        ),
        ({"Actions": [end("x" * 51)]}, "Path: Actions[0].Identifier"),
        ({"Actions": [end("50%")]}, "Path: Actions[0].Identifier"),
    ],
)
def test_the_envelope_is_checked(change: dict[str, Any], problem: str) -> None:
    document = {**json.loads(flow(end("Hello"))), **change}
    assert any(problem in found for found in problems(json.dumps(document)))


def test_what_is_no_json_is_told_so() -> None:
    assert problems("{") != []
    assert "characters; at most 256000" in problems("x" * 256_001)[0]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"(?s)Connect would not publish it:.*'X'.*'Y'"):
        FlowRuntime(flow(say("X", "", then="Y"), say("Y", "")))


@pytest.mark.parametrize("odd", [["End"], {"a": 1}, 5])
def test_what_is_no_text_is_a_problem_like_any_other(odd: Any) -> None:
    """A flow is anybody's JSON: whatever stands in it, the answer is a list of problems."""
    action = call("Look", then="Done")
    action["Transitions"]["NextAction"] = odd
    action["Transitions"]["Errors"][0]["ErrorType"] = odd
    compare = block(
        "Done",
        "Compare",
        {"ComparisonValue": "$.External.x"},
        conditions=[(odd, "x", "End")],
        errors={"NoMatchingCondition": "End"},
    )
    found = "\n".join(problems(flow(action, compare)))
    assert "Actions[0].Transitions.NextAction" in found
    assert "Actions[1].Transitions.Conditions[0].Condition" in found
