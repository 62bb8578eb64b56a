"""What is said, in each language alike."""

from __future__ import annotations

import re
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


def test_korean_is_in_the_polite_form_of_the_bots_own_prompts(
    hotel_booking: FunctionFolder,
) -> None:
    texts = asdict(hotel_booking.texts.KOREAN)
    del texts["other_room"]  # a part of a sentence

    for name, text in texts.items():
        for sentence in re.findall(r"[^.?!]+[.?!]?", text):
            assert re.search(r"요[.?!]$", sentence), name


def test_no_korean_particle_hangs_on_a_name_whose_ending_decides_it(
    hotel_booking: FunctionFolder,
) -> None:
    either = r"이|가|을|를|은|는|과|와|으로|로|이에요|예요|이었어요|였어요|이라고|라고"
    after_a_name = re.compile(r"\{(reference|city|cities|room_types?|example)\}(" + either + ")")

    for name, text in asdict(hotel_booking.texts.KOREAN).items():
        assert not after_a_name.search(text), name


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
