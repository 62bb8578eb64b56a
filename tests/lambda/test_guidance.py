"""Help, what is not understood, and intents that nobody answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from function_start import TableSettings

if TYPE_CHECKING:
    from conftest import Hotel


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en_US", "I can book a room in Seattle"), ("ko_KR", "객실을 예약하거나")],
)
def test_help_says_what_the_bot_can_do_and_asks_what_it_should(
    hotel: Hotel, locale: str, words: str
) -> None:
    guest = hotel.guest(locale=locale)

    for reply in (guest.says("Help", {}), guest.wants("Help", {})):
        assert reply.action == "ElicitIntent"
        assert words in reply.says


def test_the_third_misunderstanding_in_a_row_shows_the_way_out(hotel: Hotel) -> None:
    guest = hotel.guest()
    replies = [guest.wants("FallbackIntent", {}) for _ in range(3)]

    assert [reply.action for reply in replies] == ["ElicitIntent", "ElicitIntent", "Close"]
    assert replies[-1].state == "Failed"
    assert "call us" in replies[-1].says
    assert guest.attributes == {}


def test_a_guest_understood_in_between_starts_afresh(hotel: Hotel) -> None:
    guest = hotel.guest(locale="ko_KR")
    guest.wants("FallbackIntent", {})
    guest.wants("FallbackIntent", {})
    guest.says("Help", {})

    assert guest.wants("FallbackIntent", {}).action == "ElicitIntent"


def test_an_intent_that_nobody_answers_for_is_an_error_that_names_it(hotel: Hotel) -> None:
    with pytest.raises(LookupError, match="no function answers for OrderPizza"):
        hotel.guest().says("OrderPizza", {})


def test_a_language_that_is_not_spoken_is_an_error_that_names_those_that_are(hotel: Hotel) -> None:
    with pytest.raises(LookupError, match="no texts in de_DE: there are texts in en_US, ko_KR"):
        hotel.guest(locale="de_DE").says("Help", {})


def test_a_function_without_its_table_says_which_variable_misses() -> None:
    with pytest.raises(RuntimeError, match="TABLE_NAME is not set"):
        TableSettings.read({})
