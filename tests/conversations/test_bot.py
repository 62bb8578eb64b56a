"""What the hotel bot promises in both languages, whatever is said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ml_refarch.lex import AlphaNumericType, Intent, Locale

from stacks.hotel_booking.conversation import EN_US, KO_KR, LOCALES
from stacks.hotel_booking.conversation import catalog as offers
from stacks.hotel_booking.conversation.reference import BOOKING_REFERENCE
from tests.conversations.bot_template import bot_properties
from tests.conversations.bots import HOTEL
from tests.conversations.player import Player

CASES = [(locale, intent) for locale in LOCALES for intent in locale.intents]


def name(value: object) -> str | None:
    if isinstance(value, Locale):
        return value.locale_id
    return value.name if isinstance(value, Intent) else None


def spoken(part: Any) -> list[str]:
    """Every text that the bot says in this part of its template."""
    if isinstance(part, list):
        return [text for item in part for text in spoken(item)]
    if not isinstance(part, dict):
        return []
    own = [part["PlainTextMessage"]["Value"]] if "PlainTextMessage" in part else []
    return own + [text for value in part.values() for text in spoken(value)]


@pytest.mark.parametrize(("locale", "intent"), CASES, ids=name)
def test_every_intent_knows_at_least_fifteen_ways_to_say_it(locale: Locale, intent: Intent) -> None:
    assert len(intent.utterances) >= 15 or intent.is_fallback, locale.locale_id


def test_both_languages_have_the_same_intents_with_the_same_slots_in_the_same_order() -> None:
    assert shape(EN_US) == shape(KO_KR)


def shape(locale: Locale) -> dict[str, list[tuple[str, bool, bool]]]:
    return {
        intent.name: [(slot.name, slot.required, slot.obfuscate) for slot in intent.slots]
        for intent in locale.intents
    }


@pytest.mark.parametrize("locale", LOCALES, ids=name)
def test_every_question_is_asked_again_in_other_words(locale: Locale) -> None:
    for intent in locale.intents:
        for slot in intent.slots:
            assert slot.prompt is not None
            assert slot.prompt.retries == len(slot.prompt.retry) == 2, slot.name


@pytest.mark.parametrize("locale", LOCALES, ids=name)
def test_a_guest_who_is_not_understood_hears_every_city_and_room_there_is(locale: Locale) -> None:
    (booking,) = (intent for intent in locale.intents if intent.name == "BookHotel")
    retries = {slot.name: slot.prompt.retry for slot in booking.slots if slot.prompt}

    for wording in retries["City"]:
        assert all(city.name in str(wording) for city in offers.cities(locale.locale_id))
    for wording in retries["RoomType"]:
        assert all(room.name in str(wording) for room in offers.room_types(locale.locale_id))


def test_korean_is_polite_throughout() -> None:
    (korean,) = (one for one in bot_properties(HOTEL)["BotLocales"] if one["LocaleId"] == "ko_KR")

    texts = spoken(korean)

    assert len(texts) > 20
    for text in texts:
        for sentence in re.findall(r"[^.?!]+[.?!]", text):
            assert re.search(r"요[.?!]$", sentence), sentence


def test_a_phone_number_is_not_written_to_the_logs() -> None:
    for locale in LOCALES:
        (booking,) = (intent for intent in locale.intents if intent.name == "BookHotel")
        assert {slot.name for slot in booking.slots if slot.obfuscate} == {"PhoneNumber"}


def test_the_bot_takes_every_reference_that_the_function_makes(player: Player) -> None:
    assert isinstance(BOOKING_REFERENCE, AlphaNumericType)
    made = player.function.modules["reference"]
    references = [made.reference_for(f"request {number}") for number in range(500)]

    for reference in references:
        assert re.fullmatch(BOOKING_REFERENCE.regex, reference), reference
        assert re.fullmatch(BOOKING_REFERENCE.regex, reference.lower()), reference
    assert set("".join(references)) == set(made.ALPHABET)
