"""References that can be read out, typed back and not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from function_folder import FunctionFolder


@given(request=st.text())
def test_a_reference_is_eight_unambiguous_characters_with_a_letter_and_a_digit(
    hotel_booking: FunctionFolder, request: str
) -> None:
    reference = hotel_booking.reference.reference_for(request)

    assert len(reference) == 8
    assert not set(reference) & set("01OILU")
    assert any(character.isdigit() for character in reference)
    assert any(character.isalpha() for character in reference)
    assert hotel_booking.reference.reference_for(request) == reference


def test_ten_thousand_requests_and_their_second_attempts_share_no_reference(
    hotel_booking: FunctionFolder,
) -> None:
    reference_for = hotel_booking.reference.reference_for
    made = {reference_for(f"r{n}", attempt=attempt) for n in range(5_000) for attempt in (0, 1)}

    assert len(made) == 10_000


def test_a_reference_is_read_however_it_is_written(hotel_booking: FunctionFolder) -> None:
    read = hotel_booking.reference.read_reference

    assert read("abcd2345") == read("ABCD-2345") == read(" a b c d 2 3 4 5 ") == "ABCD2345"


def test_what_cannot_be_a_reference_is_none(hotel_booking: FunctionFolder) -> None:
    read = hotel_booking.reference.read_reference

    assert [
        read(said) for said in ("", "ABCD234", "ABCD23456", "ABCD2340", "예약번호입니다요")
    ] == [None] * 5
