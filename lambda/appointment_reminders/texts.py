"""What people are texted the day before, in their language."""

from __future__ import annotations

from appointment_book import Appointment, say_moment

_REMINDER = {
    "en_US": "A reminder of your appointment with {provider} on {when}.",
    "ko_KR": "{when}에 {provider} 예약이 있어요.",
}

_HOW_TO_CANCEL = {
    "en_US": "Reply C to cancel.",
    "ko_KR": "취소하시려면 C라고 답장해 주세요.",
}


def reminder_text(appointment: Appointment, *, replies: bool) -> str:
    """The reminder; with how to cancel, where ``replies`` are read.

    Raises:
        KeyError: there is no text in the person's language.
    """
    locale = appointment.locale
    local = appointment.starts_at.astimezone(appointment.zone)
    reminder = _REMINDER[locale].format(
        provider=appointment.provider_name, when=say_moment(local, locale=locale)
    )
    return f"{reminder} {_HOW_TO_CANCEL[locale]}" if replies else reminder
