"""What the bots promise in both languages, whatever is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from ml_refarch.lex import Intent, Locale

from tests.conversations.bot_template import bot_properties
from tests.conversations.bots import BOTS, TestedBot

LOCALES = [(bot, locale) for bot in BOTS.values() for locale in bot.locales]
INTENTS = [(locale, intent) for _, locale in LOCALES for intent in locale.intents]
TESTED = pytest.mark.parametrize("bot", BOTS.values(), ids=BOTS)


def name(value: object) -> str | None:
    if isinstance(value, Locale):
        return value.locale_id
    return value.name if isinstance(value, Intent | TestedBot) else None


def spoken(part: Any) -> Iterator[str]:
    """Every text that the bot says in this part of its template."""
    if isinstance(part, list):
        for item in part:
            yield from spoken(item)
    elif isinstance(part, dict):
        if "PlainTextMessage" in part:
            yield part["PlainTextMessage"]["Value"]
        for value in part.values():
            yield from spoken(value)


@pytest.mark.parametrize(("locale", "intent"), INTENTS, ids=name)
def test_every_intent_knows_at_least_fifteen_ways_to_say_it(locale: Locale, intent: Intent) -> None:
    assert len(intent.utterances) >= 15 or intent.is_fallback, locale.locale_id


@TESTED
def test_both_languages_have_the_same_intents_with_the_same_slots_in_the_same_order(
    bot: TestedBot,
) -> None:
    for one, other in pairwise(bot.locales):
        assert shape(one) == shape(other)


def shape(locale: Locale) -> dict[str, list[tuple[str, bool, bool]]]:
    return {
        intent.name: [(slot.name, slot.required, slot.obfuscate) for slot in intent.slots]
        for intent in locale.intents
    }


@pytest.mark.parametrize(("bot", "locale"), LOCALES, ids=name)
def test_every_question_is_asked_again_in_other_words(bot: TestedBot, locale: Locale) -> None:
    for intent in locale.intents:
        for slot in intent.slots:
            assert slot.prompt is not None or not slot.required, (bot.name, slot.name)
            if slot.prompt:
                assert slot.prompt.retries == len(slot.prompt.retry) == 2, slot.name


@TESTED
def test_korean_is_polite_throughout(bot: TestedBot) -> None:
    (korean,) = (one for one in bot_properties(bot)["BotLocales"] if one["LocaleId"] == "ko_KR")

    texts = list(spoken(korean))

    assert len(texts) > 20
    for text in texts:
        for sentence in re.findall(r"[^.?!]+[.?!]", text):
            assert re.search(r"요[.?!]$", sentence), sentence
