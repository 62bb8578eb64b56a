"""Numbers as people say them and as text messages need them."""

from __future__ import annotations

import pytest
from appointment_book import Person
from lex_dialog import e164

from demo.patient_scheduling.clinic import PATIENTS


@pytest.mark.parametrize(
    ("said", "locale", "number"),
    [
        ("2065550132", "en_US", "+12065550132"),
        ("(206) 555-0132", "en_US", "+12065550132"),
        ("1-206-555-0132", "en_US", "+12065550132"),
        ("+1 206 555 0132", "en_US", "+12065550132"),
        ("01012345678", "ko_KR", "+821012345678"),
        ("010-1234-5678", "ko_KR", "+821012345678"),
        ("1012345678", "ko_KR", "+821012345678"),
        ("821012345678", "ko_KR", "+821012345678"),
        ("+82 010-1234-5678", "ko_KR", "+821012345678"),
        ("02-123-4567", "ko_KR", "+8221234567"),
        ("031-123-4567", "ko_KR", "+82311234567"),
        ("+821012345678", "en_US", "+821012345678"),
        ("011 82 10 1234 5678", "en_US", "+821012345678"),
        ("00 1 206 555 0132", "ko_KR", "+12065550132"),
        ("+442079460000", "ko_KR", "+442079460000"),
    ],
)
def test_a_number_is_read_as_people_of_that_country_say_it(
    said: str, locale: str, number: str
) -> None:
    assert e164(said, locale=locale) == number


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("", "en_US"),
        ("911", "en_US"),
        ("1065550132", "en_US"),
        ("2061550132", "en_US"),
        ("+1 106 555 0132", "en_US"),
        ("206555013", "en_US"),
        ("112", "ko_KR"),
        ("010-1234-567890", "ko_KR"),
        ("+82 9 1234", "ko_KR"),
        ("+0123456789", "en_US"),
        ("+1234567890123456", "en_US"),
        ("call me", "ko_KR"),
    ],
)
def test_what_cannot_be_a_number_is_none(said: str, locale: str) -> None:
    assert e164(said, locale=locale) is None


@pytest.mark.parametrize("person", PATIENTS, ids=lambda person: person.name)
def test_who_tries_the_demonstration_can_type_a_patients_number(person: Person) -> None:
    assert e164(person.phone, locale=person.locale) == person.phone
