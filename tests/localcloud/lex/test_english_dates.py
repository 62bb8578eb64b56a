"""AMAZON.Date in English, said on Sunday 22 November 2026."""

from datetime import date

import pytest

from localcloud.lex.slots.english_dates import dates
from localcloud.lex.slots.english_times import times

TODAY = date(2026, 11, 22)

SAID = {
    "today": "2026-11-22",
    "tonight": "2026-11-22",
    "tomorrow": "2026-11-23",
    "Tomorrow, please": "2026-11-23",
    "the day after tomorrow": "2026-11-24",
    "day after tomorrow": "2026-11-24",
    "yesterday": "2026-11-21",
    "Sunday": "2026-11-22",
    "Friday": "2026-11-27",
    "on monday": "2026-11-23",
    "this Friday": "2026-11-27",
    "next Friday": "2026-11-27",
    "Friday next week": "2026-11-27",
    "Monday the 30th": "2026-11-30",
    "a week from Friday": "2026-12-04",
    "two weeks from next Monday": "2026-12-07",
    "a week from tomorrow": "2026-11-30",
    "two days after Christmas": "2026-12-27",
    "in 3 days": "2026-11-25",
    "three days from now": "2026-11-25",
    "in two weeks": "2026-12-06",
    "the 20th": "2026-12-20",
    "on the 22nd": "2026-11-22",
    "the 31st": "2026-12-31",
    "the twenty-first": "2026-12-21",
    "December 24": "2026-12-24",
    "Dec 24th": "2026-12-24",
    "24 December": "2026-12-24",
    "the 3rd of January": "2027-01-03",
    "the third of December": "2026-12-03",
    "January 5th": "2027-01-05",
    "Nov. 30, 2026": "2026-11-30",
    "November 20": "2027-11-20",
    "12/24": "2026-12-24",
    "12/24/2026": "2026-12-24",
    "24/12/2026": "2026-12-24",
    "2026-12-24": "2026-12-24",
    "2026/12/01": "2026-12-01",
    "Christmas": "2026-12-25",
    "New Year's Eve": "2026-12-31",
    "next week": "2026-11-23",
    "this week": "2026-11-22",
    "last week": "2026-11-09",
    "next month": "2026-12-31",
    "May 2027": "2027-05-31",
    "in May": "2027-05-31",
    "2027": "2027-12-31",
    "end of the month": "2026-11-30",
    "I arrive on December 3 with my family": "2026-12-03",
    "for three nights from next Friday": "2026-11-27",
    "twelve nights from the third of December": "2026-12-03",
    "tomorrow at 3 pm": "2026-11-23",
    "fri": "2026-11-27",
    "next thurs": "2026-11-26",
    "Mon. the 30th": "2026-11-30",
    "tmrw": "2026-11-23",
    "can I come this afternoon": "2026-11-22",
}

MOMENTS = {
    # said: the words of the day, and of the time with what they could mean
    "Friday at 3": ("Friday", "3", ("03:00", "15:00")),
    "around 3ish next thurs": ("next thurs", "around 3ish", ("03:00", "15:00")),
    "tomorrow morning": ("tomorrow", "morning", ("MO",)),
    "in the afternoon on tues": ("tues", "in the afternoon", ("AF",)),
    "this afternoon": ("this", "afternoon", ("AF",)),
    "noon on Friday": ("Friday", "noon", ("12:00",)),
    "can I come December 7 around 3": ("December 7", "around 3", ("03:00", "15:00")),
    "Monday the 30th at 9:30": ("Monday the 30th", "9:30", ("09:30", "21:30")),
    "at 3 PM on the 7th of December": ("the 7th of December", "3 PM", ("15:00",)),
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_a_date_is_understood_as_people_say_it(said: str, meant: str) -> None:
    assert dates(said, TODAY)[0].value.interpreted == meant


@pytest.mark.parametrize(
    "said",
    [
        *("3", "three nights", "hold on a second", "maybe", "2026-13-45", "the king room"),
        *("Seattle", "the sun is up", "I sat there"),
    ],
)
def test_what_names_no_day_is_no_date(said: str) -> None:
    assert dates(said, TODAY) == []


def test_the_words_that_named_the_date_are_told() -> None:
    text = "a queen room from next Friday please"

    (found,) = dates(text, TODAY)

    assert text[found.start : found.end] == found.value.original == "next Friday"


@pytest.mark.parametrize(("said", "told"), MOMENTS.items())
def test_a_day_and_a_time_in_one_breath_are_told_apart(
    said: str, told: tuple[str, str, tuple[str, ...]]
) -> None:
    (day,), (time,) = dates(said, TODAY), times(said, TODAY)

    assert (day.value.original, time.value.original, time.value.resolved) == told
    assert said[day.start : day.end] == day.value.original
    assert said[time.start : time.end] == time.value.original


def test_an_hour_alone_is_a_time_with_two_readings() -> None:
    (three,) = times("three", TODAY)

    assert three.value.resolved == ("03:00", "15:00")
    assert times("three nights", TODAY) == []
