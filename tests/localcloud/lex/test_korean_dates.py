"""AMAZON.Date and AMAZON.Time in Korean, said on Sunday 22 November 2026."""

from datetime import date

import pytest

from localcloud.lex.slots.korean_dates import dates, times

TODAY = date(2026, 11, 22)

SAID = {
    "오늘": "2026-11-22",
    "오늘이요": "2026-11-22",
    "내일": "2026-11-23",
    "내일요": "2026-11-23",
    "모레": "2026-11-24",
    "글피": "2026-11-25",
    "어제": "2026-11-21",
    "금요일": "2026-11-27",
    "금요일이요": "2026-11-27",
    "일요일": "2026-11-22",
    "이번 주 토요일": "2026-11-28",
    "다음 주 금요일": "2026-11-27",
    "다음주 금요일": "2026-11-27",
    "다다음주 월요일": "2026-11-30",
    "사흘 뒤": "2026-11-25",
    "3일 뒤": "2026-11-25",
    "3일 후": "2026-11-25",
    "일주일 뒤": "2026-11-29",
    "2주 후": "2026-12-06",
    "보름 뒤": "2026-12-07",
    "열흘 뒤": "2026-12-02",
    "20일": "2026-12-20",
    "이십일": "2026-12-20",
    "스무날": "2026-12-20",
    "22일": "2026-11-22",
    "다음 달 3일": "2026-12-03",
    "12월 24일": "2026-12-24",
    "12월24일": "2026-12-24",
    "십이월 이십사일": "2026-12-24",
    "12월 24일이요": "2026-12-24",
    "1월 5일": "2027-01-05",
    "내년 1월 1일": "2027-01-01",
    "2026년 12월 24일": "2026-12-24",
    "2026-12-24": "2026-12-24",
    "12/24": "2026-12-24",
    "크리스마스": "2026-12-25",
    "다음 주": "2026-11-23",
    "이번 주": "2026-11-22",
    "지난주": "2026-11-09",
    "다음 달": "2026-12-31",
    "이번 달": "2026-11-30",
    "내년": "2027-12-31",
    "내년 5월": "2027-05-31",
    "말일": "2026-11-30",
    "내일부터 3박이요": "2026-11-23",
    "12월 24일부터 27일까지": "2026-12-24",
    "12월 3일부터 세 밤 묵을게요": "2026-12-03",
    "시애틀에 다음 주 금요일부터 3박 퀸룸 예약해 주세요": "2026-11-27",
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_a_date_is_understood_as_people_say_it(said: str, meant: str) -> None:
    assert dates(said, TODAY)[0].value.interpreted == meant


@pytest.mark.parametrize("said", ["3박", "세 명", "네", "시애틀", "퀸룸이요", "글쎄요"])
def test_what_names_no_day_is_no_date(said: str) -> None:
    assert dates(said, TODAY) == []


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "오후 3시": "15:00",
        "오후 세 시 반": "15:30",
        "오전 열 시": "10:00",
        "밤 9시": "21:00",
        "15시": "15:00",
        "15:30": "15:30",
        "정오": "12:00",
        "자정": "00:00",
        "아침": "MO",
        "저녁": "EV",
        "내일 오후 두 시": "14:00",
    }.items(),
)
def test_a_time_is_understood_as_people_say_it(said: str, meant: str) -> None:
    assert times(said, TODAY)[0].value.interpreted == meant


@pytest.mark.parametrize(
    ("said", "readings"),
    {
        "3시": ("03:00", "15:00"),
        "10시 반": ("10:30", "22:30"),
        "열시": ("10:00", "22:00"),
        "10:00": ("10:00", "22:00"),
    }.items(),
)
def test_an_hour_of_either_half_of_the_day_is_left_open(
    said: str, readings: tuple[str, str]
) -> None:
    value = times(said, TODAY)[0].value

    assert value.interpreted is None
    assert value.resolved == readings
