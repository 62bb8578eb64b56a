"""The other slot types: numbers, times, durations, phones, codes, answers, values of one's own."""

from datetime import date

import pytest

from localcloud.lex.definition import SlotType
from localcloud.lex.slots.alphanumeric import refuse_pattern
from localcloud.lex.slots.resolver import SlotResolver

TODAY = date(2026, 11, 22)
ENGLISH = SlotResolver(korean=False)
KOREAN = SlotResolver(korean=True)

CITY = SlotType(
    "City",
    top_resolution=True,
    values={"Seattle": ("Emerald City",), "New York": ("NYC",), "San Francisco": ("SF",)},
)
KOREAN_CITY = SlotType(
    "City", top_resolution=True, values={"시애틀": ("씨애틀",), "서울": (), "제주": ("제주도",)}
)
REFERENCE = SlotType("Reference", parent="AMAZON.AlphaNumeric", pattern="[A-Z]{2}[0-9]{5}")


def built_in(name: str) -> SlotType:
    return SlotType(f"AMAZON.{name}", parent=f"AMAZON.{name}")


def meaning(resolver: SlotResolver, slot_type: SlotType, said: str) -> str | None:
    found = resolver.answer(slot_type, said, TODAY)
    return found.value.interpreted if found else None


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "3": "3",
        "three": "3",
        "three nights please": "3",
        "twenty-one": "21",
        "one hundred and five": "105",
        "2.5": "2.5",
        "3 1/2": "3.5",
        "1,000": "1000",
        "minus two": "-2",
        "a couple of nights": "2",
        "just one": "1",
        "a night": "1",
        "HB12345": None,
        "the 3rd": None,
        "no idea": None,
    }.items(),
)
def test_english_numbers(said: str, meant: str | None) -> None:
    assert meaning(ENGLISH, built_in("Number"), said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "3": "3",
        "3박": "3",
        "삼 박이요": "3",
        "세 명": "3",
        "사흘": "3",
        "3박 4일이요": "3",
        "하룻밤": "1",
        "두 밤": "2",
        "네 명": "4",
        "다섯이요": "5",
        "열두 개": "12",
        "스무 살": "20",
        "이십일 일": "21",
        "열흘이요": "10",
        "네": None,
        "이번 주": None,
        "모르겠어요": None,
    }.items(),
)
def test_korean_numbers(said: str, meant: str | None) -> None:
    assert meaning(KOREAN, built_in("Number"), said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "3 pm": "15:00",
        "3:30 p.m.": "15:30",
        "15:30": "15:30",
        "noon": "12:00",
        "midnight": "00:00",
        "in the morning": "MO",
        "evening": "EV",
    }.items(),
)
def test_english_times(said: str, meant: str) -> None:
    assert meaning(ENGLISH, built_in("Time"), said) == meant


@pytest.mark.parametrize(
    ("said", "readings"),
    [("12시", ("00:00", "12:00")), ("열두 시 반", ("00:30", "12:30")), ("낮 12시", ("12:00",))],
)
def test_whether_twelve_in_korean_is_noon_is_left_open(
    said: str, readings: tuple[str, ...]
) -> None:
    found = KOREAN.answer(built_in("Time"), said, TODAY)

    assert found is not None
    assert found.value.resolved == readings


@pytest.mark.parametrize("said", ["10 o'clock", "10", "at 10", "10:00"])
def test_an_hour_of_either_half_of_the_day_is_left_open(said: str) -> None:
    found = ENGLISH.answer(built_in("Time"), said, TODAY)

    assert found is not None
    assert found.value.interpreted is None
    assert found.value.resolved == ("10:00", "22:00")


@pytest.mark.parametrize(
    ("resolver", "said", "meant"),
    [
        (ENGLISH, "three nights", "P3D"),
        (ENGLISH, "two weeks", "P2W"),
        (ENGLISH, "an hour and a half", "PT1H30M"),
        (KOREAN, "3박", "P3D"),
        (KOREAN, "사흘", "P3D"),
        (KOREAN, "두 시간 반", "PT2H30M"),
        (KOREAN, "2주", "P2W"),
        (KOREAN, "1시간 30분", "PT1H30M"),
    ],
)
def test_durations_are_iso_8601(resolver: SlotResolver, said: str, meant: str) -> None:
    assert meaning(resolver, built_in("Duration"), said) == meant


@pytest.mark.parametrize(
    ("resolver", "said", "meant"),
    [
        (ENGLISH, "+1 (206) 555-0100", "+12065550100"),
        (ENGLISH, "my number is 206 555 0100", "2065550100"),
        (ENGLISH, "five five five oh one two three", "5550123"),
        (ENGLISH, "2026-12-24", None),
        (ENGLISH, "12", None),
        (KOREAN, "010-1234-5678이요", "01012345678"),
        (KOREAN, "+82 10-1234-5678입니다", "+821012345678"),
        (KOREAN, "공일공 일이삼사 오육칠팔", "01012345678"),
    ],
)
def test_phone_numbers_lose_their_punctuation_and_keep_their_plus(
    resolver: SlotResolver, said: str, meant: str | None
) -> None:
    assert meaning(resolver, built_in("PhoneNumber"), said) == meant


@pytest.mark.parametrize(
    ("resolver", "said", "meant"),
    [
        (ENGLISH, "yes", "Yes"),
        (ENGLISH, "Yes, please.", "Yes"),
        (ENGLISH, "yeah go ahead", "Yes"),
        (ENGLISH, "no thanks", "No"),
        (ENGLISH, "not correct", "No"),
        (ENGLISH, "maybe", "Maybe"),
        (ENGLISH, "I'm not sure", "Don't know"),
        (ENGLISH, "yesterday", None),
        (KOREAN, "네, 맞아요", "Yes"),
        (KOREAN, "네 예약해 주세요", "Yes"),
        (KOREAN, "아니요", "No"),
        (KOREAN, "아뇨 괜찮습니다", "No"),
        (KOREAN, "글쎄요", "Don't know"),
        (KOREAN, "네 명", None),
    ],
)
def test_confirmations(resolver: SlotResolver, said: str, meant: str | None) -> None:
    assert meaning(resolver, built_in("Confirmation"), said) == meant


@pytest.mark.parametrize(
    ("resolver", "said", "meant"),
    [
        (ENGLISH, "HB12345", "HB12345"),
        (ENGLISH, "it's hb12345 I think", "HB12345"),
        (ENGLISH, "H B 1 2 3 4 5", "HB12345"),
        (ENGLISH, "HB-12345", "HB12345"),
        (ENGLISH, "hello", None),
        (KOREAN, "예약번호는 HB12345예요", "HB12345"),
    ],
)
def test_codes_fit_their_pattern(resolver: SlotResolver, said: str, meant: str | None) -> None:
    assert meaning(resolver, REFERENCE, said) == meant


@pytest.mark.parametrize("pattern", ["HB.*", "[0-9]+", "[A-Z]{2,}", "a."])
def test_patterns_that_lex_does_not_take_are_refused(pattern: str) -> None:
    assert "which Lex does not take" in str(refuse_pattern(pattern))


@pytest.mark.parametrize("pattern", ["[A-Z]{2}[0-9]{5}", "[0-9]{1,4}", "[A-Z.+*]{3}", r"a\.b"])
def test_patterns_that_lex_takes_are_not_refused(pattern: str) -> None:
    assert refuse_pattern(pattern) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "seattle": "Seattle",
        "to Seattle please": "Seattle",
        "nyc": "New York",
        "newyork": "New York",
        "Seatle": "Seattle",
        "san fransisco": "San Francisco",
        "Boston": None,
        "Seattle or New York": None,
    }.items(),
)
def test_a_value_is_its_canonical_name_whatever_its_case_spacing_or_a_slip(
    said: str, meant: str | None
) -> None:
    assert meaning(ENGLISH, CITY, said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "시애틀로 갈게요": "시애틀",
        "씨애틀이요": "시애틀",
        "제주도요": "제주",
        "서울로 부탁드려요": "서울",
        "시에틀": "시애틀",
        "서울역": None,
        "도쿄": None,
    }.items(),
)
def test_korean_particles_and_endings_do_not_hide_a_value(said: str, meant: str | None) -> None:
    assert meaning(KOREAN, KOREAN_CITY, said) == meant


def test_a_type_that_keeps_the_original_takes_what_is_not_in_its_list() -> None:
    found = ENGLISH.answer(SlotType("City", values=CITY.values), "Boston", TODAY)

    assert found is not None
    assert found.value.interpreted == "Boston"
    assert found.value.resolved == ()


def test_a_type_that_keeps_the_original_names_the_value_it_resolves_to() -> None:
    found = ENGLISH.answer(SlotType("City", values=CITY.values), "emerald city", TODAY)

    assert found is not None
    assert found.value.interpreted == "emerald city"
    assert found.value.resolved == ("Seattle",)


@pytest.mark.parametrize(
    ("resolver", "said", "meant"),
    [
        (ENGLISH, "I'm going to Walla Walla, please", "Walla Walla"),
        (ENGLISH, "Paris", "Paris"),
        (KOREAN, "강릉으로 갈게요", "강릉"),
    ],
)
def test_cities_are_as_said_without_the_phrase_around_them(
    resolver: SlotResolver, said: str, meant: str
) -> None:
    assert meaning(resolver, built_in("City"), said) == meant


def test_free_input_is_the_whole_answer() -> None:
    assert meaning(ENGLISH, built_in("FreeFormInput"), " Late, around 11! ") == "Late, around 11!"
