"""What the hotel's catalog promises to all who read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from function_folder import LAMBDA

if TYPE_CHECKING:
    from function_folder import FunctionFolder

CATALOG = json.loads((LAMBDA / "hotel_booking" / "catalog.json").read_text("utf-8"))
LOCALES = ("en_US", "ko_KR")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["cities", "room_types"])
def test_no_word_means_two_things(kind: str, locale: str) -> None:
    words = [
        word.casefold()
        for each in CATALOG[kind]
        for word in (each["names"][locale], *each["synonyms"][locale])
    ]

    assert len(words) == len(set(words))
    assert all(1 <= len(word) <= 140 for word in words), "Lex takes values of 140 characters"


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_is_found_by_all_that_people_call_it(
    hotel_booking: FunctionFolder, locale: str
) -> None:
    catalog = hotel_booking.catalog.load_catalog()
    for city in CATALOG["cities"]:
        for word in (city["id"], city["names"][locale], *city["synonyms"][locale]):
            assert catalog.city(f" {word.upper()} ").id == city["id"]
    for room_type in CATALOG["room_types"]:
        for word in (room_type["id"], room_type["names"][locale], *room_type["synonyms"][locale]):
            assert catalog.room_type(word).id == room_type["id"]


def test_what_is_not_there_is_not_found(hotel_booking: FunctionFolder) -> None:
    catalog = hotel_booking.catalog.load_catalog()

    assert catalog.city("Paris") is None
    assert catalog.room_type("") is None


def test_a_stay_is_one_to_thirty_nights_in_dollars(hotel_booking: FunctionFolder) -> None:
    catalog = hotel_booking.catalog.load_catalog()

    assert (catalog.nights[0], catalog.nights[-1], catalog.currency) == (1, 30, "USD")
