"""What guests and staff read of a booking."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from stream_effects import read_record
from stream_records import image, record

if TYPE_CHECKING:
    from function_folder import FunctionFolder

SMS_IN_GSM = 160
SMS_IN_UCS2 = 70
"""Characters of one text message, without and with Hangul; a longer one is paid for twice."""


def change(notifications: FunctionFolder, *, cancelled: bool = False, **values: str) -> Any:
    booked = image(**values)
    happened = (
        record("e2", old=booked, new=image(status="CANCELLED", **values))
        if cancelled
        else record("e1", new=booked)
    )
    return read_record(json.dumps(happened), notifications.booking_change.read_change)


@pytest.mark.parametrize("locale", ["en_US", "ko_KR"])
def test_days_nights_and_prices_read_as_the_bot_says_them(
    hotel_booking: FunctionFolder, hotel_notifications: FunctionFolder, locale: str
) -> None:
    bot, text = hotel_booking.texts, hotel_notifications.texts

    for days in range(0, 400, 17):  # every weekday and every month
        day = date(2026, 1, 1) + timedelta(days=days)
        assert text.say_date(day, locale=locale) == bot.say_date(day, locale=locale)
    for nights in (1, 2, 30):
        assert text.say_nights(nights, locale=locale) == bot.say_nights(nights, locale=locale)
    for amount in (540, 1240):
        said = text.say_price(amount, currency="USD", locale=locale)
        assert said == bot.say_dollars(amount, locale=locale)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en_US", "is booked: 1 night from Wednesday"),
        ("ko_KR", "수요일부터 1박 540달러에 예약됐어요."),
    ],
)
def test_one_night_is_one_night(
    hotel_notifications: FunctionFolder, locale: str, words: str
) -> None:
    booked = change(hotel_notifications, nights="1", price="540", locale=locale)

    assert words in hotel_notifications.texts.guest_text(booked)
    assert "1 night from" in hotel_notifications.texts.staff_message(booked)


def test_a_price_that_is_not_in_dollars_is_not_said_to_be(
    hotel_notifications: FunctionFolder,
) -> None:
    booked = change(hotel_notifications, currency="EUR")

    assert ", 420 EUR. " in hotel_notifications.texts.guest_text(booked)


@pytest.mark.parametrize(
    ("locale", "limit", "names"),
    [
        ("en_US", SMS_IN_GSM, {"city_name": "San Francisco", "room_type_name": "deluxe"}),
        ("ko_KR", SMS_IN_UCS2, {"city_name": "샌프란시스코", "room_type_name": "디럭스"}),
    ],
)
def test_the_longest_text_fits_one_message(
    hotel_notifications: FunctionFolder, locale: str, limit: int, names: dict[str, str]
) -> None:
    stay = {"check_in": "2026-12-30", "nights": "30", "price": "10800"}
    for cancelled in (False, True):
        happened = change(hotel_notifications, cancelled=cancelled, locale=locale, **stay, **names)
        said = hotel_notifications.texts.guest_text(happened)
        assert len(said) <= limit, said
