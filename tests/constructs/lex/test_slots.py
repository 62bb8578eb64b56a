"""Slots and slot types: what Lex takes, and how a wrong one is refused before a deploy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ml_refarch.lex import (
    ORIGINAL_VALUE,
    AlphaNumericType,
    BuiltinType,
    Prompt,
    Slot,
    SlotType,
    builtin,
    limits,
)

CITY = SlotType("City", {"Seattle": ["Emerald City"]})


def test_a_slot_asks_twice_more_unless_told_otherwise() -> None:
    slot = Slot("City", CITY, ask="Which city?")

    assert slot.prompt == Prompt(say="Which city?", retries=2)


def test_a_prompt_is_asked_as_it_is() -> None:
    prompt = Prompt(say="Which city?", retries=5)

    assert Slot("City", CITY, ask=prompt).prompt is prompt


def test_slots_with_the_same_content_are_equal() -> None:
    assert Slot("City", CITY, ask="Which city?") == Slot(
        "City", SlotType("City", {"Seattle": ("Emerald City",)}), ask="Which city?"
    )


def test_values_cannot_be_changed_afterwards() -> None:
    with pytest.raises(TypeError):
        CITY.values["Busan"] = []  # type: ignore[index]


@pytest.mark.parametrize("default", ["[city]", "<city>", "#last.City", "Seattle", "'Seattle'"])
def test_each_form_of_default_is_taken(default: str) -> None:
    assert Slot("City", CITY, ask="?", default=default).defaults == (default,)


@pytest.mark.parametrize("default", ["[city", "[a][b]", "#last", "#last city", "<>", "#2.City"])
def test_a_default_of_no_form_is_refused(default: str) -> None:
    with pytest.raises(ValueError, match=r"slot City: default .* is none of"):
        Slot("City", CITY, ask="?", default=default)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Slot("my city", CITY, ask="?"), "slot 'my city': a name has"),
        (lambda: Slot("City", CITY), "slot City: a required slot needs a question"),
        (lambda: Slot("City", CITY, ask="?", retries=6), "slot City: retries: 6"),
        (
            lambda: Slot("City", CITY, ask=Prompt(say="?"), retries=1),
            "slot City: ask is a Prompt; give retries and retry in it",
        ),
        (
            lambda: Slot("City", CITY, ask=["a", "b"], retry_ask="c"),
            "slot City: retry: Lex has one list",
        ),
        (lambda: Slot("City", CITY, ask="?", default="x" * 203), "slot City, default: .* 203"),
        (lambda: Slot("City", CITY, ask="?", default=["x"] * 11), "default values: 11 given"),
        (lambda: Slot("City", CITY, ask="?", utterances=["x"] * 11), "utterances: 11 given"),
        (lambda: Slot("City", CITY, ask="?", description=" "), "slot City, description"),
        (lambda: Slot("City", CITY, ask="x" * 1001), "slot City: plain text message"),
    ],
)
def test_a_wrong_slot_is_refused_by_name(make: Callable[[], Slot], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SlotType("City!", {"a": []}), "slot type 'City!'"),
        (lambda: SlotType("City", {}), "slot type City: it has no values"),
        (lambda: SlotType("City", {"x" * 141: []}), "slot type City: .* 141 characters"),
        (lambda: SlotType("City", {"a": [""]}), "slot type City: the text is empty"),
        (lambda: SlotType("City", {"NY": ["Big Apple"], "LA": ["big apple"]}), "'NY' and again"),
        (lambda: SlotType("City", {"NY": ["ny"]}), "'ny' is given for 'NY' and again for 'NY'"),
        (
            lambda: SlotType("City", {str(number): [] for number in range(10_001)}),
            "values and synonyms: 10001 given",
        ),
        (lambda: BuiltinType("City"), "begins with AMAZON"),
    ],
)
def test_a_wrong_slot_type_is_refused_by_name(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_text_in_place_of_a_list_of_synonyms_is_refused() -> None:
    with pytest.raises(TypeError, match="synonyms of 'Seattle': 'Emerald City' is one text"):
        SlotType("City", {"Seattle": "Emerald City"})


def test_a_slot_type_may_take_what_was_said() -> None:
    assert SlotType("City", {"Seattle": []}, resolution=ORIGINAL_VALUE).resolution == ORIGINAL_VALUE


@pytest.mark.parametrize("regex", ["[A-Z]{2}[0-9]{4}", "[A-Z]{2,4}", "(AB|CD)[0-9]?", r"[.*+]\."])
def test_a_pattern_lex_understands_is_taken(regex: str) -> None:
    assert builtin.alphanumeric(regex).regex == regex


@pytest.mark.parametrize(
    ("regex", "problem"),
    [
        ("[A-Z]+", "does not take '\\+'"),
        ("[A-Z]*", "does not take '\\*'"),
        ("A.", "does not take '\\.'"),
        ("[A-Z]{2,}", r"does not take '\{2,\}'"),
        ("[A-Z", "unterminated"),
        ("", "the text is empty"),
        ("A" * 301, "301 characters"),
    ],
)
def test_a_pattern_lex_refuses_is_refused_here(regex: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        builtin.alphanumeric(regex)


def test_a_pattern_gives_its_slot_type_a_steady_name() -> None:
    assert builtin.alphanumeric("[0-9]").name == AlphaNumericType("[0-9]").name
    assert builtin.alphanumeric("[0-9]").name != builtin.alphanumeric("[0-8]").name
    assert builtin.alphanumeric("[0-9]", name="Digit").name == "Digit"


@given(st.from_regex(limits.NAME, fullmatch=True))
def test_every_name_lex_takes_is_taken(name: str) -> None:
    assert Slot(name, CITY, ask="?").name == name


@given(st.text(max_size=120).filter(lambda text: not limits.NAME.fullmatch(text)))
def test_every_other_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a name has 1 to 100"):
        Slot(name, CITY, ask="?")
