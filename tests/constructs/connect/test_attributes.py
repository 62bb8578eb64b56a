"""A reference to what a contact knows is one that Connect has."""

from __future__ import annotations

import pytest
from ml_refarch.connect import Attribute, Flow, attr

from .written import short_flow


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (attr.external("found"), "$.External.found"),
        (attr.external("patient.name"), "$.External.patient.name"),
        (attr.attribute("patientId"), "$.Attributes.patientId"),
        (attr.attribute("patient id"), "$.Attributes['patient id']"),
        (attr.flow_attribute("tries"), "$.FlowAttributes.tries"),
        (attr.lex_intent(), "$.Lex.IntentName"),
        (attr.lex_slot("Date"), "$.Lex.Slots.Date"),
        (attr.lex_session("heard"), "$.Lex.SessionAttributes.heard"),
        (attr.stored_input(), "$.StoredCustomerInput"),
        (attr.contact("CustomerEndpoint.Address"), "$.CustomerEndpoint.Address"),
        (attr.contact("Queue.Name"), "$.Queue.Name"),
    ],
)
def test_a_reference_is_the_path_that_connect_reads(made: Attribute, path: str) -> None:
    assert made == path
    assert f"Hello {made}." == f"Hello {path}."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("CustomerEndpoint.Adress", "did you mean \\$.CustomerEndpoint.Address"),
        ("Attributes", "needs the name of one value after it"),
        ("Lex.Slot.Date", "is no attribute of Connect"),
        ("Lex.InputTranscript", "is always empty; have the bot's function copy"),
        ("Queue Name", "is not one attribute path"),
    ],
)
def test_a_path_that_connect_lacks_is_refused(path: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        attr.contact(path)


def problems(text: str) -> list[str]:
    flow = short_flow()
    flow.blocks["Hello"].parameters["Text"] = text
    return flow.problems()


@pytest.mark.parametrize(
    "text",
    [
        "Hello $.External.name.",
        "$.External.name, your time is $.Attributes.time",
        "$.Attributes.['first name']!",
        "$.SegmentAttributes['connect:Subtype']",
        "$.Customer.FirstName, it costs $5.",
        "${Token[TOKEN.3]}",
    ],
)
def test_a_text_may_hold_attributes(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hello $.Externl.name.", "block 'Hello': $.Externl.name is no attribute of Connect"),
        ("$.Lex.InputTranscript", "block 'Hello': $.Lex.InputTranscript is always empty"),
        ("$.External.name님", "text that follows an attribute needs a space before it"),
    ],
)
def test_a_text_with_a_path_that_connect_lacks_is_refused_by_the_blocks_name(
    text: str, sentence: str
) -> None:
    (problem,) = problems(text)

    assert sentence in problem


def test_paths_are_looked_for_at_any_depth() -> None:
    flow = Flow("Deep")
    flow.other("A", "TagContact", {"Tags": {"$.Qeue.Name": ["x", "$.Metrics.Qeue.Size"]}})

    found = [one for one in flow.problems() if one.startswith("block 'A': $")]
    assert found == [
        "block 'A': $.Qeue.Name is no attribute of Connect; did you mean $.Queue.Name?",
        "block 'A': $.Metrics.Qeue.Size is no attribute of Connect; "
        "did you mean $.Metrics.Queue.Size?",
    ]
