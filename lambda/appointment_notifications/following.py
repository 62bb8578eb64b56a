"""What follows a change of an appointment: a text, word to the staff, an event for others."""

from __future__ import annotations

from collections.abc import Callable

from appointment_change import AppointmentChange
from stream_effects import Channels, Effect, TextRefusedError
from texts import staff_message, staff_subject, text_of

EVENT_SOURCE = "clinic.appointments"


def effects(
    channels: Channels, *, text_refused: Callable[[], None]
) -> dict[str, Effect[AppointmentChange]]:
    """Each effect by its name.

    Args:
        text_refused: Called when SNS does not take a text.
    """

    def staff(_: str, change: AppointmentChange) -> str:
        return channels.tell_staff(staff_subject(change), staff_message(change))

    def event(event_id: str, change: AppointmentChange) -> str:
        detail = _detail(event_id, change)
        return channels.publish(
            EVENT_SOURCE, change.happened, detail, about=change.appointment.reference
        )

    def text(_: str, change: AppointmentChange) -> str:
        appointment = change.appointment
        called = f"the person of {appointment.reference}"
        try:
            return channels.text(appointment.phone, text_of(change), called=called)
        except TextRefusedError:
            text_refused()
            raise

    return {"staff": staff, "event": event, "text": text}


def _detail(event_id: str, change: AppointmentChange) -> dict[str, str | None]:
    """The event: nothing in it says who the person is."""
    appointment = change.appointment
    moved_from = change.moved_from
    return {
        "eventId": event_id,
        "reference": appointment.reference,
        "provider": appointment.provider,
        "startsAt": appointment.starts_at.isoformat(),
        "movedFrom": moved_from.isoformat() if moved_from else None,
        "timeZone": appointment.zone.key,
        "locale": appointment.locale,
    }
