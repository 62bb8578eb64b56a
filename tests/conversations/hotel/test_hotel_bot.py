"""What the hotel's bot promises beside what every bot does."""

from __future__ import annotations

import re

import pytest
from ml_refarch.lex import AlphaNumericType, Locale

from stacks.hotel_booking.conversation import LOCALES, catalog
from stacks.hotel_booking.conversation.reference import BOOKING_REFERENCE
from tests.conversations.player import Player


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.locale_id)
def test_a_guest_who_is_not_understood_hears_every_city_and_room_there_is(locale: Locale) -> None:
    (booking,) = (intent for intent in locale.intents if intent.name == "BookHotel")
    retries = {slot.name: slot.prompt.retry for slot in booking.slots if slot.prompt}

    for wording in retries["City"]:
        assert all(city.name in str(wording) for city in catalog.cities(locale.locale_id))
    for wording in retries["RoomType"]:
        assert all(room.name in str(wording) for room in catalog.room_types(locale.locale_id))


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
