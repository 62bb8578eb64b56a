"""What follows a change of a booking: a text, word to the staff, an event for others."""

from __future__ import annotations

from booking_change import BookingChange
from stream_effects import Channels, Effect
from texts import guest_text, staff_message, staff_subject

EVENT_SOURCE = "hotel.booking"


def effects(channels: Channels) -> dict[str, Effect[BookingChange]]:
    """Each effect by its name."""

    def staff(_: str, change: BookingChange) -> str:
        return channels.tell_staff(staff_subject(change), staff_message(change))

    def event(event_id: str, change: BookingChange) -> str:
        detail = _detail(event_id, change)
        return channels.publish(EVENT_SOURCE, change.happened, detail, about=change.reference)

    def text(_: str, change: BookingChange) -> str:
        return channels.text(
            change.phone, guest_text(change), called=f"the guest of {change.reference}"
        )

    return {"staff": staff, "event": event, "text": text}


def _detail(event_id: str, change: BookingChange) -> dict[str, str | int]:
    """The event: nothing in it says who the guest is."""
    return {
        "eventId": event_id,
        "reference": change.reference,
        "city": change.city,
        "roomType": change.room_type,
        "checkIn": change.check_in.isoformat(),
        "nights": change.nights,
        "price": change.price,
        "currency": change.currency,
        "locale": change.locale,
    }
