"""Locales: what they hold together, and what Lex has in American English only."""

from __future__ import annotations

from typing import Any

import pytest
from ml_refarch.lex import (
    Action,
    Intent,
    Locale,
    Outcome,
    OutputContext,
    Slot,
    SlotType,
    Step,
    Voice,
    builtin,
    limits,
)

HELLO = Intent("Hello", utterances=["Hello"])
CITY = SlotType("City", {"Seattle": []})


def asking(*slots: Slot, **parts: Any) -> Intent:
    return Intent("Ask", utterances=["Ask"], slots=slots, **parts)


def test_a_fallback_intent_is_added_since_lex_builds_no_locale_without() -> None:
    assert [intent.name for intent in Locale("en_US", intents=[HELLO]).intents] == [
        "Hello",
        "FallbackIntent",
    ]


def test_the_given_fallback_intent_takes_the_place_of_the_added_one() -> None:
    fallback = Intent("FallbackIntent", closing="Sorry?")

    assert Locale("en_US", intents=[HELLO], fallback=fallback).intents == (HELLO, fallback)
    assert Locale("en_US", intents=[fallback, HELLO]).intents == (fallback, HELLO)


def test_a_slot_type_used_twice_is_kept_once() -> None:
    locale = Locale(
        "en_US", intents=[asking(Slot("From", CITY, ask="?"), Slot("To", CITY, ask="?"))]
    )

    assert locale.slot_types == (CITY,)


def test_the_same_words_may_mean_two_things_in_two_contexts() -> None:
    again = Intent("Again", utterances=["Hello"], input_contexts=["greeted"])

    assert Locale("en_US", intents=[HELLO, again])


@pytest.mark.parametrize("locale_id", sorted(limits.LOCALES))
def test_each_locale_of_lex_is_taken(locale_id: str) -> None:
    assert Locale(locale_id, intents=[HELLO]).locale_id == locale_id


@pytest.mark.parametrize("locale_id", ["en-US", "en_us", "tlh", ""])
def test_an_unknown_locale_is_refused_with_those_there_are(locale_id: str) -> None:
    with pytest.raises(ValueError, match=rf"locale '{locale_id}': Lex V2 has .*ko_KR"):
        Locale(locale_id, intents=[HELLO])


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"intents": []}, "locale en_US: no intent has an utterance"),
        ({"intents": [HELLO, HELLO]}, "locale en_US: intents: 'Hello' given more than once"),
        (
            {"intents": [HELLO, Intent("Hi", utterances=["hello"])]},
            "the intents Hello and Hi both have the utterance 'hello'",
        ),
        ({"intents": [HELLO], "nlu_threshold": 1.1}, "nlu_threshold: 1.1 is outside 0 to 1"),
        ({"intents": [HELLO], "fallback": HELLO}, "fallback is the intent Hello"),
        ({"intents": [HELLO], "description": "x" * 2001}, "locale en_US, description"),
        (
            {
                "intents": [
                    asking(
                        Slot("From", CITY, ask="?"),
                        Slot("To", SlotType("City", {"Busan": []}), ask="?"),
                    )
                ]
            },
            "intent Ask, slot To: there are two different slot types of the name City",
        ),
        (
            {"intents": [asking(opening=Outcome(then=Step(Action.START_INTENT, intent="Nope")))]},
            "intent Ask: a step starts the intent Nope, but the intents are Ask, FallbackIntent",
        ),
    ],
)
def test_a_wrong_locale_is_refused_with_its_name(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Locale("en_US", **parts)


@pytest.mark.parametrize(
    "intent",
    [
        asking(output_contexts=[OutputContext("asked")]),
        asking(input_contexts=["asked"]),
        asking(Slot("City", CITY, ask="?", multiple=True)),
        asking(Slot("City", CITY, ask="?", default="#asked.City")),
    ],
    ids=["output context", "input context", "multiple values", "default of a context"],
)
def test_what_lex_has_in_en_us_only_is_refused_elsewhere(intent: Intent) -> None:
    assert Locale("en_US", intents=[intent])

    with pytest.raises(ValueError, match=r"locale ko_KR, intent Ask.* in en_US only"):
        Locale("ko_KR", intents=[intent])


def test_a_locale_over_its_quota_is_refused_where_the_quota_is_smaller() -> None:
    intents = [Intent(f"I{number}", utterances=[str(number)]) for number in range(250)]

    assert Locale("en_US", intents=intents)
    with pytest.raises(ValueError, match="locale ko_KR: intents: 251 given; Lex takes 0 to 250"):
        Locale("ko_KR", intents=intents)


def test_utterances_too_long_together_are_refused() -> None:
    utterances = [f"{number:04d}" + "x" * 496 for number in range(401)]

    with pytest.raises(ValueError, match="characters of utterances: 200500 given"):
        Locale("ko_KR", intents=[Intent("Talk", utterances=utterances)])


@pytest.mark.parametrize(
    ("voice_id", "engine", "message"),
    [("", "neural", "id of a voice"), ("Joanna", "loud", "engine 'loud' is none of")],
)
def test_a_wrong_voice_is_refused(voice_id: str, engine: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Voice(voice_id, engine=engine)


def test_built_in_slot_types_need_no_definition() -> None:
    locale = Locale("en_US", intents=[asking(Slot("When", builtin.DATE, ask="When?"))])

    assert locale.slot_types == ()
