"""A flow made elsewhere comes in, and goes out as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ml_refarch.connect import Flow, FlowKind

from .test_flow_checks import chain
from .written import actions, written

EXPORTED = (Path(__file__).parent / "exported_flow.json").read_text()
HANG_UP = "6ce470b8-9084-43b6-8c5f-be6ece7f6b07"
WISDOM = "2ea03c74-6d51-4083-9f2c-8b3b9b4c3e03"


def exported() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(EXPORTED)
    return document


def test_an_exported_flow_is_written_back_the_same() -> None:
    assert written(Flow.from_json(EXPORTED)) == exported()


def test_and_it_is_one_that_connect_takes() -> None:
    Flow.from_json(EXPORTED).check()


def test_our_own_flows_come_back_the_same() -> None:
    once = chain(20).to_json()

    assert Flow.from_json(once).to_json() == once


def test_its_name_description_and_kind_are_known() -> None:
    flow = Flow.from_json(EXPORTED)

    assert (flow.name, flow.description) == ("Front door", "Made in the editor")
    assert flow.kind is FlowKind.INBOUND
    assert Flow.from_json(EXPORTED, name="Mine").name == "Mine"


def test_a_flow_without_metadata_stays_without() -> None:
    bare = {key: value for key, value in exported().items() if key != "Metadata"}

    assert written(Flow.from_json(json.dumps(bare))) == bare


def test_an_unknown_action_is_kept_and_can_be_rewired() -> None:
    flow = Flow.from_json(EXPORTED)
    block = flow.blocks[WISDOM]

    assert block.action == "CreateWisdomSession"
    assert block.rules is None
    assert flow.blocks["Main menu"].targets() == [
        "4ac25e96-7e62-4194-8a3d-9c4cac5d4f05",
        HANG_UP,
    ]


def test_a_block_may_be_added_and_the_rest_stays_where_it_was() -> None:
    flow = Flow.from_json(EXPORTED)
    flow.blocks[WISDOM].next = "Sorry"
    flow.say("Sorry", text="All calls are recorded.", then="Main menu", on_error="Main menu")
    flow.check()

    document = written(flow)
    before = exported()
    assert actions(flow)[WISDOM]["Transitions"]["NextAction"] == "Sorry"
    assert [one for one in document["Actions"] if one["Identifier"] not in (WISDOM, "Sorry")] == [
        one for one in before["Actions"] if one["Identifier"] != WISDOM
    ]
    places = document["Metadata"]["ActionMetadata"]
    assert set(places) == {*before["Metadata"]["ActionMetadata"], "Sorry"}
    assert places["Sorry"]["position"]
    assert document["Metadata"]["Annotations"] == before["Metadata"]["Annotations"]
    assert document["Settings"] == before["Settings"]


def test_a_changed_parameter_is_written() -> None:
    flow = Flow.from_json(EXPORTED)
    flow.blocks["Main menu"].parameters["Text"] = "For an appointment, press one."

    assert actions(flow)["Main menu"]["Parameters"]["Text"] == "For an appointment, press one."


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"Parameters": "Text"}, "block 'a': its Parameters are not an object: Text"),
        ({"Transitions": ["b"]}, "block 'a': its Transitions are not an object"),
        ({"Transitions": {"NextAction": ["b"]}}, "block 'a': its NextAction is not a name"),
        ({"Transitions": {"Errors": {"NextAction": "a"}}}, "block 'a': its Errors are not a list"),
        ({"Transitions": {"Errors": [{"NextAction": "a"}]}}, "block 'a': one of its Errors is"),
        ({"Transitions": {"Conditions": ["x"]}}, "block 'a': one of its Conditions is"),
        (
            {"Transitions": {"Conditions": [{"NextAction": "a", "Condition": {"Operator": "x"}}]}},
            "block 'a': one of its Conditions is",
        ),
    ],
)
def test_a_broken_export_is_refused_with_the_blocks_name(
    part: dict[str, Any], sentence: str
) -> None:
    document = {
        "Version": "2019-10-30",
        "StartAction": "a",
        "Actions": [{"Identifier": "a", "Type": "Wait", **part}],
    }
    with pytest.raises(ValueError, match=sentence):
        Flow.from_json(json.dumps(document))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hello", "the text is not JSON"),
        ('{"modules": []}', "not in Connect's flow language"),
        ('{"Version": "1", "Actions": []}', "its version is '1', not '2019-10-30'"),
        (
            '{"Version": "2019-10-30", "StartAction": "a", "Actions": [{"Type": "Loop"}]}',
            "an action has no Identifier",
        ),
        (
            '{"Version": "2019-10-30", "StartAction": "b", "Actions": '
            '[{"Identifier": "a", "Type": "DisconnectParticipant"}]}',
            "it starts with 'b', and has no such action",
        ),
        (
            '{"Version": "2019-10-30", "StartAction": ["a"], "Actions": '
            '[{"Identifier": "a", "Type": "DisconnectParticipant"}]}',
            r"it starts with \['a'\], and has no such action",
        ),
        (
            '{"Version": "2019-10-30", "Metadata": {"ActionMetadata": []}, "Actions": []}',
            "its Metadata.ActionMetadata is not an object",
        ),
        (
            '{"Version": "2019-10-30", "StartAction": "a", "Actions": '
            '[{"Identifier": "a", "Type": "Wait", "Transitions": {"NextAction": "c"}}]}',
            "block 'a': it leads to 'c'",
        ),
    ],
)
def test_what_is_no_flow_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Flow.from_json(text)
