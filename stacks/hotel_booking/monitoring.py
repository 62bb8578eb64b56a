"""What the dashboard of HotelBooking shows of the conversations themselves."""

from __future__ import annotations

from typing import Final

METRICS_NAMESPACE: Final = "HotelBooking"
BOOKING_SERVICE: Final = "hotel_booking"
EFFECTS_SERVICE: Final = "hotel_notifications"
SHOWN: Final = {
    "What guests got": ("RoomsBooked", "BookingsCancelled", "StaysQuoted"),
    "Where guests were stuck": ("StaysSoldOut", "SlotsRefused", "GuestsHandedOver"),
}
"""The booking function's own counts, graph by graph."""
