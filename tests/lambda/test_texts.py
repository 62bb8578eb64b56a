"""What is said, in each language alike."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from function_folder import FunctionFolder


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_put_the_same_facts_into_each_text(hotel_booking: FunctionFolder) -> None:
    english = asdict(hotel_booking.texts.ENGLISH)
    korean = asdict(hotel_booking.texts.KOREAN)

    assert {name: placeholders(text) for name, text in english.items()} == {
        name: placeholders(text) for name, text in korean.items()
    }


def test_each_text_is_in_its_language_and_fits_a_message(hotel_booking: FunctionFolder) -> None:
    for name, text in asdict(hotel_booking.texts.ENGLISH).items():
        assert text.isascii(), name
        assert len(text) < 512, name
    for name, text in asdict(hotel_booking.texts.KOREAN).items():
        assert any("가" <= character <= "힣" for character in text), name
        assert len(text) < 512, name


@pytest.mark.parametrize(
    ("locale", "day", "nights", "money"),
    [
        ("en_US", "Friday, November 27, 2026", ["1 night", "3 nights"], "$1,240"),
        ("ko_KR", "2026년 11월 27일 금요일", ["1박", "3박"], "1,240달러"),
    ],
)
def test_days_nights_and_money_are_said_as_people_say_them(
    hotel_booking: FunctionFolder, locale: str, day: str, nights: list[str], money: str
) -> None:
    texts = hotel_booking.texts

    assert texts.say_date(date(2026, 11, 27), locale=locale) == day
    assert [texts.say_nights(n, locale=locale) for n in (1, 3)] == nights
    assert texts.say_dollars(1240, locale=locale) == money


def test_lists_end_with_and_or_or_in_english(hotel_booking: FunctionFolder) -> None:
    texts = hotel_booking.texts

    assert texts.say_choice(["a", "b", "c"], locale="en_US") == "a, b or c"
    assert texts.say_all(["a", "b"], locale="en_US") == "a and b"
    assert texts.say_all(["a"], locale="en_US") == "a"
    assert texts.say_choice(["a", "b"], locale="ko_KR") == "a, b"
