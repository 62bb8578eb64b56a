"""A flow that Connect would refuse, or a caller suffer from, is refused with the block's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ml_refarch.connect import Case, Flow, attr

from .written import BOT, FUNCTION, QUEUE, short_flow


def test_a_flow_that_is_right_has_no_problems() -> None:
    assert short_flow().problems() == []


def complete(make: Callable[[Flow], object]) -> list[str]:
    """The problems of a flow of one block and the end it leads to."""
    flow = Flow("One block")
    make(flow)
    flow.hang_up("Bye")
    return flow.problems()


OPEN_ERRORS: dict[str, tuple[Callable[[Flow], Any], Callable[[Any], Any], str, str]] = {
    "say": (
        lambda flow: flow.say("A", text="x", then="Bye"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "menu's time": (
        lambda flow: flow.menu("A", text="x", keys={"1": "Bye"}, otherwise="Bye", on_error="Bye"),
        lambda block: block.on_timeout("Bye"),
        "InputTimeLimitExceeded",
        "on_timeout",
    ),
    "menu's other keys": (
        lambda flow: flow.menu("A", text="x", keys={"1": "Bye"}, on_timeout="Bye", on_error="Bye"),
        lambda block: block.otherwise("Bye"),
        "NoMatchingCondition",
        "otherwise",
    ),
    "bot's time": (
        lambda flow: flow.ask_lex("A", bot=BOT, text="x", otherwise="Bye", on_error="Bye"),
        lambda block: block.on_timeout("Bye"),
        "InputTimeLimitExceeded",
        "on_timeout",
    ),
    "bot's failure": (
        lambda flow: flow.ask_lex("A", bot=BOT, text="x", otherwise="Bye", on_timeout="Bye"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "function": (
        lambda flow: flow.invoke("A", function=FUNCTION, then="Bye"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "attributes": (
        lambda flow: flow.set_attributes("A", {"a": "b"}, then="Bye"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "comparison": (
        lambda flow: flow.compare("A", attr.external("a"), cases={"b": "Bye"}),
        lambda block: block.otherwise("Bye"),
        "NoMatchingCondition",
        "otherwise",
    ),
    "queue": (
        lambda flow: flow.set_queue("A", queue=QUEUE, then="Bye"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "full queue": (
        lambda flow: flow.transfer_to_queue("A", on_error="Bye"),
        lambda block: block.on_full("Bye"),
        "QueueAtCapacity",
        "on_full",
    ),
    "hours": (
        lambda flow: flow.check_hours("A", open="Bye", closed="Bye"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "other flow": (
        lambda flow: flow.transfer_to_flow("A", flow="arn:flow"),
        lambda block: block.on_error("Bye"),
        "NoMatchingError",
        "on_error",
    ),
    "no phone number": (
        lambda flow: flow.collect("A", text="x", phone_number="US", then="Bye", on_error="Bye"),
        lambda block: block.on_invalid_number("Bye"),
        "InvalidPhoneNumber",
        "on_invalid_number",
    ),
}


@pytest.mark.parametrize("kind", OPEN_ERRORS)
def test_an_open_error_branch_is_refused_and_a_wired_one_is_not(kind: str) -> None:
    make, wire, error, method = OPEN_ERRORS[kind]

    assert f"block 'A': its error branch {error} is open: wire {method}" in complete(make)
    rest = complete(lambda flow: wire(make(flow)))
    assert [one for one in rest if "no block leads to it" not in one] == []


@pytest.mark.parametrize(
    ("make", "branch"),
    [
        (
            lambda flow: flow.check_hours("A", open="Bye", on_error="Bye"),
            "False is open: .* closed",
        ),
        (lambda flow: flow.check_hours("A", closed="Bye", on_error="Bye"), "True is open: .* open"),
        (lambda flow: flow.loop("A", times=1, again="Bye"), "DoneLooping is open: wire done"),
        (lambda flow: flow.loop("A", times=1, done="Bye"), "ContinueLooping is open: wire again"),
    ],
)
def test_a_result_that_must_lead_somewhere_must_lead_somewhere(
    make: Callable[[Flow], object], branch: str
) -> None:
    flow = Flow("Open")
    make(flow)
    flow.hang_up("Bye")

    with pytest.raises(ValueError, match=rf"block 'A': its branch {branch}"):
        flow.check()


def test_a_block_that_nothing_follows_is_refused() -> None:
    assert complete(lambda flow: flow.say("A", text="x", on_error="Bye")) == [
        "block 'A': nothing follows it: wire then"
    ]


def test_a_block_that_nobody_reaches_is_refused() -> None:
    flow = short_flow()
    flow.say("Orphan", text="x", then="Bye", on_error="Bye")

    assert flow.problems() == ["block 'Orphan': no block leads to it"]


def test_a_path_that_never_ends_is_refused() -> None:
    flow = Flow("Round")
    flow.say("A", text="x", then="B", on_error="Bye")
    flow.say("B", text="x", then="A", on_error="Bye")
    flow.hang_up("Bye")

    assert flow.problems() == [
        "block 'A': no path from it ever ends",
        "block 'B': no path from it ever ends",
    ]


def test_a_loop_that_somebody_can_leave_is_not() -> None:
    flow = Flow("Round")
    flow.menu("A", text="x", keys={"1": "Bye"}, on_timeout="A", otherwise="A", on_error="Bye")
    flow.hang_up("Bye")

    assert flow.problems() == []


def test_errors_that_lead_in_a_circle_are_refused() -> None:
    flow = Flow("Circle")
    flow.say("A", text="x", then="Bye", on_error="B")
    flow.say("B", text="x", then="Bye", on_error="A")
    flow.hang_up("Bye")

    assert flow.problems() == [
        "block 'A': its errors lead in a circle; lead one of them to an end",
        "block 'B': its errors lead in a circle; lead one of them to an end",
    ]


def test_where_errors_lead_the_blocks_themselves_wire_theirs() -> None:
    flow = Flow("Handling")
    flow.say("Hello", text="x", then="Queue")
    flow.set_queue("Queue", queue=QUEUE, then="Wait")
    flow.transfer_to_queue("Wait", on_full="Bye", on_error="Bye")
    flow.hang_up("Bye")
    flow.errors_lead_to("Queue")

    assert flow.problems() == [
        "block 'Queue': its error branch NoMatchingError is open: wire on_error"
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda flow: flow.menu(
                "A", text="x", on_timeout="Bye", otherwise="Bye", on_error="Bye"
            ).when("12", "Bye"),
            "block 'A': it takes no condition Equals 12; GetParticipantInput takes Equals with",
        ),
        (
            lambda flow: flow.ask_lex(
                "A", bot=BOT, text="x", on_timeout="Bye", otherwise="Bye", on_error="Bye"
            ).when(Case("TextContains", ("Move",)), "Bye"),
            "it takes no condition TextContains Move; ConnectParticipantWithLexBot takes Equals",
        ),
    ],
)
def test_a_condition_that_the_block_does_not_take_is_refused(
    make: Callable[[Flow], object], sentence: str
) -> None:
    (problem,) = complete(make)

    assert sentence in problem


def test_a_target_that_does_not_exist_is_refused() -> None:
    flow = Flow("Nowhere")
    flow.say("A", text="x", then="B", on_error="C")

    assert flow.problems() == [
        "block 'A': it leads to 'B', and the flow has no such block",
        "block 'A': it leads to 'C', and the flow has no such block",
    ]


def chain(blocks: int) -> Flow:
    flow = Flow("Long")
    for place in range(blocks - 1):
        flow.log(str(place), then=str(place + 1))
    flow.hang_up(str(blocks - 1))
    return flow


def test_250_blocks_are_taken_and_251_refused() -> None:
    assert chain(250).problems() == []
    assert chain(251).problems() == ["the flow has 251 blocks; Connect takes 250"]


def test_over_256_000_characters_are_refused() -> None:
    flow = short_flow()
    flow.blocks["Hello"].parameters["Text"] = "x" * 255_000
    assert flow.problems() == []
    flow.blocks["Hello"].parameters["Text"] = "x" * 256_000

    (problem,) = flow.problems()
    assert problem.startswith("the flow has 256,")
    assert problem.endswith("characters; Connect takes 256,000")


def test_a_token_counts_as_the_arn_it_becomes() -> None:
    flow = short_flow()
    flow.blocks["Hello"].parameters["Text"] = "${Token[TOKEN.1]}" * 1000

    assert "Connect takes 256,000" in flow.problems()[0]


def test_an_end_that_inbound_flows_do_not_have_is_refused() -> None:
    flow = Flow("Inbound")
    flow.say("A", text="x", then="End", on_error="End")
    flow.end("End")

    with pytest.raises(ValueError, match="block 'End': an inbound flow ends with hang_up"):
        flow.check()


def test_all_problems_are_told_at_once_with_the_flows_name() -> None:
    flow = Flow("Poor")
    flow.say("A", text=f"x {attr.external('y')} and $.Externl.z")

    with pytest.raises(ValueError, match=r"flow 'Poor'[\s\S]*\$\.Externl\.z[\s\S]*NoMatchingError"):
        flow.check()


def test_a_flow_without_blocks_is_refused() -> None:
    assert Flow("Empty").problems() == ["the flow has no blocks"]


def test_a_branch_is_wired_once() -> None:
    flow = Flow("Twice")
    block = flow.say("A", text="x", then="B")

    with pytest.raises(ValueError, match="its branch then leads to 'B' already, not to 'C'"):
        block.then("C")


def test_a_block_of_another_flow_is_no_target() -> None:
    other = Flow("Other").hang_up("Bye")

    with pytest.raises(ValueError, match="block 'A': 'Bye' is a block of another flow"):
        Flow("One").say("A", text="x", then=other)


def test_a_name_is_given_once() -> None:
    flow = short_flow()

    with pytest.raises(ValueError, match="flow 'Short' has a block of that name"):
        flow.hang_up("Bye")


@pytest.mark.parametrize("name", ["", " ", "x" * 51, "50%", "a/b", "a:b", "[a]"])
def test_a_name_that_connect_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a name has 1 to 50 characters"):
        Flow("Names").hang_up(name)


@pytest.mark.parametrize("name", ["x" * 50, "Which day?", "새 시간 묻기"])
def test_a_name_may_be_what_people_say(name: str) -> None:
    assert Flow("Names").hang_up(name).name == name


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda flow: flow.say("A"), "give one of text, ssml, prompt and media; 0 were given"),
        (lambda flow: flow.say("A", text="x", ssml="<speak/>"), "2 were given"),
        (lambda flow: flow.say("A", text=" "), "what it says is empty"),
        (lambda flow: flow.say("A", ssml="Hello"), "'Hello' is not inside <speak>"),
        (lambda flow: flow.menu("A", text="x", seconds=181), "seconds: 181 is outside 1 to 180"),
        (lambda flow: flow.collect("A", text="x", digits=21), "digits: 21 is outside 1 to 20"),
        (lambda flow: flow.collect("A", text="x", end="x"), "end: 'x' is not 1 to 5 of 0-9"),
        (lambda flow: flow.collect("A", text="x", phone_number="us"), "neither 'E164' nor"),
        (
            lambda flow: flow.invoke("A", function=FUNCTION, seconds=9),
            "seconds: 9 is outside 1 to 8",
        ),
        (lambda flow: flow.invoke("A", function="lookup"), "'lookup' is not an ARN of lambda"),
        (lambda flow: flow.invoke("A", function=FUNCTION, answer="XML"), "'XML' is neither"),
        (lambda flow: flow.ask_lex("A", bot=FUNCTION, text="x"), "is not an ARN of lex"),
        (lambda flow: flow.compare("A", "found"), "'found' is not one attribute"),
        (lambda flow: flow.compare("A", "is $.External.a"), "is not one attribute"),
        (lambda flow: flow.loop("A", times=101), "times: 101 is outside 0 to 100"),
        (lambda flow: flow.set_queue("A"), "give either queue or agent"),
        (lambda flow: flow.set_attributes("A", {}), "it sets no attribute"),
        (lambda flow: flow.set_attributes("A", {"a b": "c"}), "the attribute 'a b' may have"),
        (lambda flow: flow.set_language("A", "ko_KR"), "'ko_KR' is not a language"),
        (lambda flow: flow.record("A", participants=["Boss"]), "is not a choice of Agent and"),
        (
            lambda flow: flow.record("A", participants=["Agent"], analytics_language="en-US"),
            "both Agent and Customer are recorded",
        ),
    ],
)
def test_a_parameter_that_connect_does_not_take_is_refused_by_the_blocks_name(
    make: Callable[[Flow], object], sentence: str
) -> None:
    with pytest.raises(ValueError, match="block 'A'") as refused:
        make(Flow("Wrong"))

    assert sentence in str(refused.value)
