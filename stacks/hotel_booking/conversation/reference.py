"""The reference of a booking, as guests write and say it."""

from __future__ import annotations

from ml_refarch.lex import builtin

BOOKING_REFERENCE = builtin.alphanumeric(
    "[2-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{8}", name="BookingReference"
)
"""Eight letters and digits without those that are mistaken for another (0 and O, 1, I and L, U).

The booking function makes them: ``lambda/hotel_booking/reference.py``.
"""
