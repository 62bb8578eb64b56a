"""Functions in flows: what they get, what they may answer, how long they have."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from localcloud.connect import FlowRuntime
from localcloud.connect.blocks.function import call as call_within
from localcloud.lex import HookFailed, HookThrottled, HookTimedOut
from tests.localcloud.connect.flows import FUNCTION, call, flow, remember, say, set_queue

QUEUE = "arn:aws:connect:us-east-1:123456789012:instance/i/queue/desk"


def lookup(
    function: Callable[[str, dict[str, Any], float], Any], **more: Any
) -> tuple[str, FlowRuntime]:
    runtime = FlowRuntime(
        flow(
            call("Look", then="Found", error="Lost", **more),
            say("Found", "Found $.External.name"),
            say("Lost", "Lost"),
        ),
        invoke_function=function,
    )
    return runtime.start().heard[-1].text, runtime


def test_the_event_is_connects() -> None:
    seen: list[tuple[str, dict[str, Any], float]] = []

    def function(arn: str, event: dict[str, Any], seconds: float) -> dict[str, str]:
        seen.append((arn, event, seconds))
        return {}

    runtime = FlowRuntime(
        flow(
            remember("Tag", {"vip": "yes"}, then="Queue"),
            set_queue("Queue", QUEUE, then="Look"),
            call(
                "Look",
                then="End",
                InvocationTimeLimitSeconds="5",
                LambdaInvocationAttributes={"who": "caller $.CustomerEndpoint.Address"},
            ),
        ),
        invoke_function=function,
    )
    contact = runtime.start(customer="+15551230001", system="+18005550000").contact
    arn, event, seconds = seen[0]
    assert arn == FUNCTION
    assert 4.9 < seconds <= 5
    assert event == {
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": {"vip": "yes"},
                "Channel": "VOICE",
                "ContactId": contact.id,
                "CustomerEndpoint": {"Address": "+15551230001", "Type": "TELEPHONE_NUMBER"},
                "InitialContactId": contact.id,
                "InitiationMethod": "INBOUND",
                "InstanceARN": contact.instance_arn,
                "LanguageCode": "en-US",
                "MediaStreams": {"Customer": {"Audio": None}},
                "PreviousContactId": contact.id,
                "Queue": {"ARN": QUEUE, "Name": "desk"},
                "References": {},
                "SystemEndpoint": {"Address": "+18005550000", "Type": "TELEPHONE_NUMBER"},
            },
            "Parameters": {"who": "caller +15551230001"},
        },
    }


def test_the_answer_is_external_until_the_next_one() -> None:
    answers = iter([{"name": "Ana"}, {"other": "Bo"}])
    runtime = FlowRuntime(
        flow(
            call("One", then="Keep"),
            remember("Keep", {"kept": "$.External.name"}, then="Two"),
            call("Two", then="Say"),
            say("Say", "[$.External.name] [$.External.other] [$.Attributes.kept]"),
        ),
        invoke_function=lambda *_: next(answers),
    )
    assert runtime.start().heard[-1].text == "[] [Bo] [Ana]"


@pytest.mark.parametrize(
    ("answer", "expected", "heard"),
    [
        ({"name": "Ana"}, "STRING_MAP", "Found Ana"),
        ({"name": {"first": "Ana"}}, "STRING_MAP", "Lost"),
        ({"name": 7}, "STRING_MAP", "Lost"),
        ({"name": {"first": "Ana"}}, "JSON", 'Found {"first": "Ana"}'),
        ({"name": 7}, "JSON", "Found 7"),
        ("Ana", "JSON", "Lost"),
        (None, "STRING_MAP", "Lost"),
        ({"name": "가" * 11_000}, "STRING_MAP", "Lost"),
    ],
)
def test_an_answer_has_to_be_of_the_type_the_block_expects(
    answer: Any, expected: str, heard: str
) -> None:
    text, _ = lookup(lambda *_: answer, ResponseValidation={"ResponseType": expected})
    assert text == heard


def test_parts_of_a_json_answer_can_be_reached() -> None:
    runtime = FlowRuntime(
        flow(
            call("Look", then="Say", ResponseValidation={"ResponseType": "JSON"}),
            say("Say", "$.External.times[1].at on $.External['the day']."),
        ),
        invoke_function=lambda *_: {"times": [{"at": 9}, {"at": 10}], "the day": "Monday"},
    )
    assert runtime.start().heard[-1].text == "10 on Monday."


def fails(times: int, kind: type[Exception] = HookFailed) -> Callable[..., dict[str, str]]:
    attempts = itertools.count(1)

    def function(*_: Any) -> dict[str, str]:
        if next(attempts) <= times:
            raise kind("no")
        return {"name": "Ana"}

    return function


@pytest.mark.parametrize("kind", [HookFailed, HookThrottled])
def test_an_error_is_retried_three_times(kind: type[Exception]) -> None:
    assert lookup(fails(3, kind))[0] == "Found Ana"
    assert lookup(fails(4, kind))[0] == "Lost"


def test_a_function_that_takes_too_long_is_not_retried() -> None:
    assert lookup(fails(1, HookTimedOut))[0] == "Lost"


def test_retries_end_with_the_time_limit() -> None:
    clock = itertools.count(0, 3)
    given: list[float] = []

    def slow(_arn: str, _event: dict[str, Any], seconds: float) -> None:
        given.append(seconds)
        raise HookFailed("no")

    with pytest.raises(HookFailed):
        call_within(slow, FUNCTION, {}, 8, elapsed=lambda: float(next(clock)))
    assert given == [5, 2]


def test_nobody_waits_for_an_asynchronous_call() -> None:
    seen: list[str] = []
    text, _ = lookup(lambda arn, *_: seen.append(arn), InvocationType="ASYNCHRONOUS")
    assert text == "Found "
    assert seen == [FUNCTION]
