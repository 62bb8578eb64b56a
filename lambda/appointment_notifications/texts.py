"""What people are texted, in their language, and what the staff reads, in English."""

from __future__ import annotations

from appointment_book import say_moment, toward
from appointment_change import AppointmentChange, Happened

_TEXTS = {
    ("en_US", Happened.BOOKED): "Your appointment with {provider} is on {when}.",
    ("en_US", Happened.MOVED): "Your appointment with {provider} is now on {when}.",
    ("en_US", Happened.CANCELLED): "Your appointment with {provider} on {when} is cancelled.",
    ("ko_KR", Happened.BOOKED): "{when} {provider} 예약이 잡혔어요.",
    ("ko_KR", Happened.MOVED): "{provider} 예약이 {to} 변경됐어요.",
    ("ko_KR", Happened.CANCELLED): "{when} {provider} 예약이 취소됐어요.",
}

_STAFF = {
    Happened.BOOKED: "Appointment {reference} booked",
    Happened.MOVED: "Appointment {reference} moved",
    Happened.CANCELLED: "Appointment {reference} cancelled",
}


def text_of(change: AppointmentChange) -> str:
    """The text message.

    Raises:
        KeyError: there is no text in the person's language.
    """
    locale = change.appointment.locale
    when = say_moment(change.local, locale=locale)
    return _TEXTS[locale, change.happened].format(
        provider=change.appointment.provider_name, when=when, to=toward(when, locale=locale)
    )


def staff_subject(change: AppointmentChange) -> str:
    """The subject of the message for the staff: at most 100 ASCII characters, as SNS asks."""
    return _STAFF[change.happened].format(reference=change.appointment.reference)


def staff_message(change: AppointmentChange) -> str:
    """The message for the staff. Who it is they look up in the book, it is not mailed."""
    appointment = change.appointment
    before = ""
    if change.moved_from:
        before = f" (before: {change.moved_from.astimezone(appointment.zone):%Y-%m-%d %H:%M})"
    return (
        f"{staff_subject(change)}: {appointment.provider}, {change.local:%Y-%m-%d %H:%M} "
        f"{appointment.zone.key}{before}."
    )
