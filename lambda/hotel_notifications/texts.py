"""What guests are texted, in their language, and what the staff reads, in English.

Days, nights and prices are said as the bot says them: a guest reads here what the bot quoted.
"""

from __future__ import annotations

from datetime import date

from booking_change import BookingChange, Happened

_GUEST = {
    ("en_US", Happened.CONFIRMED): (
        "Your {room_type} room in {city} is booked: {nights} from {check_in}, {price}. "
        "Reference {reference}."
    ),
    ("en_US", Happened.CANCELLED): (
        "Your booking {reference} in {city}, {nights} from {check_in}, is cancelled."
    ),
    ("ko_KR", Happened.CONFIRMED): (
        "{city} {room_type} 객실이 {check_in}부터 {nights} {price}에 예약됐어요. "
        "예약 번호 {reference}"
    ),
    ("ko_KR", Happened.CANCELLED): (
        "{city}, {check_in}부터 {nights} 예약이 취소됐어요. 예약 번호 {reference}"
    ),
}

_STAFF = {
    Happened.CONFIRMED: "New booking {reference}",
    Happened.CANCELLED: "Booking {reference} cancelled",
}

_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_KO_DAYS = "월화수목금토일"


def guest_text(change: BookingChange) -> str:
    """The text message for the guest.

    Raises:
        KeyError: there is no text in the guest's language.
    """
    return _GUEST[change.locale, change.happened].format(
        reference=change.reference,
        city=change.city_name,
        room_type=change.room_type_name,
        check_in=say_date(change.check_in, locale=change.locale),
        nights=say_nights(change.nights, locale=change.locale),
        price=say_price(change.price, currency=change.currency, locale=change.locale),
    )


def staff_subject(change: BookingChange) -> str:
    """The subject of the message for the staff: at most 100 ASCII characters, as SNS asks."""
    return _STAFF[change.happened].format(reference=change.reference)


def staff_message(change: BookingChange) -> str:
    """The message for the staff. The guest's number is looked up in the booking, not mailed."""
    return (
        f"{staff_subject(change)}: {change.city}, {change.room_type}, "
        f"{say_nights(change.nights, locale='en_US')} from "
        f"{say_date(change.check_in, locale='en_US')}, "
        f"{say_price(change.price, currency=change.currency, locale='en_US')}."
    )


def say_date(day: date, *, locale: str) -> str:
    """ "Friday, November 27, 2026" or "2026년 11월 27일 금요일"."""
    if locale == "ko_KR":
        return f"{day.year}년 {day.month}월 {day.day}일 {_KO_DAYS[day.weekday()]}요일"
    return f"{_EN_DAYS[day.weekday()]}, {_EN_MONTHS[day.month - 1]} {day.day}, {day.year}"


def say_nights(nights: int, *, locale: str) -> str:
    """ "1 night", "3 nights" or "3박"."""
    if locale == "ko_KR":
        return f"{nights}박"
    return "1 night" if nights == 1 else f"{nights} nights"


def say_price(amount: int, *, currency: str, locale: str) -> str:
    """ "$1,240" or "1,240달러"; in a currency that is not USD, "1,240 EUR"."""
    if currency != "USD":
        return f"{amount:,} {currency}"
    return f"{amount:,}달러" if locale == "ko_KR" else f"${amount:,}"
