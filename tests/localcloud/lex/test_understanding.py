"""What an utterance means: its intent, and the slots it fills."""

from __future__ import annotations

from datetime import date

import pytest

from localcloud.lex.reading import read_bot
from localcloud.lex.template import bot_from_properties
from localcloud.lex.understanding import Reading, Understanding
from tests.localcloud.lex.bots import CITY, book_hotel, bot, cancel, intent, slot

TODAY = date(2026, 11, 22)
ENGLISH_BOT = bot(book_hotel(), cancel(), intent("Help", ["help", "what can you do for me"]))
KOREAN_CITY = {
    **CITY,
    "SlotTypeValues": [
        {"SampleValue": {"Value": "시애틀"}},
        {"SampleValue": {"Value": "서울"}},
    ],
}
KOREAN_BOT = bot(
    intent(
        "BookHotel",
        ["호텔 예약해 주세요", "{City}에 방 하나 예약해 주세요", "{City}에서 {Nights}박 할게요"],
        [
            slot("City", "City", "어느 도시로 가세요?"),
            slot("CheckInDate", "AMAZON.Date", "언제 체크인하세요?"),
            slot("Nights", "AMAZON.Number", "몇 박 하시나요?"),
        ],
    ),
    intent("Cancel", ["예약을 취소하고 싶어요", "예약 취소해 주세요"]),
    slot_types=[KOREAN_CITY],
    locale="ko_KR",
)


def understanding(properties: dict[str, object], locale: str) -> Understanding:
    return Understanding(read_bot(bot_from_properties(properties)).locales[locale])


@pytest.fixture(scope="module")
def english() -> Understanding:
    return understanding(ENGLISH_BOT, "en_US")


@pytest.fixture(scope="module")
def korean() -> Understanding:
    return understanding(KOREAN_BOT, "ko_KR")


def read(one: Understanding, text: str, *, without: str = "") -> list[Reading]:
    eligible = frozenset(one.locale.intents) - {without}
    return one.readings(text, TODAY, eligible=eligible)


def slots(reading: Reading) -> dict[str, str | None]:
    return {name: value.interpreted for name, value in reading.slots.items()}


@pytest.mark.parametrize(
    "said", ["Book a hotel", "book a HOTEL!", "  Book   a hotel.", "bookahotel"]
)
def test_a_sample_word_for_word_is_certain_whatever_its_case_punctuation_and_spacing(
    english: Understanding, said: str
) -> None:
    best = read(english, said)[0]

    assert (best.intent.name, best.score) == ("BookHotel", 1.0)


def test_a_sample_with_slots_fills_them(english: Understanding) -> None:
    best = read(english, "3 nights in the Emerald City, please")[0]

    assert best.intent.name == "BookHotel"
    assert slots(best) == {"Nights": "3", "City": "Seattle"}


def test_words_that_are_no_value_of_the_slot_fit_no_sample(english: Understanding) -> None:
    best = read(english, "I need a room in Boston")[0]

    assert slots(best) == {}


def test_a_free_utterance_fills_every_slot_it_names(english: Understanding) -> None:
    best = read(english, "Could you book me a hotel in Seattle for three nights from next Friday")[
        0
    ]

    assert best.intent.name == "BookHotel"
    assert slots(best) == {"City": "Seattle", "CheckInDate": "2026-11-27", "Nights": "3"}


@pytest.mark.parametrize(
    ("said", "intent"),
    {
        "I would like to book a hotel room": "BookHotel",
        "hotel booking": "BookHotel",
        "please cancel my booking": "Cancel",
        "i wanna cancel that booking": "Cancel",
        "can you help me": "Help",
        "what is it that you can do": "Help",
    }.items(),
)
def test_an_utterance_means_the_intent_whose_samples_it_is_like(
    english: Understanding, said: str, intent: str
) -> None:
    assert read(english, said)[0].intent.name == intent


@pytest.mark.parametrize("said", ["asdf qwerty", "xyzzy", "🙂", "42 is the answer"])
def test_what_is_like_no_sample_is_for_the_fallback_intent(
    english: Understanding, said: str
) -> None:
    best = read(english, said)[0]

    assert best.intent.is_fallback
    assert best.score is None


@pytest.mark.parametrize(
    ("said", "intent"),
    {
        "호텔예약해주세요": "BookHotel",
        "호텔 좀 예약하고 싶은데요": "BookHotel",
        "예약 취소할래요": "Cancel",
        "취소하고 싶어요 예약을": "Cancel",
    }.items(),
)
def test_korean_is_understood_whatever_its_spacing(
    korean: Understanding, said: str, intent: str
) -> None:
    assert read(korean, said)[0].intent.name == intent


def test_a_korean_utterance_fills_every_slot_it_names(korean: Understanding) -> None:
    best = read(korean, "시애틀에 다음 주 금요일부터 3박으로 호텔 예약해 주세요")[0]

    assert best.intent.name == "BookHotel"
    assert slots(best) == {"City": "시애틀", "CheckInDate": "2026-11-27", "Nights": "3"}


def test_there_are_at_most_five_readings_and_the_fallback_is_among_them() -> None:
    many = bot(*(intent(f"Order{n}", [f"I want the number {n} menu"]) for n in range(8)))

    readings = read(understanding(many, "en_US"), "I want the menu")

    assert len(readings) == 5
    assert sum(reading.intent.is_fallback for reading in readings) == 1


def test_an_intent_that_is_not_eligible_is_not_meant(english: Understanding) -> None:
    names = [r.intent.name for r in read(english, "cancel my booking", without="Cancel")]

    assert "Cancel" not in names


@pytest.mark.parametrize(
    ("said", "filled"),
    {
        "book a room for 2 people in Seattle": {"City": "Seattle"},
        "book a room in Seattle for two guests": {"City": "Seattle"},
        "book a room for 2 people in Seattle for 3 nights": {"City": "Seattle", "Nights": "3"},
        "book a room in Seattle for 2": {"City": "Seattle", "Nights": "2"},
    }.items(),
)
def test_a_number_of_people_is_not_taken_for_one_of_nights(
    said: str, filled: dict[str, str]
) -> None:
    samples = ["book a room in {City}", "book a room for {Nights} nights"]
    booking = book_hotel(SampleUtterances=[{"Utterance": sample} for sample in samples])

    assert slots(read(understanding(bot(booking), "en_US"), said)[0]) == filled


def test_a_number_of_people_is_taken_where_the_samples_count_people() -> None:
    table = intent(
        "BookTable",
        ["book a table", "a table for {Guests} people"],
        [slot("Guests", "AMAZON.Number", "For how many?")],
    )

    best = read(understanding(bot(table), "en_US"), "can you book a table for 4 people tonight")[0]
    assert slots(best) == {"Guests": "4"}


def test_a_number_beside_no_cue_of_its_slot_is_nobodys(english: Understanding) -> None:
    assert "Nights" not in slots(read(english, "book a hotel for one of my 4 friends")[0])


@pytest.mark.parametrize(
    ("said", "day", "time"),
    [
        ("12월 8일 오전 10시로 바꿔 주세요", "2026-12-08", "10:00"),
        ("12월 9일 오후 4시 30분", "2026-12-09", "16:30"),
        ("다음 주 목요일 오후 3시로 바꿔 주세요", "2026-11-26", "15:00"),
        ("내일 3시요", "2026-11-23", None),
    ],
)
def test_a_day_and_a_time_in_one_breath_fill_a_slot_each(
    said: str, day: str, time: str | None
) -> None:
    move = intent(
        "Move",
        ["예약 변경", "{Date} {Time}", "{Date} {Time}요", "{Date} {Time}로 바꿔 주세요"],
        [slot("Date", "AMAZON.Date", "며칠이요?"), slot("Time", "AMAZON.Time", "몇 시요?")],
    )
    appointments = understanding(bot(move, locale="ko_KR"), "ko_KR")
    reading = appointments.readings(said, TODAY, eligible=frozenset({"Move"}))[0]
    assert reading.intent.name == "Move"
    assert reading.slots["Date"].interpreted == day
    assert reading.slots["Time"].interpreted == time
