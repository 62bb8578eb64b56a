"""What guests are texted, in their language, and what the staff reads, in English."""

from __future__ import annotations

from booking_change import BookingChange, Happened

_GUEST = {
    ("en_US", Happened.CONFIRMED): (
        "Your {room_type} room in {city} is booked: {month}/{day}/{year}, {nights}, "
        "{price} {currency}. Reference {reference}."
    ),
    ("en_US", Happened.CANCELLED): (
        "Your booking {reference} in {city}, {month}/{day}/{year}, {nights}, is cancelled."
    ),
    ("ko_KR", Happened.CONFIRMED): (
        "{city} {room_type} 객실이 예약되었습니다. {year}년 {month}월 {day}일, {nights}, "
        "{price} {currency}. 예약 번호 {reference}"
    ),
    ("ko_KR", Happened.CANCELLED): (
        "{city} {year}년 {month}월 {day}일 {nights} 예약이 취소되었습니다. 예약 번호 {reference}"
    ),
}

_STAFF = {
    Happened.CONFIRMED: "New booking {reference}",
    Happened.CANCELLED: "Booking {reference} cancelled",
}


def guest_text(change: BookingChange) -> str:
    """The text message for the guest.

    Raises:
        KeyError: there is no text in the guest's language.
    """
    return _GUEST[change.locale, change.happened].format(
        reference=change.reference,
        city=change.city_name,
        room_type=change.room_type_name,
        year=change.check_in.year,
        month=change.check_in.month,
        day=change.check_in.day,
        nights=_nights(change.nights, locale=change.locale),
        price=f"{change.price:,}",
        currency=change.currency,
    )


def staff_subject(change: BookingChange) -> str:
    """The subject of the message for the staff: at most 100 ASCII characters, as SNS asks."""
    return _STAFF[change.happened].format(reference=change.reference)


def staff_message(change: BookingChange) -> str:
    """The message for the staff. The guest's number is looked up in the booking, not mailed."""
    return (
        f"{staff_subject(change)}: {change.city}, {change.room_type}, "
        f"{_nights(change.nights, locale='en_US')} from {change.check_in.isoformat()}, "
        f"{change.price:,} {change.currency}."
    )


def _nights(nights: int, *, locale: str) -> str:
    if locale == "ko_KR":
        return f"{nights}박"
    return "1 night" if nights == 1 else f"{nights} nights"
