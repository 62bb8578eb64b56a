"""Each call is also a test case that Connect would take, as far as its schema says."""

from __future__ import annotations

import copy
import json
from typing import Any

import cfnlint.api
import jsonschema
import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from tests.calls.call import Call, Channel
from tests.calls.connect_tests import Deployed, as_test_case, left_out, template
from tests.calls.loading import all_calls

KIND = "AWS::Connect::TestCase"
AT = "arn:aws:connect:us-east-1:123456789012:instance/00000000-0000-4000-8000-000000000000"
DEPLOYED = Deployed(
    instance=AT,
    flow=f"{AT}/contact-flow/1",
    queue=f"{AT}/queue/1",
    hours=f"{AT}/operating-hours/1",
    callers="arn:aws:lambda:us-east-1:123456789012:function:callers",
)
DOUBLED = r"^\\+[1-9]\\d{1,14}$"
MEANT = r"^\+[1-9]\d{1,14}$"

CALLS = {call.name: call for call in all_calls()}


def schema() -> dict[str, Any]:
    """The resource's schema, with the pattern of telephone numbers as it is meant."""
    found = copy.deepcopy(PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", KIND).schema)
    text = json.dumps({key: found[key] for key in ("definitions", "properties", "required")})
    read: dict[str, Any] = json.loads(text.replace(json.dumps(DOUBLED), json.dumps(MEANT)))
    return {"type": "object", "additionalProperties": False, **read}


def content(call: Call) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(as_test_case(call, DEPLOYED)["Properties"]["Content"])
    return read


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_every_call_is_a_test_case_of_the_schema(call: Call) -> None:
    resource = as_test_case(call, DEPLOYED)
    assert resource["Type"] == KIND
    jsonschema.validate(resource["Properties"], schema())


def test_the_schema_itself_takes_no_telephone_number_yet() -> None:
    # Its pattern is escaped twice. When this fails, AWS has mended it: drop MEANT.
    points = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", KIND).schema["definitions"]
    voice = points["EntryPoint"]["properties"]["VoiceCallEntryPointParameters"]["properties"]
    assert voice["SourcePhoneNumber"]["pattern"] == DOUBLED


def test_the_template_of_all_has_no_fault_but_that_one() -> None:
    found = cfnlint.api.lint(json.dumps(template(list(CALLS.values()))), regions=["us-east-1"])
    assert {one.rule.id for one in found} == {"E3031"}
    assert all(str(one.path[-1]) == "SourcePhoneNumber" for one in found)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_each_observation_leads_to_the_next_and_the_last_ends_the_test(call: Call) -> None:
    observations = content(call)["Observations"]
    names = [each["Identifier"] for each in observations]
    assert len(set(names)) == len(names)
    for each, following in zip(observations, [*names[1:], None], strict=True):
        assert each["Transitions"]["NextObservations"] == ([following] if following else [])
        actions = [action["Identifier"] for action in each["Actions"]]
        nexts = [action["Transitions"]["NextAction"] for action in each["Actions"]]
        assert nexts == [*actions[1:], ""][: len(actions)]
    assert observations[-1]["Actions"][-1]["Parameters"]["Command"] == {"Type": "EndTest"}


def test_what_the_caller_does_is_all_there_in_its_order() -> None:
    call = CALLS["en_US/moved-in-one-breath"]
    done = [
        action["Parameters"]["Instruction"]["Properties"]
        for observation in content(call)["Observations"]
        for action in observation["Actions"]
        if action["Type"] == "SendInstruction"
    ]
    assert [each.get("Value") or each["Text"] for each in done] == [t.what for t in call.turns]


def test_a_call_out_of_hours_has_the_hours_answered_for() -> None:
    def hours(name: str) -> str:
        (first, *_) = content(CALLS[name])["Observations"]
        strategy = first["Actions"][0]["Parameters"]["Behavior"]["Properties"]["Strategy"]
        value: str = strategy["Response"]["ExecutionResult"]["Value"]
        return value

    assert hours("en_US/out-of-hours") == "OutOfHours"
    assert hours("en_US/moved-in-one-breath") == "InHours"


def test_a_slow_lookup_is_simulated() -> None:
    first = content(CALLS["en_US/lookup-slow"])["Observations"][0]
    properties = first["Actions"][1]["Parameters"]["Behavior"]["Properties"]
    assert properties["ActionType"] == "InvokeLambdaFunction"
    assert properties["Strategy"]["Response"]["Error"]["Value"] == "TimeLimitExceeded"


def test_what_a_test_case_cannot_hold_is_named() -> None:
    assert left_out(CALLS["en_US/just-taken-by-another"]) == [
        "what happens in the middle of the call"
    ]
    assert left_out(CALLS["en_US/caller-unknown"]) == []


def test_both_channels_are_among_them() -> None:
    kinds = {
        as_test_case(call, DEPLOYED)["Properties"]["EntryPoint"]["Type"] for call in CALLS.values()
    }
    assert kinds == {"VOICE_CALL", "CHAT"}
    assert {call.channel for call in CALLS.values()} == set(Channel)
